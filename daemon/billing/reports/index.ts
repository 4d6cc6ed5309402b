export { Reports, type RevenueReport } from './revenue';
