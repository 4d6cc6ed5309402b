import type { PanelState } from '../../panel';

export type SqlValue = string | number | null;

/** A table of a panel's database: how it is made, and what the demo panel has in it. */
export interface PanelTable {
  name: string;
  /** What stands between the brackets of CREATE TABLE. */
  columns: string;
  rows(state: PanelState): ReadonlyArray<Readonly<Record<string, SqlValue>>>;
}

/** Only these columns of a row, which has more. */
export function pick<Row extends object, Column extends keyof Row & string>(
  row: Row,
  columns: readonly Column[],
): Record<Column, SqlValue> {
  return Object.fromEntries(columns.map((column) => [column, row[column] as SqlValue])) as Record<Column, SqlValue>;
}

/** Streams are the same in both schemas, as far as connections show them. */
export const streamsTable: PanelTable = {
  name: 'streams',
  columns: '`id` int NOT NULL PRIMARY KEY, `type` int NOT NULL, `stream_display_name` text',
  rows: ({ streams }) => streams.all().map((row) => pick(row, ['id', 'type', 'stream_display_name'])),
};
