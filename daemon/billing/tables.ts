import type { Generated } from 'kysely';
import { define, type Migration } from '../store';

/** One row a message of a billing provider, as it came. */
export interface InboxTable {
  sequence: Generated<number>;
  /** The source's name in the configuration. */
  source: string;
  provider: string;
  /** The same for every delivery of one message. */
  dedupe_id: string;
  /** The provider's own type, e.g. `invoice.paid`; null where the message has none. */
  type: string | null;
  /** `{headers, body}`, sealed: personal data. The body's bytes as latin1 text. */
  message: string;
  received_at: string;
}

/** What was told of what was paid for, so that a second message about it tells nothing. */
export interface BillingFactTable {
  /** BillingData.key */
  key: string;
  /** EventType */
  type: string;
}

declare module '../store/store' {
  interface Tables {
    inbox: InboxTable;
    billing_facts: BillingFactTable;
  }
}

export const billingMigrations: readonly Migration[] = [
  {
    id: 'billing-1-inbox',
    async up(db) {
      await define(
        db,
        `CREATE TABLE inbox (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        source TEXT NOT NULL,
        provider TEXT NOT NULL,
        dedupe_id TEXT NOT NULL,
        type TEXT,
        message TEXT NOT NULL,
        received_at TEXT NOT NULL,
        UNIQUE (source, dedupe_id)
      ) STRICT`,
      );
      await define(
        db,
        `CREATE TABLE billing_facts (
        key TEXT NOT NULL,
        type TEXT NOT NULL,
        PRIMARY KEY (key, type)
      ) STRICT, WITHOUT ROWID`,
      );
    },
  },
];
