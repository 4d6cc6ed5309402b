import { define, type Migration } from '../../store';

/** One row a thing that waits, or waited, for a person. */
export interface AttentionTable {
  /** `att_…` */
  id: string;
  kind: string;
  /** What is at fault: there is one open row of a kind for it. */
  subject: string;
  /** What it keeps from going on, e.g. `subscription:stripe:sub_1`; null: nothing. */
  about: string | null;
  message: string;
  fix: string;
  /** Further facts as JSON. */
  data: string;
  /** How often it came up. */
  times: number;
  first_at: string;
  last_at: string;
  /** null: it is open. */
  resolved_at: string | null;
  note: string | null;
}

/** Further things an open row keeps from going on, beside that of the row itself. */
export interface AttentionShareTable {
  attention: string;
  about: string;
}

declare module '../../store/store' {
  interface Tables {
    attention: AttentionTable;
    attention_shares: AttentionShareTable;
  }
}

export const attentionMigrations: readonly Migration[] = [
  {
    id: 'attention-1-attention',
    async up(db) {
      await define(
        db,
        `CREATE TABLE attention (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        about TEXT,
        message TEXT NOT NULL,
        fix TEXT NOT NULL,
        data TEXT NOT NULL,
        times INTEGER NOT NULL,
        first_at TEXT NOT NULL,
        last_at TEXT NOT NULL,
        resolved_at TEXT,
        note TEXT
      ) STRICT`,
      );
      await define(db, 'CREATE UNIQUE INDEX attention_open ON attention (kind, subject) WHERE resolved_at IS NULL');
      await define(db, 'CREATE INDEX attention_about ON attention (about) WHERE resolved_at IS NULL');
    },
  },
  {
    id: 'attention-2-shares',
    async up(db) {
      await define(
        db,
        `CREATE TABLE attention_shares (
        attention TEXT NOT NULL,
        about TEXT NOT NULL,
        PRIMARY KEY (attention, about)
      ) STRICT, WITHOUT ROWID`,
      );
      await define(db, 'CREATE INDEX attention_shares_about ON attention_shares (about)');
    },
  },
];
