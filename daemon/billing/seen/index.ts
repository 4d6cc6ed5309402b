export { look, type LookParts } from './look';
export {
  customerOf,
  isCompared,
  isEntitled,
  isServed,
  lineKey,
  type CustomerSeen,
  type LineSeen,
  type PaidPrice,
  type PanelSeen,
  type Seen,
  type SubscriptionSeen,
} from './seen';
