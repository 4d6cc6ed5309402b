export { openBooks, termsOf, type Books, type Bought } from './books';
export { stepDue, stepPart } from './dunned';
export {
  coverage,
  plusSeconds,
  standingOf,
  transitions,
  type Facts,
  type PaymentFacts,
  type Reaction,
  type Standing,
  type State,
  type Terms,
  type Told,
} from './fold';
export { Ledger, subscriptionsChanged, type LedgerParts } from './ledger';
export { paymentFactsOf, paymentView, type PaymentView } from './payments';
export { settle, type Settled } from './settle';
export {
  subscriptionMigrations,
  type PaymentTable,
  type SubscriptionLineTable,
  type SubscriptionTable,
} from './tables';
export { changeEvents, subjectOf } from './telling';
export { linesOf, metadataIn, paymentsOf, standingIn, toldIn, viewOf, type Kept, type SubscriptionView } from './view';
export { manualSource, Subscriptions, type NewPayment, type NewSubscription, type SubscriptionQuery } from './desk';
