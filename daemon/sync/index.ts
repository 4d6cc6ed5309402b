export { connectPanel, unwatched, type ConnectOptions, type Reason } from './connect';
export type { PanelHandle, Panels, PanelState, PanelView, Snapshot } from './contract';
export type { DeletionGuard } from './deletions';
export { WatchedPanels } from './panels';
export { Gate } from './gate';
export { runPass } from './pass';
export { LineSnapshot } from './snapshot';
export { syncMigrations } from './tables';
export type { PanelOptions } from './watcher';
