export { Erasures, type Erased, type ErasureRequest, type ErasureResult } from './erasure';
export { erasureMigrations } from './tables';
