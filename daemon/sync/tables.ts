import { define, type Migration, type Write } from '../store';
import { fingerprintLength } from './fingerprints';
import { takeFingerprints } from './known';

/** One row a line: the last known state, and when its next clock event is due. */
export interface LineTable {
  panel: string;
  /** The panel's id, as a number so that rows come in the order panels list them. */
  id: number;
  username: string;
  /** Keyed, over the password alone: tells whether that is what changed. null: unknown. */
  password_mark: string | null;
  /** StoredLine as JSON. */
  state: string;
  /** The next threshold of days to tell of (0: has expired), and when. Unix seconds; null: none left. */
  mark_days: number | null;
  mark_at: number | null;
}

/** One row for up to 16 lines whose ids follow each other: what a pass compares. */
export interface LineBlockTable {
  panel: string;
  block: number;
  /** Over all of its lines, keyed; null: not known. */
  digest: string | null;
  /** Fingerprints of its lines, packed (blocks.ts). */
  lines: string;
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
  next_pass_at: string | null;
  /** 1: no pass has ended since a replica took the panel. */
  starting: number;
  /** What it speaks, and what answered in words, as whoever watches it has found; null until then. */
  dialect: string | null;
  explanation: string | null;
  /** How far its clock is ahead of ours; null until that is known. */
  skew_seconds: number | null;
  /** Counts up with each pass that somebody asks for. */
  passes_asked: number;
  /** What that counter showed when the last pass to have ended began: so many are answered. */
  passes_answered: number;
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
    line_blocks: LineBlockTable;
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
  {
    id: 'sync-3-blocks',
    async up(db) {
      await define(
        db,
        `CREATE TABLE line_blocks (
        panel TEXT NOT NULL,
        block INTEGER NOT NULL,
        digest TEXT,
        lines TEXT NOT NULL,
        PRIMARY KEY (panel, block)
      ) STRICT, WITHOUT ROWID`,
      );
      await makeBlocks(db);
      await define(db, `ALTER TABLE lines DROP COLUMN fingerprint`);
    },
  },
  {
    id: 'sync-4-shared-panels',
    async up(db) {
      for (const column of [
        'next_pass_at TEXT',
        'starting INTEGER NOT NULL DEFAULT 1',
        'dialect TEXT',
        'explanation TEXT',
        'passes_asked INTEGER NOT NULL DEFAULT 0',
        'passes_answered INTEGER NOT NULL DEFAULT 0',
      ]) {
        await define(db, `ALTER TABLE panels ADD COLUMN ${column}`);
      }
    },
  },
  {
    id: 'sync-5-clock-skew',
    async up(db) {
      await define(db, `ALTER TABLE panels ADD COLUMN skew_seconds INTEGER`);
    },
  },
];

/**
 * Blocks for the lines there are. Their fingerprints were made of other texts, so all are unknown: the next pass takes each line in anew, which tells of
 * nothing where nothing has changed.
 */
async function makeBlocks(db: Write): Promise<void> {
  const unknown = '-'.repeat(fingerprintLength);
  for (let [panel, after] = ['', 0]; ;) {
    const lines = await db
      .selectFrom('lines')
      .select(['panel', 'id'])
      .where((eb) => eb.or([eb('panel', '>', panel), eb.and([eb('panel', '=', panel), eb('id', '>', after)])]))
      .orderBy('panel')
      .orderBy('id')
      .limit(5000)
      .execute();
    for (const [name, ids] of Map.groupBy(lines, (line) => line.panel)) {
      await takeFingerprints(db, name, new Map(ids.map(({ id }) => [id, unknown])), new Map());
    }
    const last = lines.at(-1);
    if (last === undefined) return;
    ({ panel, id: after } = last);
  }
}
