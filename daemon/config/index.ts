export type { ApiSettings } from './api';
export type { BillingSettings } from './billing';
export { ConfigError, loadApiSettings, loadConfig, type ConfigProblem } from './load';
export type { Config } from './schema';
export type { TracingSettings } from './tracing';
