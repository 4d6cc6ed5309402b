export { Inbox, type InboxOptions, type InboxOutcome, type InboxSource } from './inbox';
export { erasedFromInbox } from './erase';
export type { ProviderName } from './providers';
export { billingMigrations } from './tables';
