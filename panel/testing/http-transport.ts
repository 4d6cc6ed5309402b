import { encodeForm, keyFields, PanelError, type Dialect, type PanelTransport } from '../index';

/** A panel over real HTTP, as small as it can be: the key in the form, every status resolved, faults of the connection as PanelError. */
export function httpTransport(
  panel: { url: string; apiKey: string; dialect?: Dialect },
  timeoutMs = 10_000,
): PanelTransport {
  const keyField = keyFields[panel.dialect ?? 'xui'];
  const key = keyField === null ? [] : [[keyField, panel.apiKey] as const];
  return {
    async post(fields) {
      try {
        const response = await fetch(panel.url, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: encodeForm([...key, ...fields]),
          redirect: 'manual',
          signal: AbortSignal.timeout(timeoutMs),
        });
        return { status: response.status, body: await response.text(), headers: Object.fromEntries(response.headers) };
      } catch (error) {
        const isLate = error instanceof DOMException && error.name === 'TimeoutError';
        throw new PanelError(isLate ? 'timeout' : 'unreachable', 'No answer from the panel.');
      }
    },
  };
}
