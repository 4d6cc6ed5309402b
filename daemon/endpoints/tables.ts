import { define, type Migration } from '../store';

/** Why an endpoint is not pushed to: it was asked for; it answered 410 Gone; nothing succeeded for days; the configuration names it no more. */
export type DisabledReason = 'asked' | 'gone' | 'failing' | 'not-configured';

/** One row an endpoint: its settings, its place in the event log, and how it stands. Instants are milliseconds since 1970. */
export interface EndpointTable {
  /** Given once, so that an endpoint made anew under an old name inherits nothing. */
  id: number;
  name: string;
  /** JSON list of event types; empty: all. */
  types: string;
  /** JSON list of panels; empty: all. */
  panels: string;
  filter: string | null;
  /** EndpointSecrets, sealed: the address, the headers, the signing secrets. */
  sealed: string;
  /** Pushes a second; null: as fast as it answers. */
  rate: number | null;
  concurrency: number;
  /** 1: made by the configuration, which alone changes its settings. */
  configured: number;
  disabled_reason: DisabledReason | null;
  disabled_at: number | null;
  /** Grows with each change that whoever pushes has to know of. */
  revision: number;
  /** Everything up to this sequence has been pushed, or has a row in `endpoint_pushes`. */
  position: number;
  /** Since when nothing succeeded; null: the last push did. */
  failing_since: number | null;
  /** The endpoint asked not to be spoken to before. */
  not_before: number | null;
  last_success_at: number | null;
  /** JSON list of FailedPush, newest first. */
  last_failures: string;
  /** FilterProblem as JSON. */
  filter_problem: string | null;
}

/** `waiting`: for its turn or its retry. `dead`: given up after the last attempt, until redriven. */
export type PushState = 'waiting' | 'dead';

/** One row for each event up to the position that is not settled. Settled: no row. */
export interface EndpointPushTable {
  endpoint: number;
  /** 0: as events come; else the replay's id. */
  lane: number;
  sequence: number;
  event_id: string;
  event_type: string;
  subject: string;
  state: PushState;
  /** Attempts that failed. */
  attempt: number;
  /** waiting: not before; dead: since. */
  due_at: number;
  /** Why the last attempt failed. */
  reason: string | null;
}

export type ReplayState = 'running' | 'paused' | 'done';

/** One row a replay: a range of the log that is pushed again. */
export interface EndpointReplayTable {
  id: number;
  endpoint: number;
  /** The first and the last sequence of the range. */
  from_sequence: number;
  to_sequence: number;
  /** As the endpoint's own. */
  position: number;
  state: ReplayState;
  pushed: number;
  made_at: number;
  ended_at: number | null;
}

declare module '../store/store' {
  interface Tables {
    endpoints: EndpointTable;
    endpoint_pushes: EndpointPushTable;
    endpoint_replays: EndpointReplayTable;
  }
}

export const endpointMigrations: readonly Migration[] = [
  {
    id: 'endpoints-1-endpoints',
    async up(db) {
      await define(
        db,
        `CREATE TABLE endpoints (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        types TEXT NOT NULL,
        panels TEXT NOT NULL,
        filter TEXT,
        sealed TEXT NOT NULL,
        rate REAL,
        concurrency INTEGER NOT NULL,
        configured INTEGER NOT NULL,
        disabled_reason TEXT CHECK (disabled_reason IN ('asked', 'gone', 'failing', 'not-configured')),
        disabled_at INTEGER,
        revision INTEGER NOT NULL,
        position INTEGER NOT NULL,
        failing_since INTEGER,
        not_before INTEGER,
        last_success_at INTEGER,
        last_failures TEXT NOT NULL,
        filter_problem TEXT
      ) STRICT`,
      );
      await define(
        db,
        `CREATE TABLE endpoint_pushes (
        endpoint INTEGER NOT NULL REFERENCES endpoints (id) ON DELETE CASCADE,
        lane INTEGER NOT NULL,
        sequence INTEGER NOT NULL,
        event_id TEXT NOT NULL,
        event_type TEXT NOT NULL,
        subject TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'dead')),
        attempt INTEGER NOT NULL,
        due_at INTEGER NOT NULL,
        reason TEXT,
        PRIMARY KEY (endpoint, lane, sequence)
      ) STRICT, WITHOUT ROWID`,
      );
      await define(
        db,
        `CREATE TABLE endpoint_replays (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        endpoint INTEGER NOT NULL REFERENCES endpoints (id) ON DELETE CASCADE,
        from_sequence INTEGER NOT NULL,
        to_sequence INTEGER NOT NULL,
        position INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'done')),
        pushed INTEGER NOT NULL,
        made_at INTEGER NOT NULL,
        ended_at INTEGER
      ) STRICT`,
      );
      await define(db, `CREATE INDEX endpoint_replays_endpoint ON endpoint_replays (endpoint, id)`);
    },
  },
];
