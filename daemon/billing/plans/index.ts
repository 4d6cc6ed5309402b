export { PlanBook, type Paid, type Resolved } from './book';
export {
  bouquetsOf,
  planName,
  namedPlan,
  planSettings,
  rights,
  type Plan,
  type PlanSettings,
  type Right,
} from './definition';
export { Plans, type PlanProblem, type PlanView } from './plans';
export { adjusted, lineOf, type AdjustProblem, type Circumstances, type LineOf } from './line';
export { planMigrations } from './tables';
