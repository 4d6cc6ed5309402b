import { jsonOf, ProviderError, type Http, type HttpAnswer, type HttpRequest } from '../http';
import { fieldsOf } from '../proving';

/** What time goes by with, so that tests need not wait. */
export interface Means {
  /** Resolves after some milliseconds. */
  pause(milliseconds: number): Promise<void>;
  /** Milliseconds since 1970. */
  now(): number;
}

export const realMeans: Means = {
  pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds).unref()),
  now: () => Date.now(),
};

export type Fields = Readonly<Record<string, unknown>>;

export interface ApiClientOptions {
  /** The provider's name, for errors. */
  provider: string;
  /** Its API's address, without a slash at the end. */
  base: string;
  /** The key goes in here, and appears nowhere else. */
  headers: Readonly<Record<string, string>>;
  http: Http;
  /** @default the real ones */
  means?: Means | undefined;
}

/** What is asked for: names that may come several times, `undefined` for what is left out. */
export type Query = ReadonlyArray<readonly [string, string | undefined]>;

/** How often a request is sent before its failure is believed. */
const attempts = 5;
/** Who asks to be left alone for longer is asked again by whoever wanted this, later. Seconds. */
const longestWait = 60;

/**
 * Asks a provider's API. What fails in passing (429, 5xx, no answer, a broken answer) is asked again a few times: after as long as the provider says,
 * else after 0.5, 1, 2, 4 s. All throw ProviderError, which names neither key nor path: paths carry ids of customers.
 */
export class ApiClient {
  readonly means: Means;

  constructor(private readonly options: ApiClientOptions) {
    this.means = options.means ?? realMeans;
  }

  get provider(): string {
    return this.options.provider;
  }

  get(path: string, query: Query = []): Promise<Fields> {
    return this.patiently(() => this.send({ method: 'GET', url: this.urlOf(path, query) }));
  }

  /** @param url what an answer named as the next page; refused when it is another place's, which must not learn the key */
  getUrl(url: string): Promise<Fields> {
    if (new URL(url, this.options.base).origin !== new URL(this.options.base).origin) {
      throw new ProviderError(`${this.provider} names a next page at another address.`, { passing: false });
    }
    return this.patiently(() => this.send({ method: 'GET', url: new URL(url, this.options.base).href }));
  }

  /** @param again whether sending it twice does no more than sending it once. Default false: it is sent once */
  post(
    path: string,
    body: string,
    headers: Readonly<Record<string, string>>,
    { again = false }: { again?: boolean } = {},
  ): Promise<Fields> {
    const send = (): Promise<Fields> => this.send({ method: 'POST', url: this.urlOf(path, []), body, headers });
    return again ? this.patiently(send) : send();
  }

  /** The list in an answer. What has none is no empty list: a listing that ends too early would have every customer after it gone. */
  listIn(answer: Fields, field: string): Fields[] {
    const list = answer[field];
    if (Array.isArray(list)) return list.map(fieldsOf);
    throw new ProviderError(`${this.provider} answered without the list that was asked for.`, { passing: true });
  }

  private urlOf(path: string, query: Query): string {
    const search = new URLSearchParams(
      query.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as [string, string]])),
    );
    return `${this.options.base}${path}${search.size > 0 ? `?${search.toString()}` : ''}`;
  }

  private async send(request: HttpRequest): Promise<Fields> {
    const { provider, http, headers } = this.options;
    const answer: HttpAnswer = await http({ ...request, headers: { ...headers, ...request.headers } });
    const content = jsonOf(provider, withoutBom(answer), this.means.now());
    if (typeof content === 'object' && content !== null) return content as Fields;
    throw new ProviderError(`${provider} answered with JSON that is no object.`, { passing: true });
  }

  private async patiently(send: () => Promise<Fields>): Promise<Fields> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await send();
      } catch (error) {
        if (!(error instanceof ProviderError) || !error.more.passing || attempt === attempts) throw error;
        const seconds = error.more.retryAfterSeconds ?? 2 ** (attempt - 2);
        if (seconds > longestWait) throw error;
        await this.means.pause(seconds * 1000);
      }
    }
  }
}

/** Authorize.Net begins its answers with a byte order mark. */
const withoutBom = (answer: HttpAnswer): HttpAnswer => ({ ...answer, body: answer.body.replace(/^\uFEFF/, '') });

/**
 * Pages that each name the next. A provider that names the same next page again would be asked for ever.
 *
 * @param page what a page holds and what comes after it; null: nothing
 * @throws ProviderError
 */
export async function* pagesOf<Item>(
  provider: string,
  page: (after: string | null) => Promise<{ items: Item[]; next: string | null }>,
): AsyncGenerator<Item[]> {
  const seen = new Set<string>();
  for (let after: string | null = null; ;) {
    const { items, next }: { items: Item[]; next: string | null } = await page(after);
    yield items;
    if (next === null) return;
    if (seen.has(next))
      throw new ProviderError(`${provider} names a page of its list as its own next.`, { passing: true });
    seen.add(next);
    after = next;
  }
}

/** Checks an id before it becomes part of an address. @throws ProviderError */
export function pathId(provider: string, id: string): string {
  if (/^[\w.:~@+=-]{1,200}$/.test(id) && !/^\.+$/.test(id)) return encodeURIComponent(id);
  throw new ProviderError(`This is no id of ${provider}'s.`, { passing: false });
}
