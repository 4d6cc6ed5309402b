export { isWaiting, matchesIn, type Evidence, type Match } from './match';

export { Matches, type LinkedLine, type LinkFault, type NewLink, type Rejection } from './matches';
export { matchingMigrations } from './tables';
