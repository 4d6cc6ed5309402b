export { both, outcomeOf, unobserved, type Observed, type ObservedKind, type Observer } from './observer';
