import { banLine, disableLine, enableLine, extendLine, unbanLine, updateLine } from './change';
import { checkLineLogin } from './checkLogin';
import { createLine } from './create';
import { deleteLine } from './delete';
import { killLineConnections } from './killConnections';
import { getPlaylistLinks } from './playlistLinks';
import { getLine, getManyLines } from './read';
import { resetLinePassword } from './resetPassword';

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
  killLineConnections,
  resetLinePassword,
  getPlaylistLinks,
  checkLineLogin,
] as const;

export { outputOptions } from './parameters';
