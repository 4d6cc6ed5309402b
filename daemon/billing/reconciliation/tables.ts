import { define, type Migration } from '../../store';

/** One row a run. */
export interface ReconciliationTable {
  /** `rec_…` */
  id: string;
  /** `due`, `running`, `done`, `failed`. */
  state: string;
  /** The inbox source that was asked for; null: all. */
  source: string | null;
  /** `none` or `sure`. */
  fix: string;
  /** `person`, or the moment of the schedule, of which there is one run. */
  cause: string;
  scheduled_for: string | null;
  /** Summary as JSON; null until it is done. */
  summary: string | null;
  /** Why it failed. */
  problem: string | null;
  created_at: string;
  ended_at: string | null;
}

/** One row a finding of a run. */
export interface ReconciliationFindingTable {
  reconciliation: string;
  id: string;
  /** The order in the report. */
  position: number;
  /** Finding as JSON. */
  finding: string;
  /** FixState. */
  state: string;
  message: string | null;
}

declare module '../../store/store' {
  interface Tables {
    reconciliations: ReconciliationTable;
    reconciliation_findings: ReconciliationFindingTable;
  }
}

export const reconciliationMigrations: readonly Migration[] = [
  {
    id: 'reconciliation-1-runs',
    async up(db) {
      await define(
        db,
        `CREATE TABLE reconciliations (
        id TEXT PRIMARY KEY,
        state TEXT NOT NULL,
        source TEXT,
        fix TEXT NOT NULL,
        cause TEXT NOT NULL,
        scheduled_for TEXT,
        summary TEXT,
        problem TEXT,
        created_at TEXT NOT NULL,
        ended_at TEXT
      ) STRICT`,
      );
      await define(db, 'CREATE UNIQUE INDEX reconciliations_scheduled ON reconciliations (scheduled_for)');
      await define(
        db,
        `CREATE TABLE reconciliation_findings (
        reconciliation TEXT NOT NULL,
        id TEXT NOT NULL,
        position INTEGER NOT NULL,
        finding TEXT NOT NULL,
        state TEXT NOT NULL,
        message TEXT,
        PRIMARY KEY (reconciliation, id)
      ) STRICT, WITHOUT ROWID`,
      );
      await define(
        db,
        `CREATE INDEX reconciliation_findings_due ON reconciliation_findings (reconciliation, position) WHERE state = 'due'`,
      );
    },
  },
];
