import { define, type Migration } from '../../store';

/** One row a thing that is to be done to the line of a subscription, or was. */
export interface ServiceActionTable {
  /** Names it once and for all: there is no second one for the same cause. */
  key: string;
  subscription: string;
  /** `provision`, `renew`, `changePackage`, `suspend`, `resume`, `terminate`. */
  kind: string;
  reason: string | null;
  /** `daemon`, `n8n`, `person`. */
  by: string;
  /** `due`, `running`, `done`, `skipped`, `failed`, `withdrawn`. */
  state: string;
  panel: string | null;
  line: string | null;
  username: string | null;
  plan: string | null;
  /** The expiry it leads to. */
  until: string | null;
  /** The payment it follows from. */
  payment: string | null;
  /** The key of the command under way or done. */
  command: string | null;
  /** How many commands it took. */
  attempt: number;
  /** Why it failed, is held up, or was not needed. */
  message: string | null;
  /** Unix seconds: when it is to be tried or looked at; null: not by itself. */
  run_at: number | null;
  created_at: string;
  updated_at: string;
}

/** How far the log has been looked through for what happened to lines of subscriptions. One row. */
export interface ServiceFollowTable {
  name: string;
  position: number;
}

declare module '../../store/store' {
  interface Tables {
    service_actions: ServiceActionTable;
    service_follow: ServiceFollowTable;
  }
}

export const serviceMigrations: readonly Migration[] = [
  {
    id: 'service-1-actions',
    async up(db) {
      await define(
        db,
        `CREATE TABLE service_actions (
        key TEXT PRIMARY KEY,
        subscription TEXT NOT NULL,
        kind TEXT NOT NULL,
        reason TEXT,
        by TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('due', 'running', 'done', 'skipped', 'failed', 'withdrawn')),
        panel TEXT,
        line TEXT,
        username TEXT,
        plan TEXT,
        until TEXT,
        payment TEXT,
        command TEXT,
        attempt INTEGER NOT NULL,
        message TEXT,
        run_at INTEGER,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL
      ) STRICT`,
      );
      await define(db, 'CREATE INDEX service_actions_subscription ON service_actions (subscription)');
      await define(db, 'CREATE INDEX service_actions_run ON service_actions (run_at) WHERE run_at IS NOT NULL');
      await define(db, 'CREATE TABLE service_follow (name TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT');
    },
  },
];
