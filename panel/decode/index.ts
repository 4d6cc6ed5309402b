export { checkDone, decodeAnswer, listAnswer, objectAnswer, tableAnswer } from './answer';
export * as read from './values';
export type { Row } from './values';
