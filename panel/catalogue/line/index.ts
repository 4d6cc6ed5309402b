import { banLine, disableLine, enableLine, extendLine, unbanLine, updateLine } from './change';
import { createLine } from './create';
import { deleteLine } from './delete';
import { getLine, getManyLines } from './read';

export const lineOperations = [
  createLine,
  getLine,
  getManyLines,
  updateLine,
  extendLine,
  enableLine,
  disableLine,
  banLine,
  unbanLine,
  deleteLine,
] as const;

export { outputOptions } from './parameters';
