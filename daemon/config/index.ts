export type { ApiSettings } from './api';
export { ConfigError, loadApiSettings, loadConfig, type ConfigProblem } from './load';
export type { Config } from './schema';
export type { TracingSettings } from './tracing';
