import { define, type Migration } from '../../store';

/** One row a plan. */
export interface PlanTable {
  name: string;
  /** PlanSettings as JSON. */
  settings: string;
  /** 1: it stands in the configuration, and goes when it no longer does. */
  configured: number;
}

declare module '../../store/store' {
  interface Tables {
    plans: PlanTable;
  }
}

export const planMigrations: readonly Migration[] = [
  {
    id: 'plans-1-plans',
    async up(db) {
      await define(
        db,
        `CREATE TABLE plans (
        name TEXT PRIMARY KEY,
        settings TEXT NOT NULL,
        configured INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID`,
      );
    },
  },
];
