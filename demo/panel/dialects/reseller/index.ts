import { randomBytes } from 'node:crypto';
import { addressOf, redirect, sendPage } from '../../http';
import { newUser, type PanelState, type UserRow } from '../../state';
import type { Front, FrontParts } from '../front';
import { ResellerApi } from './api';

/** The reseller API of XUI.ONE and XC_VM (2025), behind an access code of its own, with the key of the panel's first reseller. */
export function resellerFront({ state, requests, faults, clock, allowedIps }: FrontParts): Front {
  const api = new ResellerApi(state, requests, faults, clock);
  const base = `/${state.accessCode}-reseller`;
  const reseller = resellerOfTheKey(state);
  reseller.api_key ||= randomBytes(16).toString('hex');
  return {
    url: (origin) => `${origin}${base}/`,
    apiKey: reseller.api_key,
    handle(request, message, response) {
      if (request.path === base) {
        redirect(response, `${base}/`);
        return;
      }
      if (request.path !== `${base}/`) {
        sendPage(response, 404, '404 Not Found');
        return;
      }
      if (allowedIps && !allowedIps.includes(addressOf(message))) {
        sendPage(response, 403, '403 Forbidden');
        return;
      }
      return api.handle(request, response);
    },
  };
}

/** The first reseller; where the panel has none, one is made. */
function resellerOfTheKey(state: PanelState): UserRow {
  const found = state.users.all().find((user) => state.groups.get(user.member_group_id)?.is_reseller === 1);
  return found ?? state.users.add(newUser({ username: 'reseller', credits: 100 }));
}
