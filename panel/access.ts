import { PanelError } from './errors';
import type { Dialect } from './types';

/** Where each dialect's API is, and how its key is sent. */

/** The form field that holds the key; null where there is none to send. */
export const keyFields: Readonly<Record<Dialect, string | null>> = {
  xui: 'api_key',
  xcvm: 'api_key',
  r22f: 'api_pass',
  reseller: 'api_key',
  player: null,
};

/** Scripts that a panel has at its root. The other dialects are behind an access code instead. */
const scripts: Readonly<Partial<Record<Dialect, string>>> = { r22f: 'api.php', player: 'player_api.php' };

/**
 * The address of a panel's API from what people paste: `http://panel.example:25461` becomes `…/api.php` for R22F, an access code gets the slash
 * without which the panel's web server answers with a redirect, and a redirected POST loses its body.
 *
 * @throws PanelError `wrong-url` when it is no http(s) address
 */
export function apiAddress(dialect: Dialect, given: string): string {
  let url: URL;
  try {
    url = new URL(given.trim());
  } catch {
    throw wrongUrl();
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw wrongUrl();
  url.search = '';
  url.hash = '';
  const script = scripts[dialect];
  if (script === undefined) {
    if (!url.pathname.endsWith('/')) url.pathname += '/';
  } else if (!url.pathname.endsWith(`/${script}`)) {
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/${script}`;
  }
  return url.href;
}

function wrongUrl(): PanelError {
  return new PanelError('wrong-url', 'The panel URL is not an address.', {
    hint: 'Write it with http:// or https:// and its port, e.g. http://panel.example.com:8080/ACCESSCODE/',
  });
}
