import { define, type Migration } from '../store';

/** A connection that is believed to be open. All times are Unix seconds. */
export interface ConnectionTable {
  panel: string;
  /** The panel's id. */
  id: string;
  /** null: a stream opened by a signed token, without a line. */
  line: number | null;
  started_at: number;
  /** As events show it, and whether it is a restreamer's. JSON. */
  state: string;
  /** The last look that listed it, and the first that did not; null: the last look did. */
  seen_at: number | null;
  missed_at: number | null;
}

/** How a line is used: LineRecord, with what rows are looked for by in columns. All times are Unix seconds. */
export interface LineActivityTable {
  panel: string;
  line: number;
  since: number;
  ever: string;
  first_at: number | null;
  last_at: number | null;
  inactive_days: number;
  inactive_at: number | null;
  /** The rest of the record as JSON; null: as it is of a new line. */
  rest: string | null;
}

/** How far looking at a panel's connections has come. All times are Unix seconds. */
export interface ActivityBookTable {
  panel: string;
  /** When the first complete look ended; null: no baseline yet. */
  baseline_at: number | null;
  /** The last complete look. */
  looked_at: number | null;
  /** Lines of the snapshot with ids up to this have a row of activity. */
  lines_upto: number;
  tidied_at: number;
}

declare module '../store/store' {
  interface Tables {
    connections: ConnectionTable;
    line_activity: LineActivityTable;
    activity_books: ActivityBookTable;
  }
}

export const activityMigrations: readonly Migration[] = [
  {
    id: 'activity-1-connections',
    async up(db) {
      await define(
        db,
        `CREATE TABLE connections (
        panel TEXT NOT NULL,
        id TEXT NOT NULL,
        line INTEGER,
        started_at INTEGER NOT NULL,
        state TEXT NOT NULL,
        seen_at INTEGER,
        missed_at INTEGER,
        PRIMARY KEY (panel, id)
      ) STRICT, WITHOUT ROWID`,
      );
      await define(
        db,
        `CREATE TABLE line_activity (
        panel TEXT NOT NULL,
        line INTEGER NOT NULL,
        since INTEGER NOT NULL,
        ever TEXT NOT NULL,
        first_at INTEGER,
        last_at INTEGER,
        inactive_days INTEGER NOT NULL,
        inactive_at INTEGER,
        rest TEXT,
        PRIMARY KEY (panel, line)
      ) STRICT, WITHOUT ROWID`,
      );
      await define(
        db,
        `CREATE INDEX line_activity_inactive ON line_activity (panel, inactive_at) WHERE inactive_at IS NOT NULL`,
      );
      await define(
        db,
        `CREATE INDEX line_activity_first ON line_activity (panel, first_at) WHERE first_at IS NOT NULL`,
      );
      await define(
        db,
        `CREATE TABLE activity_books (
        panel TEXT PRIMARY KEY,
        baseline_at INTEGER,
        looked_at INTEGER,
        lines_upto INTEGER NOT NULL,
        tidied_at INTEGER NOT NULL
      ) STRICT`,
      );
    },
  },
];
