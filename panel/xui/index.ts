export { XuiAdapter } from './adapter';
