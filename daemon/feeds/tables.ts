import { define, type Migration } from '../store';

/** One row a feed: its settings and its place in the event log. */
export interface FeedTable {
  name: string;
  /** JSON list of event types; empty: all. */
  types: string;
  /** JSON list of panels; empty: all. */
  panels: string;
  filter: string | null;
  lease_seconds: number;
  max_attempts: number;
  retry_after_seconds: number;
  /** Grows with each change of the settings, so that a scan that began under the old ones is thrown away. */
  revision: number;
  /** The feed was made at this sequence: it never leases anything up to it. */
  started_at: number;
  /** The present settings decided what matches after this sequence. */
  matched_since: number;
  /** Everything up to this sequence has been matched, and what matched has a row in `deliveries` until it is acknowledged. */
  position: number;
  /** Milliseconds since 1970; when a consumer last asked. */
  last_seen_at: number | null;
  /** Grows whenever events may come anew that came before: with each redrive and seek. */
  round: number;
  /** FilterProblem as JSON: the last time the filter could not be evaluated. */
  filter_problem: string | null;
}

/** `waiting`: for its turn or its retry. `parked`: given up after the last attempt, until redriven. */
export type DeliveryState = 'waiting' | 'leased' | 'parked';

/** One row for each matched event that is not acknowledged. Acknowledged: no row, and a sequence up to the feed's position. */
export interface DeliveryTable {
  feed: string;
  sequence: number;
  event_id: string;
  event_type: string;
  subject: string;
  state: DeliveryState;
  /** The feed's round in which it was matched or redriven. Attempts are counted anew in each. */
  round: number;
  /** How often it was leased; leases given back on shutdown do not count. */
  attempt: number;
  /** Milliseconds since 1970. waiting: not before; leased: end of the lease; parked: since. */
  due_at: number;
  /** Who leased it last; null: never leased. */
  consumer: string | null;
  /** 1: acknowledged late, while leased to somebody else. Goes when that lease ends, however it ends. */
  done: number;
  /** Why the last attempt failed. */
  reason: string | null;
}

declare module '../store/store' {
  interface Tables {
    feeds: FeedTable;
    deliveries: DeliveryTable;
  }
}

export const feedMigrations: readonly Migration[] = [
  {
    id: 'feeds-1-feeds-and-deliveries',
    async up(db) {
      await define(
        db,
        `CREATE TABLE feeds (
        name TEXT PRIMARY KEY,
        types TEXT NOT NULL,
        panels TEXT NOT NULL,
        filter TEXT,
        lease_seconds INTEGER NOT NULL,
        max_attempts INTEGER NOT NULL,
        retry_after_seconds INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        started_at INTEGER NOT NULL,
        matched_since INTEGER NOT NULL,
        position INTEGER NOT NULL,
        last_seen_at INTEGER,
        filter_problem TEXT
      ) STRICT`,
      );
      await define(
        db,
        `CREATE TABLE deliveries (
        feed TEXT NOT NULL REFERENCES feeds (name) ON DELETE CASCADE,
        sequence INTEGER NOT NULL,
        event_id TEXT NOT NULL,
        event_type TEXT NOT NULL,
        subject TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'leased', 'parked')),
        attempt INTEGER NOT NULL,
        due_at INTEGER NOT NULL,
        consumer TEXT,
        done INTEGER NOT NULL DEFAULT 0,
        reason TEXT,
        PRIMARY KEY (feed, sequence),
        UNIQUE (feed, event_id)
      ) STRICT, WITHOUT ROWID`,
      );
      await define(db, `CREATE INDEX deliveries_due ON deliveries (feed, state, due_at)`);
      // Parked events do not hold up the ones behind them, so the look for an earlier one need not step over them.
      await define(db, `CREATE INDEX deliveries_order ON deliveries (feed, subject, sequence) WHERE state <> 'parked'`);
    },
  },
  {
    id: 'feeds-2-rounds',
    async up(db) {
      await define(db, `ALTER TABLE feeds ADD COLUMN round INTEGER NOT NULL DEFAULT 0`);
      await define(db, `ALTER TABLE deliveries ADD COLUMN round INTEGER NOT NULL DEFAULT 0`);
    },
  },
];
