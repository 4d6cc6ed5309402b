import type { IncomingMessage } from 'node:http';

/** A request variable as PHP has it: text, a list (`a[]=`), or named entries (`a[b]=`). */
export type PhpValue = string | PhpValue[] | { [name: string]: PhpValue };
export type PhpVariables = Record<string, PhpValue>;

/** A request as PHP code sees it. */
export interface PhpRequest {
  method: string;
  /** Path without query, slashes merged as nginx does. */
  path: string;
  /** `$_GET` */
  query: PhpVariables;
  /** `$_POST`; `{}` unless the body is form-encoded: a JSON body is not read at all. */
  form: PhpVariables;
  /** The body as it came, for what does not follow PHP's ways. */
  body: string;
}

/** PHP's default `post_max_size`: a longer body is dropped. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** Reads the whole request. @throws when the connection breaks while the body is read. */
export async function readRequest(message: IncomingMessage): Promise<PhpRequest> {
  const [path = '/', ...query] = (message.url ?? '/').split('?');
  const body = await readBody(message);
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(message.headers['content-type'] ?? '');
  return {
    method: message.method ?? 'GET',
    path: path.replace(/\/{2,}/g, '/'),
    query: parseVariables(query.join('?')),
    form: isForm ? parseVariables(body) : {},
    body,
  };
}

async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return length <= MAX_BODY_BYTES ? Buffer.concat(chunks).toString('utf8') : '';
}

/** Parses `a=1&b[]=2&b[]=3&c[d]=4` with PHP's bracket rules; of two equal plain names the later wins. */
export function parseVariables(encoded: string): PhpVariables {
  const variables: Building = new Map();
  for (const pair of encoded.split('&')) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    const name = decode(at < 0 ? pair : pair.slice(0, at));
    assign(variables, name, at < 0 ? '' : decode(pair.slice(at + 1)));
  }
  return finish(variables, true) as PhpVariables;
}

type Building = Map<string, string | Building>;

function assign(variables: Building, name: string, value: string): void {
  const first = /^[^[]+/.exec(name)?.[0];
  if (first === undefined) return;
  const brackets = [...name.slice(first.length).matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? '');
  const path = [first.replace(/[. ]/g, '_'), ...brackets];
  let place = variables;
  path.forEach((segment, depth) => {
    const key = segment === '' ? nextIndex(place) : segment;
    if (depth === path.length - 1) {
      place.set(key, value);
      return;
    }
    const existing = place.get(key);
    const next: Building = existing instanceof Map ? existing : new Map<string, string | Building>();
    place.set(key, next);
    place = next;
  });
}

function nextIndex(place: Building): string {
  let next = 0;
  for (const key of place.keys()) if (/^\d+$/.test(key)) next = Math.max(next, Number(key) + 1);
  return String(next);
}

function finish(building: Building, isTop = false): PhpValue {
  const entries = [...building].map(([key, value]) => [key, value instanceof Map ? finish(value) : value] as const);
  const isList = !isTop && entries.every(([key], index) => key === String(index));
  return isList ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}

function decode(encoded: string): string {
  const spaced = encoded.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    // PHP leaves a stray % as it is where decodeURIComponent throws.
    return spaced;
  }
}

/** The variable as text; undefined when it was not sent or is a list. */
export function text(variables: PhpVariables, name: string): string | undefined {
  const value = variables[name];
  return typeof value === 'string' ? value : undefined;
}

/** The variable as a list of texts; undefined when it was not sent; one plain text becomes a list of one. */
export function list(variables: PhpVariables, name: string): string[] | undefined {
  const value = variables[name];
  if (value === undefined) return undefined;
  if (typeof value === 'string') return [value];
  return Object.values(value).filter((entry): entry is string => typeof entry === 'string');
}
