export { createSalesforce, instanceUrl } from './provider';
