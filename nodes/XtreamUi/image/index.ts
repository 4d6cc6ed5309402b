/** Images the node makes itself. */
export { pngOf } from './png';
export { qrCode } from './qrCode';
