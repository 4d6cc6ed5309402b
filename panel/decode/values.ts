import { PanelError } from '../errors';
import { instantFromUnix } from '../rules';
import type { Instant } from '../types';

/**
 * Single values as panels spell them. XC_VM answers every truthy value as a string and keeps the type of falsy ones
 * (`"id":"1"`, `"is_trial":0`), XUI.ONE and R22F answer strings throughout, D3 numbers: all are taken.
 */

/** One row of an answer. */
export type Row = Readonly<Record<string, unknown>>;

function wrongType(row: Row, name: string, wanted: string): PanelError {
  const found = row[name] === null ? 'null' : Array.isArray(row[name]) ? 'a list' : typeof row[name];
  return new PanelError('bad-answer', `The panel answered ${found} for "${name}", where ${wanted} belongs.`, {
    hint: 'The panel may be another product or version than the one chosen.',
  });
}

/** Refuses a row that lacks one of the columns. Read as their default instead, they would look like changes somebody made. */
export function requireColumns(row: Row, names: readonly string[]): void {
  for (const name of names) if (row[name] === undefined) throw wrongType(row, name, 'a value');
}

/** Text as stored: panels escape `<` and `>` on output only (seen on a running XC_VM). */
export function text(row: Row, name: string): string | null {
  const value = row[name];
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') throw wrongType(row, name, 'text');
  // Looked for first: for nearly every text, two replacements that find nothing cost more than all else done to it.
  return value.includes('&') ? value.replace(/&lt;/g, '<').replace(/&gt;/g, '>') : value;
}

/** Text, with the empty string read as none. */
export function textOrNull(row: Row, name: string): string | null {
  const value = text(row, name);
  return value === '' ? null : value;
}

function number(row: Row, name: string): number | null {
  const value = row[name];
  if (value === null || value === undefined || value === '') return null;
  const isFigures = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim());
  const parsed = typeof value === 'number' ? value : isFigures ? Number(value) : Number.NaN;
  if (!Number.isFinite(parsed)) throw wrongType(row, name, 'a number');
  return parsed;
}

/** A whole number, or `missing` where the panel says nothing. */
export function integer(row: Row, name: string, missing = 0): number {
  const value = number(row, name);
  if (value === null) return missing;
  if (!Number.isSafeInteger(value)) throw wrongType(row, name, 'a whole number');
  return value;
}

/** A number that may have decimals (credits on some builds). */
export function decimal(row: Row, name: string): number {
  return number(row, name) ?? 0;
}

/** `1`, `"1"` and `true` are on; `0`, `"0"`, `""`, `false` and null are off. Anything else is no switch. */
export function flag(row: Row, name: string): boolean {
  const value = row[name];
  if (value === 1 || value === '1' || value === true) return true;
  if (value === 0 || value === '0' || value === '' || value === false || value === null || value === undefined)
    return false;
  throw wrongType(row, name, 'a switch (0 or 1)');
}

/** A switch that the answer must name. Without this, a column left out would read as "disabled". */
export function requiredFlag(row: Row, name: string): boolean {
  if (row[name] === undefined || row[name] === null) throw wrongType(row, name, 'a switch (0 or 1)');
  return flag(row, name);
}

/** A database id as a decimal string. */
export function requiredId(row: Row, name = 'id'): string {
  const value = row[name];
  const id = typeof value === 'number' ? String(value) : value;
  // Past the safe integers, ids could no longer be told apart or put in order.
  if (typeof id !== 'string' || !/^[1-9]\d{0,15}$/.test(id) || !Number.isSafeInteger(Number(id)))
    throw wrongType(row, name, 'an id');
  return id;
}

/** An id that may be missing; panels spell "none" as 0, null or an empty string. */
export function idOrNull(row: Row, name: string): string | null {
  const value = row[name];
  if (value === null || value === undefined || value === '' || value === 0 || value === '0') return null;
  return requiredId(row, name);
}

/** An object inside the answer. PHP spells an empty one `[]`, which is none. */
export function requiredObject(row: Row, name: string): Row {
  const value = row[name];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongType(row, name, 'an object');
  return value as Row;
}

/** Text the answer must hold. */
export function requiredText(row: Row, name: string): string {
  const value = text(row, name);
  if (value === null || value === '') throw wrongType(row, name, 'text');
  return value;
}

/** Unix seconds as an instant; null is null ("never"), and 0 is 1970 ("long ago"), as panels mean it. */
export function instant(row: Row, name: string): Instant | null {
  if (row[name] === undefined || row[name] === '') throw wrongType(row, name, 'a time');
  const seconds = number(row, name);
  if (seconds === null) return null;
  if (!Number.isInteger(seconds) || Math.abs(seconds) > 8_640_000_000_000) throw wrongType(row, name, 'a time');
  return instantFromUnix(seconds);
}

/** A list that may come as a list, as JSON text (`"[1,2]"`), as an object by key, or as nothing. */
export function list(row: Row, name: string): unknown[] {
  let value = row[name];
  if (typeof value === 'string') {
    if (value === '') return [];
    try {
      value = JSON.parse(value);
    } catch {
      throw wrongType(row, name, 'a list');
    }
  }
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value as unknown[];
  if (typeof value === 'object') return Object.values(value);
  throw wrongType(row, name, 'a list');
}

/** A list of ids as decimal strings. */
export function idList(row: Row, name: string): string[] {
  return list(row, name).map((value) => requiredId({ [name]: value }, name));
}

/** A list of texts. Some panels store a list of one empty text for "none set": it is kept, so that an edit sends it back. */
export function textList(row: Row, name: string): string[] {
  return list(row, name).map((value) => {
    const item = text({ [name]: value }, name);
    if (item === null) throw wrongType(row, name, 'a list of texts');
    return item;
  });
}
