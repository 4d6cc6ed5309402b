import type { Row } from '../decode';

/** A value in the place of a question mark. */
export type SqlValue = string | number;

/**
 * Reads from a panel's database: one SELECT, with the values in the place of its question marks. Rows hold texts, numbers and null.
 *
 * Rejects with PanelError: `unreachable`, `timeout`, `wrong-key` (the account is refused), `no-permission` (it may not read a table),
 * `not-a-panel` (there is no such database, table or column).
 */
export type DatabaseQuery = (select: string, values?: readonly SqlValue[]) => Promise<Row[]>;

/** A condition and the values it takes. */
export interface Condition {
  sql: string;
  values: readonly SqlValue[];
}

/** All of the conditions, as what stands after WHERE. */
export function allOf(conditions: ReadonlyArray<Condition | undefined>): Condition {
  const given = conditions.filter((condition) => condition !== undefined);
  return {
    sql: given.length === 0 ? '1 = 1' : given.map(({ sql }) => `(${sql})`).join(' AND '),
    values: given.flatMap(({ values }) => values),
  };
}

/** One of the columns holds the text somewhere. `%` and `_` stand for themselves. */
export function holdsText(columns: readonly string[], text: string | undefined): Condition | undefined {
  if (text === undefined || text === '') return undefined;
  const pattern = `%${text.replace(/[!%_]/g, '!$&')}%`;
  return {
    sql: columns.map((column) => `${column} LIKE ? ESCAPE '!'`).join(' OR '),
    values: columns.map(() => pattern),
  };
}

export function equals(column: string, value: SqlValue | undefined): Condition | undefined {
  return value === undefined ? undefined : { sql: `${column} = ?`, values: [value] };
}
