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
  /** `normalised`; `waiting`: for what is to be read from the provider's API; `failed`: it could not be understood. */
  state: Generated<InboxState>;
  /** Why it waits longer than it should, or could not be understood. Nothing of the message. */
  problem: string | null;
  /** How often it was asked for in vain. */
  attempts: Generated<number>;
  /** When it is asked for next; null but for those that wait. */
  due_at: string | null;
  /** `{fetched, facts}`, sealed as the message is: what was read from the API, and what was made of it. null: of a message from before this was kept. */
  taken: string | null;
}

export type InboxState = 'normalised' | 'waiting' | 'failed';

/** Webhooks made at providers by their APIs: one a source. */
export interface InboxRegistrationTable {
  source: string;
  /** The address it was made for. */
  url: string;
  /** The provider's id of it. */
  webhook_id: string;
  /** Its secret, sealed; null where the provider told none. */
  secret: string | null;
  registered_at: string;
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
    inbox_registrations: InboxRegistrationTable;
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
  {
    id: 'billing-2-inbox-states',
    async up(db) {
      for (const column of [
        `state TEXT NOT NULL DEFAULT 'normalised'`,
        'problem TEXT',
        'attempts INTEGER NOT NULL DEFAULT 0',
        'due_at TEXT',
        'taken TEXT',
      ]) {
        await define(db, `ALTER TABLE inbox ADD COLUMN ${column}`);
      }
      await define(db, `CREATE INDEX inbox_by_state ON inbox (state, due_at)`);
      await define(
        db,
        `CREATE TABLE inbox_registrations (
        source TEXT NOT NULL PRIMARY KEY,
        url TEXT NOT NULL,
        webhook_id TEXT NOT NULL,
        secret TEXT,
        registered_at TEXT NOT NULL
      ) STRICT, WITHOUT ROWID`,
      );
    },
  },
];
