export { AllDuties, untilAborted } from './alone';
export type { Duties, Duty } from './duty';
