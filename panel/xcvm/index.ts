export { keyWords, XcvmAdapter } from './adapter';
export { permissionsOf } from './permissions';
export { standingOf } from './standing';
