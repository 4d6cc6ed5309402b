import { InvalidDate, parseDate, text, type PhpVariables } from '../../php';
import { SUCCESS, cleanRow, intval, type Call } from './call';

const DEFAULT_LIMIT = 50;

/** How one table list is searched, ordered and written. */
export interface ListShape<Row> {
  /** A row as the list shows it. Called only for the rows of the page. */
  show: (row: Row) => object;
  /** The texts that `search[value]` looks through. */
  searched?: (row: Row, searchText: string) => (string | number | null)[];
  /** By `order[0][column]`. Columns that cannot be ordered by are left out. */
  order?: Record<number, (row: Row) => string | number | null>;
}

/**
 * A table list: `start`, `limit` (50; 0 is 50; no upper bound), `search[value]`, `order`, `show_columns`/`hide_columns`.
 * recordsTotal counts after filters and search. recordsFiltered is the smaller of it and the limit; the limit is a number where the
 * count is text.
 *
 * @param rows already filtered, by rising id
 */
export function answerList<Row>({ parameters }: Call, rows: readonly Row[], shape: ListShape<Row>): unknown {
  const limit = positive(text(parameters, 'limit')) || DEFAULT_LIMIT;
  const start = positive(text(parameters, 'start'));
  const found = inOrder(parameters, search(parameters, rows, shape), shape);
  const total = found.length;
  const page = found.slice(start, start + limit).map((row) => pickColumns(parameters, cleanRow(shape.show(row))));
  const recordsTotal = total === 0 ? 0 : String(total);
  return { status: SUCCESS, data: page, recordsTotal, recordsFiltered: total < limit ? recordsTotal : limit };
}

/** The other kind of list: a bare array without status, and without paging. */
export function answerBareArray({ parameters }: Call, rows: readonly object[]): unknown {
  return rows.map((row) => pickColumns(parameters, cleanRow(row)));
}

/** Applies `show_columns` or `hide_columns`. */
export function pickColumns(parameters: PhpVariables, row: Record<string, unknown>): Record<string, unknown> {
  const shown = text(parameters, 'show_columns')?.split(',');
  if (shown) return Object.fromEntries(Object.entries(row).filter(([column]) => shown.includes(column)));
  const hidden = text(parameters, 'hide_columns')?.split(',');
  if (hidden) return Object.fromEntries(Object.entries(row).filter(([column]) => !hidden.includes(column)));
  return row;
}

/**
 * `range=2026-01-01 - 2026-01-31`: the first and the last ten characters, whole days of the panel's zone. Undefined when nothing
 * that can be read was sent.
 */
export function inRange({ state, parameters, now }: Call): ((at: number) => boolean) | undefined {
  const range = text(parameters, 'range');
  if (!range) return undefined;
  const zone = state.settings.default_timezone;
  try {
    const from = parseDate(range.slice(0, 10), now, zone);
    const end = parseDate(`${range.slice(-10)} +1 day`, now, zone);
    return (at) => at >= from && at < end;
  } catch (error) {
    if (error instanceof InvalidDate) return undefined;
    throw error;
  }
}

function positive(value: string | undefined): number {
  return Math.max(0, intval(value));
}

function search<Row>(parameters: PhpVariables, rows: readonly Row[], { searched }: ListShape<Row>): readonly Row[] {
  const value = (parameters.search as PhpVariables | undefined)?.value;
  if (typeof value !== 'string' || value === '' || !searched) return rows;
  const isLike = like(value);
  return rows.filter((row) => searched(row, value).some((field) => field !== null && isLike(String(field))));
}

/** SQL `LIKE '%value%'` under a case-insensitive collation; `%` and `_` in the value are wildcards. */
function like(value: string): (field: string) => boolean {
  const wanted = value.toLowerCase();
  if (!/[%_]/.test(wanted)) return (field) => field.toLowerCase().includes(wanted);
  const escaped = wanted.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(escaped.replaceAll('%', '.*').replaceAll('_', '.'), 's');
  return (field) => pattern.test(field.toLowerCase());
}

function inOrder<Row>(parameters: PhpVariables, rows: readonly Row[], { order }: ListShape<Row>): readonly Row[] {
  const wanted = (parameters.order as PhpVariables[] | undefined)?.[0];
  if (typeof wanted !== 'object' || !order) return rows;
  const key = order[intval(wanted.column)];
  if (!key) return rows;
  const sign = text(wanted, 'dir')?.toLowerCase() === 'desc' ? -1 : 1;
  return rows
    .map((row) => [key(row), row] as const)
    .sort(([a], [b]) => sign * compare(a, b))
    .map(([, row]) => row);
}

/** NULL comes first, as in MySQL. */
function compare(a: string | number | null, b: string | number | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const left = String(a).toLowerCase();
  const right = String(b).toLowerCase();
  return left < right ? -1 : left > right ? 1 : 0;
}
