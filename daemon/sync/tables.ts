import { define, type Migration } from '../store';

/** One row a line: the last known state, and when its next clock event is due. */
export interface LineTable {
  panel: string;
  /** The panel's id, as a number so that rows come in the order panels list them. */
  id: number;
  username: string;
  /** Over the compared fields and the password, keyed: what a pass compares. */
  fingerprint: string;
  /** Keyed, over the password alone: tells whether that is what changed. null: unknown. */
  password_mark: string | null;
  /** StoredLine as JSON. */
  state: string;
  /** The next threshold of days to tell of (0: has expired), and when. Unix seconds; null: none left. */
  mark_days: number | null;
  mark_at: number | null;
}

export interface PanelTable {
  panel: string;
  /** PanelState without `starting`. */
  state: string;
  /** {code, message, hint} as JSON. */
  problem: string | null;
  /** When the present problem began. */
  problem_since: string | null;
  /** When the first complete pass ended; null: no baseline yet. */
  baseline_at: string | null;
  last_pass_at: string | null;
  /** Lines whose deletion waits for a person; 0: none. */
  held: number;
  /** So many vanished lines are believed (confirmed by a person). */
  confirmed: number;
  /** So many vanished lines were rejected by a person: no second alert for them. */
  rejected: number;
}

/** One row a reminder that a panel sent itself and that became an event. */
export interface LineReminderTable {
  panel: string;
  line: number;
  /** Unix seconds. */
  expires_at: number;
  days: number;
}

declare module '../store/store' {
  interface Tables {
    line_reminders: LineReminderTable;
    lines: LineTable;
    panels: PanelTable;
  }
}

export const syncMigrations: readonly Migration[] = [
  {
    id: 'sync-1-snapshot',
    async up(db) {
      await define(
        db,
        `CREATE TABLE lines (
        panel TEXT NOT NULL,
        id INTEGER NOT NULL,
        username TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        password_mark TEXT,
        state TEXT NOT NULL,
        mark_days INTEGER,
        mark_at INTEGER,
        PRIMARY KEY (panel, id)
      ) STRICT, WITHOUT ROWID`,
      );
      await define(db, `CREATE INDEX lines_mark ON lines (mark_at) WHERE mark_at IS NOT NULL`);
      await define(
        db,
        `CREATE TABLE panels (
        panel TEXT PRIMARY KEY,
        state TEXT NOT NULL,
        problem TEXT,
        problem_since TEXT,
        baseline_at TEXT,
        last_pass_at TEXT,
        held INTEGER NOT NULL DEFAULT 0,
        confirmed INTEGER NOT NULL DEFAULT 0,
        rejected INTEGER NOT NULL DEFAULT 0
      ) STRICT`,
      );
    },
  },
  {
    id: 'sync-2-reminders',
    async up(db) {
      await define(
        db,
        `CREATE TABLE line_reminders (
        panel TEXT NOT NULL,
        line INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        days INTEGER NOT NULL,
        PRIMARY KEY (line, panel, expires_at, days)
      ) STRICT, WITHOUT ROWID`,
      );
    },
  },
];
