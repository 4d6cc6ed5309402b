/** What of lines no list tells: package and bouquets. */
export { Details } from './details';
export { detailMigrations } from './tables';
export { DetailWatch } from './watch';
