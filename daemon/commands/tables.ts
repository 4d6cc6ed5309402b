import type { Generated } from 'kysely';
import { define, type Migration } from '../store';

/** One row a command. */
export interface CommandTable {
  /** The order commands came in. */
  sequence: Generated<number>;
  key: string;
  panel: string;
  operation: string;
  /** Tells other parameters from the same ones; nothing can be read from it. */
  fingerprint: string;
  /** `intended`, `sent`, `confirmed` or `failed`. */
  state: string;
  /** The checked parameters, sealed; null once the command has ended. */
  parameters: string | null;
  /** What the panel's object is to become, sealed; null until it is about to be sent, and once the command has ended. */
  target: string | null;
  /** What the target is about, e.g. `line:42`; null until it is about to be sent. */
  subject: string | null;
  /** How often it was sent. */
  attempts: number;
  /** Sealed; only of a confirmed command. */
  result: string | null;
  /** CommandError as JSON: why it failed or, while it is under way, what holds it up. */
  error: string | null;
  created_at: string;
  updated_at: string;
}

declare module '../store/store' {
  interface Tables {
    commands: CommandTable;
  }
}

export const commandMigrations: readonly Migration[] = [
  {
    id: 'commands-1-ledger',
    async up(db) {
      await define(
        db,
        `CREATE TABLE commands (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL UNIQUE,
        panel TEXT NOT NULL,
        operation TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('intended', 'sent', 'confirmed', 'failed')),
        parameters TEXT,
        target TEXT,
        subject TEXT,
        attempts INTEGER NOT NULL DEFAULT 0,
        result TEXT,
        error TEXT,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL
      ) STRICT`,
      );
      await define(db, `CREATE INDEX commands_unfinished ON commands (sequence) WHERE state IN ('intended', 'sent')`);
    },
  },
];
