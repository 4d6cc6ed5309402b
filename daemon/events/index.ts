export { appendedAt, EventLog, jsonOf, parsed, type EventDraft, type EventQuery, type StoredEvent } from './log';
export { eventMigrations } from './tables';
