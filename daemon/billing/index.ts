export { Inbox, type InboxOptions, type InboxOutcome, type InboxSource } from './inbox';
export { signStripe, type ProviderName } from './providers';
export { billingMigrations } from './tables';
