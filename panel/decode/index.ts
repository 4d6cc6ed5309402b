export { checkDone, decodeAnswer, decodeJson, listAnswer, objectAnswer, tableAnswer } from './answer';
export * as read from './values';
export type { Row } from './values';
