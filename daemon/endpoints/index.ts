export { erasedFromEndpoints } from './erase';
export { neededByEndpoints } from './needed';
export { Endpoints, type DeadPush, type EndpointServices } from './endpoints';
export { checkConfigured, type ConfiguredEndpoint, type EndpointRequest } from './registry';
export type { RangeEnd, ReplayView } from './replays';
export { endpointDefaults, type EndpointRules, type EndpointSettings, type EndpointView } from './settings';
export { endpointMigrations } from './tables';
