export { Billing, type BillingParts } from './billing';
export { erasedFromInbox } from './erase';
export { erasedFromLedger } from './erase-money';
export { EventSink, subjectOf } from './event-sink';
export type { BillingFact, FactSink, FailedMessage } from './fact';
export { Inbox, type InboxOptions, type InboxOutcome } from './inbox';
export {
  axiosHttp,
  Mapping,
  MappingError,
  ProviderError,
  providers,
  recipe,
  type BillingApi,
  type Http,
  type HttpAnswer,
  type HttpRequest,
  type Provider,
  type ProviderName,
  type Ref,
  type SettingName,
  type SourceSettings,
} from './providers';
export type { MessageQuery, MessageView } from './messages';
export { Refetch, type RefetchOptions } from './refetch';
export type { Registered } from './registrations';
export type { Renormalised, RenormalisedMessage } from './renormalise';
export type { InboxSource } from './source';
export type { InboxState } from './tables';
export { billingMigrations } from './tables';
export { defaultBillingSettings, type ActionKind, type Actor, type BillingSettings } from './settings';
