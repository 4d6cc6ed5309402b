export { XuiAdapter } from './adapter';
/** Rows of XUI.ONE / XC_VM as canonical objects: its databases hold the columns its API answers. */
export { bouquetFrom, lineSummary, packageFrom, storedLine, userFrom } from './fields';
export { activityFrom, connectionFrom } from './parts/connections';
export { deviceDetails, deviceSummary } from './parts/devices';
export { blockedFrom, categoryFrom, epgFrom, groupFrom, serverFrom } from './parts/lists';
export { liveFrom } from './parts/live';
export { userDetails } from './parts/users';
export type { Edits } from './parts';
