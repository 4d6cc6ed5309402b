import { Api } from '../api';
import { addressOf, redirect, sendPage } from '../http';
import { ownerOfTheKey } from '../state';
import type { Front, FrontParts } from './front';

/** The admin API of XUI.ONE and XC_VM up to April 2026, behind an access code. */
export function xuiFront(parts: FrontParts): Front {
  return behindAccessCode(parts, new Api(parts));
}

/** An admin API where the panel's web server has it: at the access code, for allowed addresses. */
export function behindAccessCode({ state, allowedIps }: FrontParts, api: Api): Front {
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
