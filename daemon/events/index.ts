export { EventLog, type EventDraft, type EventQuery } from './log';
export { eventMigrations } from './tables';
