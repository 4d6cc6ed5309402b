import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { SqliteDialect, type Dialect, type SqliteStatement } from 'kysely';

/** Statements kept prepared. The daemon has well under this many. */
const preparedAtMost = 500;

/**
 * Kysely over Node's own SQLite: no server, no native build. One connection, so one writer; kysely queues queries and transactions on it.
 *
 * WAL with synchronous=FULL: one fsync a commit, and what was committed is there after a power cut.
 */
export function sqliteDialect(file: string): Dialect {
  const database = new DatabaseSync(file);
  database.exec(
    // First, and for new files only: what is deleted can then be given back to the file system little by little.
    'PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000;',
  );
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
