import { define, type Migration } from '../../store';

/** One row a dunning policy. */
export interface DunningPolicyTable {
  name: string;
  /** PolicySettings as JSON. */
  settings: string;
  /** 1: it stands in the configuration, and goes when it no longer does. */
  configured: number;
}

declare module '../../store/store' {
  interface Tables {
    dunning_policies: DunningPolicyTable;
  }
}

export const dunningMigrations: readonly Migration[] = [
  {
    id: 'dunning-1-policies',
    async up(db) {
      await define(
        db,
        `CREATE TABLE dunning_policies (
        name TEXT PRIMARY KEY,
        settings TEXT NOT NULL,
        configured INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID`,
      );
    },
  },
];
