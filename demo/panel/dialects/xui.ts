import { Api } from '../api';
import { addressOf, redirect, sendPage } from '../http';
import { ownerOfTheKey } from '../state';
import type { Front, FrontParts } from './front';

/** The admin API of XUI.ONE and XC_VM up to April 2026, behind an access code. */
export function xuiFront({ state, requests, faults, clock, allowedIps }: FrontParts): Front {
  const api = new Api(state, requests, faults, clock);
  const base = `/${state.accessCode}`;
  return {
    url: (origin) => `${origin}${base}/`,
    apiKey: ownerOfTheKey(state).api_key,
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
