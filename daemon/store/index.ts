export { copySqlite, putInPlace } from './copy';
export { isStoreFault } from './faults';
export { NewerStoreError, refuseNewer, type Migration } from './migrate';
export { contains, define, isPostgres, numbersOf, textsOf } from './sql';
export { Store, type AfterCommit, type StorePlace, type Tables, type Write } from './store';
