export type { PaceOptions } from './pace';
export { parseQuietHours, quietFor, type QuietHours } from './quiet';
export { PoliteTransport } from './transport';
