export { backUp, type Backup } from './backup';
export { dumpPostgres, postgresTools, typed } from './dump';
export { move, type Moved } from './move';
export { restore, unfinishedRestore, type Restored } from './restore';
export { DataError } from './sqlite';
