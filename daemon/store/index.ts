export { isStoreFault } from './faults';
export { contains, define, isPostgres, numbersOf, textsOf } from './sql';
export { Store, type AfterCommit, type Migration, type StorePlace, type Tables, type Write } from './store';
