/** Stripe as the demo's customers use it: the messages it sends, and the objects it holds after them. */
export { disputeClosedEvents, disputeEvents, refundEvents, type DisputeOptions, type RefundOptions } from './back';
export {
  cancelEvents,
  changePlanEvents,
  failEvents,
  renewEvents,
  trialEndingEvents,
  uncancelEvents,
  type CancelOptions,
  type ChangePlanOptions,
  type FailOptions,
  type RenewOptions,
} from './course';
export { subscribeEvents, type Customer, type Purchase } from './events';
export { buyerOf, objectsAfter, type StripeEvent } from './history';
export type { Invoice, StripeObject, Subscription } from './objects';
export { postStripeEvent, type Posted } from './post';
export { signStripe } from './sign';
