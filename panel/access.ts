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

const examples: Readonly<Record<Dialect, string>> = {
  xui: 'http://panel.example.com:8080/ACCESSCODE/',
  xcvm: 'http://panel.example.com:8080/ACCESSCODE/',
  r22f: 'http://panel.example.com:25461',
  reseller: 'http://panel.example.com:8080/ACCESSCODE/',
  player: 'http://panel.example.com:8080',
};

/**
 * The address of a panel's API from what people paste: `http://panel.example:25461` becomes `…/api.php` for R22F, an access code gets the slash
 * without which the panel's web server answers with a redirect, and a redirected POST loses its body. The script that was open in the browser is
 * left out, and so is what came after it (`?api_key=…`): keys must not travel in addresses.
 *
 * @throws PanelError `wrong-url` when it is no http(s) address
 */
export function apiAddress(dialect: Dialect, given: unknown): string {
  const { origin, pathname } = httpAddress(given, 'Panel URL', examples[dialect]);
  const folder = pathname.replace(/[^/]+\.php\/?$/, '').replace(/\/*$/, '/');
  return `${origin}${folder}${scripts[dialect] ?? ''}`;
}

/**
 * What a user gave as an address.
 * @param what names it in the message, e.g. `Panel URL`
 * @throws PanelError `wrong-url`
 */
export function httpAddress(given: unknown, what: string, example: string): URL {
  const text = (typeof given === 'string' ? given : '').trim();
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url;
  throw new PanelError('wrong-url', `The ${what} is not an address that begins with http:// or https://.`, {
    hint: `Give it with its port, as in ${example}.`,
  });
}
