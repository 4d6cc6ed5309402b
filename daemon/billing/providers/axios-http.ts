import { Agent } from 'node:https';
import axios, { isAxiosError } from 'axios';
import { ProviderError, type Http } from './http';

/** No object of a provider is near this large. Bytes. */
const largestAnswer = 16 * 1024 * 1024;

/** Requests over axios: keep-alive, certificates checked, no redirects (they could carry the key elsewhere), bodies as text. */
export function axiosHttp({ timeoutSeconds, signal }: { timeoutSeconds: number; signal?: AbortSignal }): Http {
  const client = axios.create({
    httpsAgent: new Agent({ keepAlive: true }),
    maxContentLength: largestAnswer,
    maxRedirects: 0,
    proxy: false,
    responseType: 'text',
    timeout: timeoutSeconds * 1000,
    transformResponse: (body: unknown) => body,
    validateStatus: () => true,
    ...(signal === undefined ? {} : { signal }),
  });
  return async ({ method, url, headers = {}, body }) => {
    try {
      const answer = await client.request<string>({ method, url, headers, data: body });
      return {
        status: answer.status,
        headers: Object.fromEntries(
          Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
        ),
        body: answer.data,
      };
    } catch (error) {
      // Axios errors carry the request, key included, so none of one is passed on but its code.
      const code = isAxiosError(error) ? (error.code ?? 'unknown') : 'unknown';
      throw new ProviderError(`${new URL(url).host} cannot be reached (${code}).`, { passing: true });
    }
  };
}
