/** What a panel of the Xtream family is: its objects, its dialects, its operations, its events. No dependencies. */
export * from './abilities';
export * from './access';
export * from './adapter';
export * from './adapters';
export * from './catalogue';
export * from './database';
export * from './errors';
export * from './events';
export { unmetChanges } from './line';
export * from './parts';
export { PlayerAdapter, PlayerGuard } from './player';
export * from './rules';
export * from './transport';
export * from './types';
export { walkLines } from './walk';
export { R22fAdapter } from './r22f';
export { XcvmAdapter } from './xcvm';
export { XuiAdapter } from './xui';
