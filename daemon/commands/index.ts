export { Commands, type CommandsOptions } from './commands';
export type { CommandError, CommandState, CommandView } from './command';
export { erasedFromCommands } from './erase';
export type { RetryOptions } from './faults';
export type { CommandRequest } from './ledger';
export { Queries, type QueryAnswer, type QueryRequest } from './queries';
export { commandMigrations } from './tables';
