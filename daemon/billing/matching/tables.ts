import { define, type Migration } from '../../store';

/** One row a line of which a person said that it is not a customer's. */
export interface MatchRejectionTable {
  panel: string;
  line: string;
  customer: string;
  at: string;
}

declare module '../../store/store' {
  interface Tables {
    match_rejections: MatchRejectionTable;
  }
}

export const matchingMigrations: readonly Migration[] = [
  {
    id: 'matching-1-rejections',
    async up(db) {
      await define(
        db,
        `CREATE TABLE match_rejections (
        panel TEXT NOT NULL,
        line TEXT NOT NULL,
        customer TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (panel, line, customer)
      ) STRICT, WITHOUT ROWID`,
      );
    },
  },
];
