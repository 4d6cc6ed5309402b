export { Retention, type Keep, type RetentionOptions, type StillNeeded } from './retention';
