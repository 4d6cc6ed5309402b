import { define, type Migration } from '../store';

/** How a watch of a panel stands. */
export interface WatchTable {
  panel: string;
  name: string;
  /** WatchState */
  state: string;
  /** {code, message, hint} as JSON. */
  problem: string | null;
  last_at: string | null;
}

/** Something on a panel besides lines, as last seen. */
export interface ThingTable {
  panel: string;
  /** `stream`, `server`, … */
  kind: string;
  /** The panel's id of it. */
  id: string;
  /** Over the compared fields. */
  fingerprint: string;
  /** As JSON. */
  state: string;
}

/** A kind of thing on a panel. */
export interface ThingListTable {
  panel: string;
  kind: string;
  /** When the first complete look ended; null: no baseline yet. */
  baseline_at: string | null;
  /** Since when so many are missing that it is not believed yet. Unix seconds; null: not so. */
  missing_since: number | null;
}

declare module '../store/store' {
  interface Tables {
    watches: WatchTable;
    things: ThingTable;
    thing_lists: ThingListTable;
  }
}

export const watchMigrations: readonly Migration[] = [
  {
    id: 'watch-1-watches',
    async up(db) {
      await define(
        db,
        `CREATE TABLE watches (
        panel TEXT NOT NULL,
        name TEXT NOT NULL,
        state TEXT NOT NULL,
        problem TEXT,
        last_at TEXT,
        PRIMARY KEY (panel, name)
      ) STRICT, WITHOUT ROWID`,
      );
      await define(
        db,
        `CREATE TABLE things (
        panel TEXT NOT NULL,
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        state TEXT NOT NULL,
        PRIMARY KEY (panel, kind, id)
      ) STRICT, WITHOUT ROWID`,
      );
      await define(
        db,
        `CREATE TABLE thing_lists (
        panel TEXT NOT NULL,
        kind TEXT NOT NULL,
        baseline_at TEXT,
        missing_since INTEGER,
        PRIMARY KEY (panel, kind)
      ) STRICT, WITHOUT ROWID`,
      );
    },
  },
];
