export { ownerOfTheKey } from './owner';
/** The panel's database in memory, and the file it is kept in. */
export { PanelState, type PlayerBuild } from './state';
export { Table } from './table';
export { StateFile, loadState } from './state-file';
export { newSeries, newStream, newStreamServer } from './new-content-rows';
export { newConnection, newGroup, newLine, newPackage, newServer, newUser } from './new-rows';
export type * from './content-rows';
export type * from './rows';
export type { UserLogRow } from './logs';
