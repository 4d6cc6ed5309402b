import { define, type Migration } from '../store';

/** One row an event; the log itself. */
export interface EventTable {
  sequence: number;
  id: string;
  type: string;
  panel: string | null;
  subject: string;
  time: string;
  origin: string;
  /** EventData as JSON. */
  data: string;
}

/** How far events of a kind have been forgotten. */
export interface ForgottenTable {
  kind: string;
  /** The sequence of the last of them. */
  through: number;
}

declare module '../store/store' {
  interface Tables {
    events: EventTable;
    forgotten: ForgottenTable;
  }
}

export const eventMigrations: readonly Migration[] = [
  {
    id: 'events-1-log',
    async up(db) {
      // AUTOINCREMENT: a sequence is never given twice, even after the newest rows were deleted.
      await define(
        db,
        `CREATE TABLE events (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        type TEXT NOT NULL,
        panel TEXT,
        subject TEXT NOT NULL,
        time TEXT NOT NULL,
        origin TEXT NOT NULL,
        data TEXT NOT NULL
      ) STRICT`,
      );
      await define(db, `CREATE INDEX events_subject ON events (subject, sequence)`);
      await define(db, `CREATE INDEX events_type ON events (type, sequence)`);
    },
  },
  {
    id: 'events-2-forgotten',
    up: (db) => define(db, `CREATE TABLE forgotten (kind TEXT PRIMARY KEY, through INTEGER NOT NULL) STRICT`),
  },
];
