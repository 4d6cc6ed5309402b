/** A panel of the XUI.ONE / XC_VM family (up to April 2026) over HTTP, quirks included, with a page for its operator. */
export { startDemoPanel, type DemoPanel, type DemoPanelOptions } from './panel';
export { FAULT_KINDS, nginxPage, INVALID_KEY, type Fault, type FaultKind } from './faults';
export type { ReceivedRequest } from './requests';
export type { PanelSeed, SeedName } from './seeds';
export type { PanelState } from './state';
export type { BouquetRow, ConnectionRow, LineRow, PackageRow, UserRow } from './state';
