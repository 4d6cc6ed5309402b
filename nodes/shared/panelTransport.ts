import { encodeForm, type PanelTransport } from '../../panel';
import type { Send } from './send';

/** Panels with many lines take long over a page of them. Seconds. */
const patience = 60;

/** A panel's API over HTTP. The credential adds the key. @param address as apiAddress makes it */
export function panelTransport(send: Send, address: string, timeoutSeconds = patience): PanelTransport {
  return {
    origin: new URL(address).origin,
    post: (fields) => send({ method: 'POST', url: address, body: encodeForm(fields), timeoutSeconds }),
  };
}
