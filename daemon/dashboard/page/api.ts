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
  let answer: Response;
  try {
    answer = await fetch(path, {
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
  const text = await answer.text();
  const parsed: unknown = text === '' ? undefined : JSON.parse(text);
  if (answer.ok) return parsed as T;
  const problem = (parsed ?? {}) as { detail?: string; title?: string; hint?: string };
  throw new Refusal(answer.status, problem.detail ?? problem.title ?? String(answer.status), problem.hint ?? null);
}

/** A part of a path. */
export function part(text: string): string {
  return encodeURIComponent(text);
}
