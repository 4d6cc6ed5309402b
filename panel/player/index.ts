export { PlayerAdapter } from './adapter';
export { PlayerGuard } from './guard';
