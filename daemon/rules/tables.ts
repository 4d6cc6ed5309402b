import { define, type Migration } from '../store';

/** One row a rule: what it says, and how far it has come. */
export interface RuleTable {
  name: string;
  /** RuleSettings as JSON. */
  settings: string;
  /** 1: it stands in the configuration, and goes when it no longer does. */
  configured: number;
  /** Grows with each change, so that an evaluation that began before is thrown away. */
  revision: number;
  /** Everything up to this sequence has been looked at, and what followed from it is in the log. */
  position: number;
  /** Events it has made. */
  emitted: number;
  /** Events in a row it failed on. */
  errors: number;
  /** How often it took too much time or memory, until it has not for an hour. */
  overruns: number;
  /** Milliseconds since 1970: the last time it did. */
  overrun_at: number | null;
  /** Milliseconds since 1970; null: it is at work. */
  disabled_at: number | null;
  /** RuleProblem as JSON: the last thing that went wrong. */
  problem: string | null;
}

declare module '../store/store' {
  interface Tables {
    rules: RuleTable;
  }
}

export const ruleMigrations: readonly Migration[] = [
  {
    id: 'rules-1-rules',
    async up(db) {
      await define(
        db,
        `CREATE TABLE rules (
        name TEXT PRIMARY KEY,
        settings TEXT NOT NULL,
        configured INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        position INTEGER NOT NULL,
        emitted INTEGER NOT NULL DEFAULT 0,
        errors INTEGER NOT NULL DEFAULT 0,
        overruns INTEGER NOT NULL DEFAULT 0,
        overrun_at INTEGER,
        disabled_at INTEGER,
        problem TEXT
      ) STRICT`,
      );
    },
  },
];
