/** Where the node's operations are carried out: on a panel, or by the daemon. */
export type { Connection, LinePage, WriteSettings } from './connection';
export { daemonConnection, listPanels, resolvePanel, whenThere } from './daemonConnection';
export { panelConnection } from './panelConnection';
