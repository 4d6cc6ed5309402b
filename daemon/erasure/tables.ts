import type { Generated } from 'kysely';
import { define, type Migration } from '../store';

/** One row an erasure: that it was done, not of whom. */
export interface ErasureTable {
  sequence: Generated<number>;
  /** ISO 8601. */
  at: string;
  /** What the person was named by: `line` or `email`. */
  named_by: string;
  /** Erased as JSON. */
  counts: string;
}

declare module '../store/store' {
  interface Tables {
    erasures: ErasureTable;
  }
}

export const erasureMigrations: readonly Migration[] = [
  {
    id: 'erasure-1-erasures',
    up: (db) =>
      define(
        db,
        `CREATE TABLE erasures (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        named_by TEXT NOT NULL,
        counts TEXT NOT NULL
      ) STRICT`,
      ),
  },
];
