export type { PaceOptions } from './pace';
export { parseQuietHours, quietFor, type QuietHours } from './quiet';
export { defaultLimits, Manners, type MannersOptions } from './manners';
