export type { Acknowledged, Acknowledgement } from './acknowledge';
export { Feeds, type LeasedEvent, type LeaseRequest, type ParkedEvent } from './feeds';
export { compileFilter, type Filter } from './filter';
export { feedDefaults, type FeedSettings, type FeedStart, type FeedView, type FilterProblem } from './settings';
export { feedMigrations } from './tables';
