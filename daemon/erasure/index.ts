export { batch, emptyMessages, scrubRows, type Erasable } from './erasable';
export { Erasures, type Erased, type ErasureRequest, type ErasureResult } from './erasure';
export { erasureMigrations } from './tables';
