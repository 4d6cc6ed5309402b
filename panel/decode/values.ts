import type { Instant } from '../types';
import * as single from './single';

/** The columns of a row, by name. How panels spell them: single.ts. */

/** One row of an answer. */
export type Row = Readonly<Record<string, unknown>>;

/** Refuses a row that lacks one of the columns. Read as their default instead, they would look like changes somebody made. */
export function requireColumns(row: Row, names: readonly string[]): void {
  for (const name of names) single.given(row[name], name);
}

/** Text as stored: panels escape `<` and `>` on output only (seen on a running XC_VM). */
export function text(row: Row, name: string): string | null {
  return single.text(row[name], name);
}

/** Text, with the empty string read as none. */
export function textOrNull(row: Row, name: string): string | null {
  return single.textOrNull(row[name], name);
}

/** A whole number, or `missing` where the panel says nothing. */
export function integer(row: Row, name: string, missing = 0): number {
  return single.integer(row[name], name, missing);
}

/** A number that may have decimals (credits on some builds). */
export function decimal(row: Row, name: string): number {
  return single.number(row[name], name) ?? 0;
}

/** `1`, `"1"` and `true` are on; `0`, `"0"`, `""`, `false` and null are off. Anything else is no switch. */
export function flag(row: Row, name: string): boolean {
  return single.flag(row[name], name);
}

/** A switch that the answer must name. Without this, a column left out would read as "disabled". */
export function requiredFlag(row: Row, name: string): boolean {
  return single.requiredFlag(row[name], name);
}

/** A database id as a decimal string. */
export function requiredId(row: Row, name = 'id'): string {
  return single.requiredId(row[name], name);
}

/** An id that may be missing; panels spell "none" as 0, null or an empty string. */
export function idOrNull(row: Row, name: string): string | null {
  return single.idOrNull(row[name], name);
}

/** Unix seconds as an instant; null is null ("never"), and 0 is 1970 ("long ago"), as panels mean it. */
export function instant(row: Row, name: string): Instant | null {
  return single.instant(row[name], name);
}

/** An object inside the answer. PHP spells an empty one `[]`, which is none. */
export function requiredObject(row: Row, name: string): Row {
  const value = row[name];
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw single.wrongType(row[name], name, 'an object');
  return value as Row;
}

/** Text the answer must hold. */
export function requiredText(row: Row, name: string): string {
  const value = text(row, name);
  if (value === null || value === '') throw single.wrongType(row[name], name, 'text');
  return value;
}

/** A list that may come as a list, as JSON text (`"[1,2]"`), as an object by key, or as nothing. */
export function list(row: Row, name: string): unknown[] {
  let value = row[name];
  if (typeof value === 'string') {
    if (value === '') return [];
    try {
      value = JSON.parse(value);
    } catch {
      throw single.wrongType(row[name], name, 'a list');
    }
  }
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value as unknown[];
  if (typeof value === 'object') return Object.values(value);
  throw single.wrongType(row[name], name, 'a list');
}

/** A list of ids as decimal strings. */
export function idList(row: Row, name: string): string[] {
  return list(row, name).map((value) => single.requiredId(value, name));
}

/** A list of texts. Some panels store a list of one empty text for "none set": it is kept, so that an edit sends it back. */
export function textList(row: Row, name: string): string[] {
  return list(row, name).map((value) => {
    const item = single.text(value, name);
    if (item === null) throw single.wrongType(row[name], name, 'a list of texts');
    return item;
  });
}
