/** Xtream Codes v2 / Xtream UI R22F: `api.php`. */
export { R22fAdapter } from './adapter';
