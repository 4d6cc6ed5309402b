export { databaseDialects, withDatabase } from './adapter';
export type { DatabaseQuery, SqlValue } from './query';
