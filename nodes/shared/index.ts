/** How both nodes reach a panel or the daemon, and how they speak of what goes wrong. */
export { connectDaemon, connectPanel } from './connect';
export { xtreamUiApiTest, xtreamUiSyncApiTest } from './credentialTest';
export { DaemonClient, DaemonError } from './daemonClient';
export { nodeError } from './nodeError';
export type { NodeContext } from './send';
