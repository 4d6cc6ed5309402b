export type { Acknowledged, Acknowledgement } from './acknowledge';
export { Feeds, type LeasedEvent, type LeaseRequest, type ParkedEvent } from './feeds';
export { feedDefaults, type FeedPlace, type FeedSettings, type FeedStart, type FeedView } from './settings';
export { feedMigrations } from './tables';
export { neededByFeeds } from './needed';
