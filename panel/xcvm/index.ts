export { XcvmAdapter } from './adapter';
export { permissionsOf } from './permissions';
