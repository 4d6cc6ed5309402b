export { erasedFromThings } from './erase';
export { onePage, wholeList } from './pages';
export { Rounds, watchViews } from './rounds';
export { watchMigrations } from './tables';
export { Things, type Collection, type LookResult, type Thing, type ThingFact } from './things';
export type { PacedWatch, Watch, Watched, WatchState, WatchView } from './watch';
