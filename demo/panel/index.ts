/** A panel of the family over HTTP, in any of its dialects, quirks included, with a page for its operator. */
export { startDemoPanel, type DemoPanel, type DemoPanelOptions } from './panel';
export { endConnection, startConnection } from './actions';
export { FAULT_KINDS, nginxPage, INVALID_KEY, type Fault, type FaultKind } from './faults';
export type { ReceivedRequest } from './requests';
export type { PanelSeed, SeedName } from './seeds';
export { newServer, newStream, newStreamServer, type PanelState } from './state';
export type { BouquetRow, ConnectionRow, LineRow, PackageRow, UserRow } from './state';
