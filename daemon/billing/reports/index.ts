export { Reports, type RevenueReport } from './revenue';
export type { Movements } from './movements';
