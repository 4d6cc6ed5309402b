export { ConfigError, loadConfig, type ConfigProblem } from './load';
export type { Config } from './schema';
