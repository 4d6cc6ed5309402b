import { define, type Migration } from '../store';

/** One row a process that shares duties. All times are the database's: milliseconds since 1970. */
export interface ReplicaTable {
  /** Drawn at its start, so that two processes with one name, or one before and after a restart, are told apart. */
  id: string;
  name: string;
  started_at: number;
  /** When it last renewed its leases. */
  seen_at: number;
  /** Until when it is taken for alive. */
  until: number;
  /** The duties it is ready for: a JSON list of names. */
  ready: string;
}

/** One row a duty, whoever has it. */
export interface DutyTable {
  name: string;
  /** The replica's id; null: free. */
  holder: string | null;
  /** Counts up with each taking. What an earlier holder writes shows an older one. */
  token: number;
  /** When the lease ends, if it is not renewed. */
  until: number;
  /** When the present holder took it. */
  since: number;
}

declare module '../store/store' {
  interface Tables {
    duties: DutyTable;
    replicas: ReplicaTable;
  }
}

export const dutyMigrations: readonly Migration[] = [
  {
    id: 'duties-1-leases',
    async up(db) {
      await define(
        db,
        `CREATE TABLE replicas (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        started_at INTEGER NOT NULL,
        seen_at INTEGER NOT NULL,
        until INTEGER NOT NULL,
        ready TEXT NOT NULL
      ) STRICT`,
      );
      await define(
        db,
        `CREATE TABLE duties (
        name TEXT PRIMARY KEY,
        holder TEXT,
        token INTEGER NOT NULL,
        until INTEGER NOT NULL,
        since INTEGER NOT NULL
      ) STRICT`,
      );
    },
  },
];
