export type { PanelHandle, Panels, PanelState, PanelView, Snapshot } from './contract';
