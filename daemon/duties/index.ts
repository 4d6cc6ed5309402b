export { AllDuties } from './alone';
export { DutyLost, writeHeld, type Duties, type Duty, type Held, type ReplicaView } from './duty';
export { LeasedDuties, type LeasedDutiesOptions } from './leased';
export { dutyMigrations } from './tables';
