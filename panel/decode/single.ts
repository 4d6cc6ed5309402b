import { PanelError } from '../errors';
import { instantFromUnix } from '../rules';
import type { Instant } from '../types';

/**
 * Single values as panels spell them. XC_VM answers every truthy value as a string and keeps the type of falsy ones
 * (`"id":"1"`, `"is_trial":0`), XUI.ONE and R22F answer strings throughout, D3 numbers: all are taken.
 *
 * For code that reads a million rows and names each column where it takes the value. All other code reads by row and name (values.ts).
 */

export function wrongType(value: unknown, name: string, wanted: string): PanelError {
  const found = value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value;
  return new PanelError('bad-answer', `The panel answered ${found} for "${name}", where ${wanted} belongs.`, {
    hint: 'The panel may be another product or version than the one chosen.',
  });
}

/** A value that the row must name. Read as its default instead, it would look like a change somebody made. */
export function given(value: unknown, name: string): unknown {
  if (value === undefined) throw wrongType(value, name, 'a value');
  return value;
}

/** Text as stored: panels escape `<` and `>` on output only (seen on a running XC_VM). */
export function text(value: unknown, name: string): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') throw wrongType(value, name, 'text');
  // Looked for first: for nearly every text, two replacements that find nothing cost more than all else done to it.
  return value.includes('&') ? value.replace(/&lt;/g, '<').replace(/&gt;/g, '>') : value;
}

/** Text, with the empty string read as none. */
export function textOrNull(value: unknown, name: string): string | null {
  const read = text(value, name);
  return read === '' ? null : read;
}

/** The number that up to 15 figures spell; -1 for all else. Nearly all numbers come so, and a regular expression costs several times as much. */
function fromFigures(figures: string): number {
  if (figures.length === 0 || figures.length > 15) return -1;
  let number = 0;
  for (let at = 0; at < figures.length; at += 1) {
    const figure = figures.charCodeAt(at) - 48;
    if (figure < 0 || figure > 9) return -1;
    number = number * 10 + figure;
  }
  return number;
}

/** A number; null where the panel says nothing. */
export function number(value: unknown, name: string): number | null {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'string') {
    const plain = fromFigures(value);
    if (plain >= 0) return plain;
  }
  const isFigures = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim());
  const parsed = typeof value === 'number' ? value : isFigures ? Number(value) : Number.NaN;
  if (!Number.isFinite(parsed)) throw wrongType(value, name, 'a number');
  return parsed;
}

/** A whole number, or `missing` where the panel says nothing. */
export function integer(value: unknown, name: string, missing = 0): number {
  const read = number(value, name);
  if (read === null) return missing;
  if (!Number.isSafeInteger(read)) throw wrongType(value, name, 'a whole number');
  return read;
}

/** `1`, `"1"` and `true` are on; `0`, `"0"`, `""`, `false` and null are off. Anything else is no switch. */
export function flag(value: unknown, name: string): boolean {
  if (value === 1 || value === '1' || value === true) return true;
  if (value === 0 || value === '0' || value === '' || value === false || value === null || value === undefined)
    return false;
  throw wrongType(value, name, 'a switch (0 or 1)');
}

/** A switch that the answer must name. Without this, a column left out would read as "disabled". */
export function requiredFlag(value: unknown, name: string): boolean {
  if (value === undefined || value === null) throw wrongType(value, name, 'a switch (0 or 1)');
  return flag(value, name);
}

/** A database id as a decimal string. */
export function requiredId(value: unknown, name: string): string {
  if (typeof value === 'string' && value.charCodeAt(0) !== 48 && fromFigures(value) > 0) return value;
  const id = typeof value === 'number' ? String(value) : value;
  // Past the safe integers, ids could no longer be told apart or put in order.
  if (typeof id !== 'string' || !/^[1-9]\d{0,15}$/.test(id) || !Number.isSafeInteger(Number(id)))
    throw wrongType(value, name, 'an id');
  return id;
}

/** An id that may be missing; panels spell "none" as 0, null or an empty string. */
export function idOrNull(value: unknown, name: string): string | null {
  if (value === null || value === undefined || value === '' || value === 0 || value === '0') return null;
  return requiredId(value, name);
}

/** Unix seconds as an instant; null is null ("never"), and 0 is 1970 ("long ago"), as panels mean it. */
export function instant(value: unknown, name: string): Instant | null {
  if (value === undefined || value === '') throw wrongType(value, name, 'a time');
  const seconds = number(value, name);
  if (seconds === null) return null;
  if (!Number.isInteger(seconds) || Math.abs(seconds) > 8_640_000_000_000) throw wrongType(value, name, 'a time');
  return instantFromUnix(seconds);
}
