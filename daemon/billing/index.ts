export { Inbox, type InboxOptions, type InboxOutcome, type InboxSource } from './inbox';
export type { ProviderName } from './providers';
export { billingMigrations } from './tables';
