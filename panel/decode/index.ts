export { checkDone, decodeAnswer, decodeJson, listAnswer, listsById, objectAnswer, tableAnswer } from './answer';
export * as read from './values';
export type { Row } from './values';
