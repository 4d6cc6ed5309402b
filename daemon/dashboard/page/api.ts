/** The daemon's API, asked with the token its user gave. */

const place = 'xtream-ui-sync token';

export const token = {
  get: (): string | null => sessionStorage.getItem(place),
  set: (value: string): void => {
    sessionStorage.setItem(place, value);
  },
  forget: (): void => {
    sessionStorage.removeItem(place);
  },
};

/** What the API refused, in its words. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly hint: string | null,
  ) {
    super(message);
  }
}

/** @throws Refusal; with status 0 when the daemon does not answer */
export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await asked(method, path, body);
  const text = await answer.text();
  const parsed: unknown = text === '' ? undefined : JSON.parse(text);
  if (answer.ok) return parsed as T;
  throw refusalOf(answer.status, parsed);
}

/** Saves what the API answers as a file: a link cannot give the token. @throws Refusal */
export async function download(path: string, filename: string): Promise<void> {
  const answer = await asked('GET', path);
  if (!answer.ok) throw refusalOf(answer.status, await answer.json());
  const address = URL.createObjectURL(await answer.blob());
  const link = document.createElement('a');
  Object.assign(link, { href: address, download: filename });
  link.click();
  URL.revokeObjectURL(address);
}

async function asked(method: string, path: string, body?: unknown): Promise<Response> {
  try {
    return await fetch(path, {
      method,
      headers: {
        authorization: `Bearer ${token.get() ?? ''}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw new Refusal(0, '', null);
  }
}

function refusalOf(status: number, parsed: unknown): Refusal {
  const problem = (parsed ?? {}) as { detail?: string; title?: string; hint?: string };
  return new Refusal(status, problem.detail ?? problem.title ?? String(status), problem.hint ?? null);
}

/** The parameters of an address, without those that are empty. */
export function query(parameters: Readonly<Record<string, string | number | null>>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== null && value !== '');
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}

/** A part of a path. */
export function part(text: string): string {
  return encodeURIComponent(text);
}
