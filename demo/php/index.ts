/** What a panel written in PHP does to requests, values and dates: request variables, `json_encode`, `DateTime`. */
export { encodeJson } from './json';
export { parseDate, InvalidDate } from './date';
export { formatLocal } from './zone';
export { parseVariables, readRequest, text, list, MAX_BODY_BYTES } from './request';
export type { PhpRequest, PhpValue, PhpVariables } from './request';
