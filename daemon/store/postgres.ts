import pg from 'pg';
import { PostgresDialect, type Dialect } from 'kysely';

/**
 * Kysely over PostgreSQL, set so that what was committed is on disk and a replica that died or hangs in the middle of a transaction gives its locks back.
 */

/**
 * What a session of ours is set to. Milliseconds.
 * - A server may be set to answer before the disk has it; ours is a ledger.
 * - A replica that stops in the middle of a transaction (SIGSTOP, a frozen machine) holds up all others no longer than the second one: less than the
 *   leases of their duties last.
 */
const session =
  '-c synchronous_commit=on -c idle_in_transaction_session_timeout=5000 -c statement_timeout=60000 -c timezone=UTC';

/** Connections one replica opens at most; one more listens for signals. */
const connectionsAtMost = 8;

/** int8, as COUNT, sequences and our INTEGER columns are, comes as a text. */
const numbers: pg.CustomTypesConfig = {
  getTypeParser: (oid, format): unknown =>
    oid === pg.types.builtins.INT8 ? (text: string) => Number(text) : pg.types.getTypeParser(oid, format),
};

/** How every connection is made. */
export function connectionTo(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    types: numbers,
    options: session,
    application_name: 'xtream-ui-sync',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5000,
  };
}

/** @param lost told of connections that broke; the pool makes new ones */
export function postgresDialect(url: string, lost: (error: Error) => void): Dialect {
  const pool = new pg.Pool({ ...connectionTo(url), max: connectionsAtMost, idleTimeoutMillis: 60_000 });
  // What breaks in the middle of a transaction fails its next statement, and is an error of its own, too: unheard, it would end the process.
  pool.on('connect', (client) => client.on('error', lost));
  // Of connections nobody uses the pool says it once more.
  pool.on('error', () => undefined);
  return new PostgresDialect({ pool });
}
