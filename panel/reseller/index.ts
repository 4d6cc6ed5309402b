export { ResellerAdapter } from './adapter';
