export { XcvmAdapter } from './adapter';
