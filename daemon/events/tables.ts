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

declare module '../store/store' {
  interface Tables {
    events: EventTable;
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
];
