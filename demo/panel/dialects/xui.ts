import { Api } from '../api';
import { adminAccess, behindAccessCode } from './access-code';
import type { Front, FrontParts } from './front';

/** The admin API of XUI.ONE and XC_VM up to April 2026, behind an access code. */
export function xuiFront(parts: FrontParts): Front {
  return behindAccessCode(adminAccess(parts), new Api(parts));
}
