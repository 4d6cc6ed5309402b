export { checkDone, decodeAnswer, decodeJson, listAnswer, listsById, objectAnswer, tableAnswer } from './answer';
export * as read from './values';
export * as single from './single';
export type { Row } from './values';
