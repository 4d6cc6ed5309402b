import { banLine, disableLine, enableLine, extendLine, unbanLine, updateLine } from './change';
import { changeLinePackage } from './changePackage';
import { checkLineLogin } from './checkLogin';
import { createLine } from './create';
import { createTrialLine } from './createTrial';
import { deleteLine } from './delete';
import { killLineConnections } from './killConnections';
import { getPlaylistLinks } from './playlistLinks';
import { getLineQrCode } from './qrCode';
import { getLine, getManyLines } from './read';
import { resetLinePassword } from './resetPassword';
import { resumeLine, suspendLine } from './suspend';

export const lineOperations = [
  createLine,
  createTrialLine,
  getLine,
  getManyLines,
  updateLine,
  extendLine,
  changeLinePackage,
  suspendLine,
  resumeLine,
  enableLine,
  disableLine,
  banLine,
  unbanLine,
  deleteLine,
  killLineConnections,
  resetLinePassword,
  getPlaylistLinks,
  getLineQrCode,
  checkLineLogin,
] as const;

export { outputOptions } from './parameters';
