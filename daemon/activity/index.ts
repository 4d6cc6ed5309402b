export { erasedFromActivity } from './erase';
export { connectionWatch, type ConnectionOptions } from './options';
export { activityMigrations } from './tables';
