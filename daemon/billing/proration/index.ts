export { previewChange, type PlanChange, type Previewed } from './preview';
export {
  prorate,
  type Offer,
  type PaidPeriod,
  type Proration,
  type ProrationProblem,
  type ProrationRequest,
  type Way,
} from './proration';
export { split } from './split';
