export type { Acknowledged, Acknowledgement } from './acknowledge';
export { erasedFromFeeds } from './erase';
export { Feeds, type LeasedEvent, type LeaseRequest, type ParkedEvent } from './feeds';
export { feedDefaults, type FeedSettings, type FeedView } from './settings';
export { feedMigrations } from './tables';
export { neededByFeeds } from './needed';
