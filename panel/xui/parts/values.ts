import { read, type Row } from '../../decode';
import type { Instant } from '../../types';

/** Values that answers may leave out. */

export function integerOrNull(row: Row, name: string): number | null {
  return row[name] === undefined || row[name] === null || row[name] === '' ? null : read.integer(row, name);
}

/** Unix seconds; 0 stands for never. */
export function momentOrNull(row: Row, name: string): Instant | null {
  const value = row[name];
  return value === undefined || value === '' || value === 0 || value === '0' ? null : read.instant(row, name);
}

/** A number of something there is at least one of; 0 stands for none known. */
export function positiveOrNull(row: Row, name: string): number | null {
  const value = integerOrNull(row, name);
  return value === 0 ? null : value;
}
