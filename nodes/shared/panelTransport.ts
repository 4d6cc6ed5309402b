import { apiAddress, encodeForm, type Dialect, type PanelTransport } from '../../panel';
import type { Send } from './send';

/** Panels with many lines take long over a page of them. Seconds. */
const patience = 60;

/** A panel's API over HTTP. The credential adds the key. @throws PanelError `wrong-url` when the address is none */
export function panelTransport(send: Send, dialect: Dialect, url: unknown, timeoutSeconds = patience): PanelTransport {
  const address = apiAddress(dialect, url);
  return {
    origin: new URL(address).origin,
    post: (fields) => send({ method: 'POST', url: address, body: encodeForm(fields), timeoutSeconds }),
  };
}
