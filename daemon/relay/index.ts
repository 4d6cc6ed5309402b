export { Relays, type RelayServices } from './relays';
export { erasedFromRelays } from './erase';
export { neededByRelays } from './needed';
export { placeholders, type RelaySettings, type RelayView } from './settings';
export { relayMigrations } from './tables';
