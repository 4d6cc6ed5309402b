import { define, type Migration } from '../store';

/** One row a relay: its place in the event log, and how it stands. Its settings are the configuration's. */
export interface RelayTable {
  name: string;
  /** The broker has confirmed every event up to this sequence that the relay is for. */
  position: number;
  published: number;
  /** Messages that no queue was bound for; the broker dropped them. */
  unroutable: number;
  /** UnroutableMessage as JSON: the last of them. */
  last_unroutable: string | null;
  /** Milliseconds since 1970. */
  last_confirmed_at: number | null;
  /** Why nothing is published at present; null: nothing is in the way. */
  problem: string | null;
  /** FilterProblem as JSON. */
  filter_problem: string | null;
}

declare module '../store/store' {
  interface Tables {
    relays: RelayTable;
  }
}

export const relayMigrations: readonly Migration[] = [
  {
    id: 'relay-1-relays',
    async up(db) {
      await define(
        db,
        `CREATE TABLE relays (
        name TEXT PRIMARY KEY,
        position INTEGER NOT NULL,
        published INTEGER NOT NULL,
        unroutable INTEGER NOT NULL,
        last_unroutable TEXT,
        last_confirmed_at INTEGER,
        problem TEXT,
        filter_problem TEXT
      ) STRICT`,
      );
    },
  },
];
