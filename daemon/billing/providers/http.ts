/** Requests to billing providers, so that tests answer them and keys appear in no error. */

export interface HttpRequest {
  method: 'GET' | 'POST';
  /** https, but for tests. */
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
}

export interface HttpAnswer {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** Sends one request; follows no redirects. @throws ProviderError when there is no answer; any answer, whatever its status, is returned */
export type Http = (request: HttpRequest) => Promise<HttpAnswer>;

/** What a provider's API refused or could not do. Repeats nothing secret and nothing personal. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';

  constructor(
    message: string,
    readonly more: {
      /** Whether trying again later may help. */
      passing: boolean;
      /** How long the provider asked to be left alone. */
      retryAfterSeconds?: number;
      /** The answer's status, where there was one. */
      status?: number;
    },
  ) {
    super(message);
  }
}

/** What an answer says a request should wait. Seconds; undefined: nothing. @param now milliseconds since 1970 */
export function retryAfterOf({ headers }: HttpAnswer, now: number): number | undefined {
  const text = headers['retry-after'] ?? '';
  if (/^\d{1,6}$/.test(text)) return Number(text);
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : Math.max(0, Math.ceil((time - now) / 1000));
}

const meanings: Readonly<Record<number, string>> = {
  401: 'it does not accept the API key; compare apiKey with the provider’s',
  403: 'the API key may not do this; give it the permission at the provider',
  404: 'there is no such thing there; is the API key of the same account, and of the same mode (live or test)?',
  429: 'it asks for fewer requests',
};

/**
 * Reads an answer that must be JSON.
 * @param provider its name, for errors
 * @throws ProviderError of a status that is no success, or of what is not JSON
 */
export function jsonOf(provider: string, answer: HttpAnswer, now: number): unknown {
  const { status, body } = answer;
  if (status < 200 || status > 299) {
    const passing = status === 408 || status === 425 || status === 429 || status >= 500;
    const retryAfterSeconds = retryAfterOf(answer, now);
    const meaning = meanings[status] ?? (passing ? 'it has trouble of its own' : 'it refuses the request');
    throw new ProviderError(`${provider} answered ${String(status)}: ${meaning}.`, {
      passing,
      status,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    });
  }
  try {
    return JSON.parse(body);
  } catch {
    throw new ProviderError(`${provider} answered ${String(status)} with something that is not JSON.`, {
      passing: true,
      status,
    });
  }
}
