/** What of lines no list tells: package and bouquets. */
export { Details } from './details';
export { erasedFromDetails } from './erase';
export { detailMigrations } from './tables';
export { DetailWatch } from './watch';
