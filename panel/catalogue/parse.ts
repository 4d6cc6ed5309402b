import { invalidParameter } from '../errors';
import { checkCustomName, checkExpiry, checkLineCredential, parseInstant, wouldBeMangled } from '../rules';
import type { Duration } from '../types';
import type { Operation, Values } from './operation';
import type { LineReference, Pair, Parameter } from './parameter';

export interface ParseContext {
  /** Milliseconds since 1970; expiries must lie after it. */
  now: number;
  /** For dates given without an offset. IANA name. */
  timeZone: string;
}

/** The most of one duration: ten years in hours. Past it, a slip of the hand is likelier than a wish. */
const longest: Readonly<Record<Duration['unit'], number>> = {
  hours: 87_600,
  days: 3_650,
  weeks: 520,
  months: 120,
  years: 10,
};

/** Fits the panels' TEXT columns (64 KiB) in any script. Characters. */
const longestText = 10_000;

/** As long as the panels' columns of usernames and passwords. Characters. */
const longestLogin = 255;

/**
 * Checks what an operation was given, before anything is sent.
 * Fills defaults in, leaves out what is not shown (`showWhen`), refuses names it does not know. What it returns can be given to it again.
 *
 * @throws PanelError `invalid-parameter` naming the field
 */
export function parseParameters(
  operation: Operation,
  given: Readonly<Record<string, unknown>>,
  context: ParseContext,
): Values {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(operation.parameters, name));
  if (unknown !== undefined) {
    const known = Object.keys(operation.parameters).join(', ') || 'none';
    throw invalidParameter(unknown, `${operation.id} has no such parameter`, `It takes: ${known}.`);
  }
  const values: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(operation.parameters)) {
    const hidden = Object.entries(parameter.showWhen ?? {}).find(([other, value]) => values[other] !== value);
    if (hidden !== undefined) {
      const [other, value] = hidden;
      // Left out only where it was chosen to be: a date given without saying so must not become the default duration.
      if (given[name] !== undefined && given[other] === undefined) {
        throw invalidParameter(name, `is taken only with ${other} set to ${value}`, `Give ${other} as well.`);
      }
      continue;
    }
    const value = given[name] === undefined ? parameter.default : given[name];
    if (value === undefined || (value === '' && parameter.kind !== 'text')) {
      if (parameter.required === true) throw invalidParameter(name, 'is missing', `Give ${parameter.label}.`);
      continue;
    }
    values[name] = parseValue(name, parameter, value, context);
  }
  return values;
}

function parseValue(name: string, parameter: Parameter, value: unknown, context: ParseContext): unknown {
  if (value === null) {
    if (parameter.nullMeans !== undefined) return null;
    throw invalidParameter(name, 'must not be null');
  }
  switch (parameter.kind) {
    case 'line':
      return lineReference(name, value);
    case 'mag':
    case 'enigma2':
      return deviceReference(name, value);
    case 'mac':
      return asMac(name, value);
    case 'username':
    case 'password':
      return checkLineCredential(asText(name, value), name);
    case 'verbatim':
      return verbatim(name, parameter, value);
    case 'text': {
      const text = asNote(name, value);
      if (text === '' && parameter.required === true)
        throw invalidParameter(name, 'is empty', `Give ${parameter.label}.`);
      return text;
    }
    case 'integer':
      return asInteger(name, value, parameter.min, parameter.max);
    case 'switch':
      if (typeof value !== 'boolean') throw invalidParameter(name, 'must be true or false');
      return value;
    case 'expiry':
      return checkExpiry(parseInstant(asText(name, value), name, context.timeZone), name, context.now);
    case 'date':
      return asDay(name, asText(name, value), context.timeZone);
    case 'duration':
      return duration(name, value);
    case 'package':
    case 'bouquet':
    case 'owner':
    case 'connection':
    case 'server':
    case 'group':
    case 'category':
    case 'stream':
    case 'channel':
    case 'station':
    case 'movie':
    case 'episode':
    case 'series':
    case 'id':
      return asId(name, value);
    case 'bouquets':
    case 'categories':
    case 'servers':
    case 'ids':
      return unique(asList(name, value).map((id) => asId(name, id)));
    case 'pairs':
      return asList(name, value).map((item) => pair(name, item));
    case 'choice':
      return choice(name, value, parameter);
    case 'choices':
      return unique(asList(name, value).map((item) => choice(name, item, parameter)));
    case 'texts':
      return unique(
        asList(name, value)
          .map((item) => unmangled(name, asText(name, item).trim()))
          .filter((item) => item !== ''),
      );
  }
}

/** A day as it was written; of a moment with an offset, the day it is in the time zone. @throws PanelError `invalid-parameter` */
export function asDay(name: string, text: string, timeZone: string): string {
  const day = text.trim();
  if (/^\d{4}-\d{2}-\d{2}(T[\d:.]*)?$/.test(day)) {
    const written = day.slice(0, 10);
    parseInstant(written, name, 'UTC');
    return written;
  }
  const instant = parseInstant(day, name, timeZone);
  const parts = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    .formatToParts(Date.parse(instant))
    .map(({ type, value }) => [type, value] as const);
  const { year, month, day: dayOfMonth } = Object.fromEntries(parts) as Record<string, string>;
  return `${year ?? ''}-${month ?? ''}-${dayOfMonth ?? ''}`;
}

function asText(name: string, value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') throw invalidParameter(name, 'must be text');
  return value;
}

/** @throws PanelError `invalid-parameter`, without the text: it may be a password */
function verbatim(name: string, parameter: Parameter, value: unknown): string {
  const text = asText(name, value).trim();
  if (text === '' && parameter.required === true)
    throw invalidParameter(name, 'is missing', `Give ${parameter.label}.`);
  if (text.length > longestLogin) throw invalidParameter(name, `is longer than ${String(longestLogin)} characters`);
  return text;
}

/** Text as a panel answers it once stored: without white space at its ends, lines ended by a line feed. */
function asNote(name: string, value: unknown): string {
  const text = asText(name, value).replace(/\r\n?/g, '\n').trim();
  if (text.length > longestText) throw invalidParameter(name, `is longer than ${String(longestText)} characters`);
  return unmangled(name, text);
}

function unmangled(name: string, text: string): string {
  if (!wouldBeMangled(text)) return text;
  throw invalidParameter(
    name,
    'holds a backslash, "../", "<script", "<!--", "-->", an HTML entity or only the word null, which panels store as something else',
    'Leave that part out.',
  );
}

function unique(values: string[]): string[] {
  return [...new Set(values)];
}

function asInteger(name: string, value: unknown, min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER): number {
  const number = typeof value === 'string' && /^-?\d+$/.test(value.trim()) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number))
    throw invalidParameter(name, 'must be a whole number');
  if (number < min) throw invalidParameter(name, `must be at least ${String(min)}`);
  if (number > max) throw invalidParameter(name, `must be at most ${String(max)}`);
  return number;
}

function asId(name: string, value: unknown): string {
  const id = typeof value === 'number' ? String(value) : value;
  if (typeof id !== 'string' || !/^[1-9]\d{0,15}$/.test(id.trim())) {
    throw invalidParameter(
      name,
      'must be an id, a whole number above 0',
      'Choose it from the list, or copy its id from the panel.',
    );
  }
  return id.trim();
}

function asList(name: string, value: unknown): unknown[] {
  if (!Array.isArray(value)) throw invalidParameter(name, 'must be a list');
  return value as unknown[];
}

function choice(name: string, value: unknown, parameter: Parameter): string {
  const options = parameter.options ?? [];
  const found = options.find((option) => option.value === value);
  if (!found) throw invalidParameter(name, `must be one of ${options.map((option) => option.value).join(', ')}`);
  return found.value;
}

function lineReference(name: string, value: unknown): LineReference {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const { id, username, password } = value as Record<string, unknown>;
    const parts = Object.keys(value).length;
    if (parts === 1 && id !== undefined) return { id: asId(name, id) };
    if (parts === 1 && typeof username === 'string' && username.trim() !== '') return { username: username.trim() };
    if (parts === 2 && typeof username === 'string' && typeof password === 'string' && username.trim() !== '') {
      return password === '' ? { username: username.trim() } : { username: username.trim(), password };
    }
  }
  throw invalidParameter(
    name,
    'must name a line as {"id":"42"} or {"username":"alice"}',
    'Choose the line from the list, or give its id or username.',
  );
}

function deviceReference(name: string, value: unknown): { id: string } | { mac: string } {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 1) {
    const { id, mac } = value as Record<string, unknown>;
    if (id !== undefined) return { id: asId(name, id) };
    if (mac !== undefined) return { mac: asMac(name, mac) };
  }
  throw invalidParameter(
    name,
    'must name a device as {"id":"7"} or {"mac":"00:1A:79:AA:BB:CC"}',
    'Choose the device from the list, or give its id or MAC address.',
  );
}

/** Upper case with colons, as panels compare addresses. */
function asMac(name: string, value: unknown): string {
  const text = typeof value === 'string' ? value.trim() : '';
  if (/^([0-9a-f]{2}([:-]?)[0-9a-f]{2})(\2[0-9a-f]{2}){4}$/i.test(text)) {
    const digits = text.replace(/[:-]/g, '').toUpperCase();
    return (digits.match(/../g) ?? []).join(':');
  }
  throw invalidParameter(name, 'is not a MAC address', 'Give twelve hexadecimal digits, as in 00:1A:79:AA:BB:CC.');
}

function duration(name: string, value: unknown): Duration {
  if (typeof value === 'object' && value !== null) {
    const { amount, unit } = value as Record<string, unknown>;
    if (typeof unit === 'string' && Object.hasOwn(longest, unit)) {
      const known = unit as Duration['unit'];
      return { amount: asInteger(name, amount, 1, longest[known]), unit: known };
    }
  }
  throw invalidParameter(
    name,
    'must be a duration such as {"amount":1,"unit":"months"}',
    `Units: ${Object.keys(longest).join(', ')}.`,
  );
}

function pair(field: string, value: unknown): Pair {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const { name, value: content = '' } = value as Record<string, unknown>;
    const text = typeof content === 'boolean' ? String(content) : content;
    if (typeof name === 'string' && (typeof text === 'string' || typeof text === 'number')) {
      return { name: checkCustomName(name, field), value: asText(field, text) };
    }
  }
  throw invalidParameter(field, 'must be a list such as [{"name":"id","value":"42"}]');
}
