export {
  namedPolicy,
  policyName,
  policySettings,
  problemsOf,
  type Policy,
  type PolicyProblem,
  type PolicySettings,
  type Step,
} from './definition';
export { stepHolds, type Held } from './holds';
export { Policies, PolicyBook, type ChosenPolicy, type PolicyView } from './policies';
export { dueSteps, nextStep, scheduleOf, type DueStep } from './schedule';
export { dunningMigrations } from './tables';
