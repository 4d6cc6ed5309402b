import { randomBytes } from 'node:crypto';
import { newUser, type PanelState, type UserRow } from '../../state';
import { behindAccessCode } from '../access-code';
import type { Front, FrontParts } from '../front';
import { ResellerApi } from './api';

/** The reseller API of XUI.ONE and XC_VM (2025), behind an access code of its own, with the key of the panel's first reseller. */
export function resellerFront({ state, requests, faults, clock, allowedIps }: FrontParts): Front {
  const api = new ResellerApi(state, requests, faults, clock);
  const reseller = resellerOfTheKey(state);
  reseller.api_key ||= randomBytes(16).toString('hex');
  const access = { accessCode: `${state.accessCode}-reseller`, apiKey: reseller.api_key, allowedIps };
  return behindAccessCode(access, api);
}

/** The first reseller; where the panel has none, one is made. */
function resellerOfTheKey(state: PanelState): UserRow {
  const found = state.users.all().find((user) => state.groups.get(user.member_group_id)?.is_reseller === 1);
  return found ?? state.users.add(newUser({ username: 'reseller', credits: 100 }));
}
