import { define, type Migration } from '../store';

/** What lists of lines leave out, one row a line. */
export interface LineDetailsTable {
  panel: string;
  id: number;
  package: string | null;
  /** Ids in rising order, as JSON; null: not read yet. */
  bouquets: string | null;
  /** When it was read one by one; 0: to be read next. Unix seconds. */
  read_at: number;
}

declare module '../store/store' {
  interface Tables {
    line_details: LineDetailsTable;
  }
}

export const detailMigrations: readonly Migration[] = [
  {
    id: 'details-1-lines',
    async up(db) {
      await define(
        db,
        `CREATE TABLE line_details (
        panel TEXT NOT NULL,
        id INTEGER NOT NULL,
        package TEXT,
        bouquets TEXT,
        read_at INTEGER NOT NULL,
        PRIMARY KEY (panel, id)
      ) STRICT, WITHOUT ROWID`,
      );
      await define(db, `CREATE INDEX line_details_read ON line_details (panel, read_at, id)`);
    },
  },
];
