/** How both nodes reach a panel or the daemon, and how they speak of what goes wrong. */
export { accessKindOf, accessKinds, type AccessKind, type Authentication, type CredentialName } from './accessKinds';
export { connectDaemon, connectPanel } from './connect';
export { credentialTest } from './credentialTest';
export { credentialTypes } from './credentialTypes';
export { DaemonClient, DaemonError } from './daemonClient';
export { nodeError, type ErrorPlace } from './nodeError';
export type { NodeContext } from './send';
