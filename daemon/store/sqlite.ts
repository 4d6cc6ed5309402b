import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { SqliteDialect, type Dialect, type SqliteStatement } from 'kysely';

/** Statements kept prepared. The daemon has well under this many. */
const preparedAtMost = 500;

const settings: readonly string[] = [
  // First, and for new files only: what is deleted can then be given back to the file system little by little.
  'auto_vacuum = INCREMENTAL',
  'journal_mode = WAL',
  'synchronous = FULL',
  'foreign_keys = ON',
  'busy_timeout = 5000',
  // 64 MiB. With SQLite's own 2 MB, the index of a million expiries, written to in no order, goes to disk and back in every transaction.
  'cache_size = -65536',
  // Pages; 16 MiB. The log is copied to the database four times less often than by default, and pages written again and again only once.
  'wal_autocheckpoint = 4000',
];

/**
 * Kysely over Node's own SQLite: no server, no native build. One connection, so one writer; kysely queues queries and transactions on it.
 *
 * WAL with synchronous=FULL: one fsync a commit, and what was committed is there after a power cut.
 */
export function sqliteDialect(file: string): Dialect {
  const database = new DatabaseSync(file);
  for (const setting of settings) database.exec(`PRAGMA ${setting}`);
  const prepared = new Map<string, SqliteStatement>();
  return new SqliteDialect({
    database: {
      close: () => {
        prepared.clear();
        database.close();
      },
      prepare: (asked) => {
        // On a full disk SQLite rolls back by itself and refuses to do so again; that refusal would hide the reason.
        const sql = asked === 'rollback' && !database.isTransaction ? 'SELECT 1' : asked;
        let statement = prepared.get(sql);
        if (!statement) {
          if (prepared.size >= preparedAtMost) prepared.clear();
          statement = forKysely(database.prepare(sql));
          prepared.set(sql, statement);
        }
        return statement;
      },
    },
  });
}

function forKysely(statement: StatementSync): SqliteStatement {
  const values = (parameters: readonly unknown[]): SQLInputValue[] => parameters as SQLInputValue[];
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...values(parameters)),
    run: (parameters) => statement.run(...values(parameters)),
    iterate: (parameters) => statement.iterate(...values(parameters)),
  };
}
