/** From the daemon's feed to n8n's executions and back. */
export { eventItem } from './item';
export { readSettings } from './settings';
export { startReading } from './start';
export { testEvent } from './testEvent';
