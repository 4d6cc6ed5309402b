import { PanelError } from '../../panel';

function parse(text: unknown, what: string, example: string): URL {
  const given = String(text ?? '').trim();
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new PanelError('wrong-url', `The ${what} is not an address that begins with http:// or https://.`, {
      hint: `Give it as in ${example}.`,
    });
  }
  return url;
}

/** The address of a panel's API, with a slash at its end. What a user pasted after it (`?api_key=…`) is left out: keys must not travel in addresses. */
export function panelAddress(text: unknown): string {
  const url = parse(text, 'Panel URL', 'http://panel.example.com:8080/ACCESSCODE/');
  const path = url.pathname.replace(/\/(index\.php)?$/, '');
  return `${url.origin}${path}/`;
}

/** The address of the daemon, without a slash at its end. */
export function daemonAddress(text: unknown): string {
  const url = parse(text, 'Daemon URL', 'http://127.0.0.1:8090');
  return `${url.origin}${url.pathname.replace(/\/+(v1\/?)?$/, '')}`;
}
