import type { ServerResponse } from 'node:http';
import type { PhpRequest } from '../../php';
import { addressOf, redirect, sendPage } from '../http';
import { ownerOfTheKey } from '../state';
import type { Front, FrontParts } from './front';

/** An API where the panel's web server has it: at an access code, for allowed addresses. */
export function behindAccessCode(
  { accessCode, apiKey, allowedIps }: { accessCode: string; apiKey: string } & Pick<FrontParts, 'allowedIps'>,
  api: { handle(request: PhpRequest, response: ServerResponse): Promise<void> },
): Front {
  const base = `/${accessCode}`;
  return {
    url: (origin) => `${origin}${base}/`,
    apiKey,
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

/** Where an administrator's key goes. */
export function adminAccess({ state, allowedIps }: FrontParts) {
  return { accessCode: state.accessCode, apiKey: ownerOfTheKey(state).api_key, allowedIps };
}
