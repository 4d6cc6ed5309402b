import { createPool, type PoolConnection, type RowDataPacket } from 'mysql2/promise';
import type { DatabaseQuery, SqlValue } from '../../panel';
import { databaseError } from './errors';

export interface DatabaseOptions {
  /** `mysql://user:password@host:3306/database` */
  url: string;
  /** Whether to speak TLS. */
  tls: boolean;
  /** Whether a wrong certificate is refused. */
  verifyTls: boolean;
  /** Seconds for one connection or query. */
  timeoutSeconds: number;
}

/** A panel's MySQL or MariaDB, open for reading. */
export interface DatabaseConnection {
  query: DatabaseQuery;
  /** Lets queries under way end. */
  close(): Promise<void>;
}

/** Passes take one, a person’s queries the others. */
const connections = 3;

/**
 * Opens a panel's database. Connects when first asked.
 *
 * Reading is all it can do: it takes nothing but SELECT, in sessions whose transactions are read-only, besides the account's own rights.
 */
export function openDatabase(options: DatabaseOptions): DatabaseConnection {
  const { hostname, port, username, password, pathname } = new URL(options.url);
  const place = { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? 3306 : Number(port) };
  const timeout = options.timeoutSeconds * 1000;
  const pool = createPool({
    ...place,
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    charset: 'utf8mb4',
    connectionLimit: connections,
    maxIdle: 1,
    idleTimeout: 60_000,
    connectTimeout: timeout,
    ...(options.tls ? { ssl: { rejectUnauthorized: options.verifyTls } } : {}),
    dateStrings: true,
    decimalNumbers: true,
    // Whole numbers past the safe ones as text, never as another number.
    supportBigNumbers: true,
  });
  const readOnly = new WeakSet<object>();
  let closed: Promise<void> | undefined;

  async function connect(): Promise<PoolConnection> {
    const connection = await pool.getConnection();
    if (readOnly.has(connection.connection)) return connection;
    try {
      await connection.query('SET SESSION TRANSACTION READ ONLY');
    } catch (error) {
      connection.destroy();
      throw error;
    }
    readOnly.add(connection.connection);
    return connection;
  }

  return {
    async query(select, values = []) {
      if (!/^SELECT\s/.test(select)) throw new Error('A panel’s database is only read.');
      try {
        return await run(await connect(), select, values, timeout);
      } catch (error) {
        throw databaseError(error, place, options.timeoutSeconds);
      }
    },
    close() {
      // The pool itself never answers a second time.
      closed ??= pool.end();
      return closed;
    },
  };
}

async function run(connection: PoolConnection, sql: string, values: readonly SqlValue[], timeout: number) {
  try {
    // As texts, which every server takes in every place; a number would go over as a double, which MySQL 8 refuses after LIMIT.
    const [rows] = await connection.execute<RowDataPacket[]>({ sql, timeout }, values.map(String));
    connection.release();
    return rows.map(withoutBuffers);
  } catch (error) {
    // After a time-out the answer would come to whoever asks next.
    connection.destroy();
    throw error;
  }
}

/** Columns with a binary collation come as bytes. */
function withoutBuffers(row: RowDataPacket): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row as Record<string, unknown>).map(([column, value]) => [
      column,
      Buffer.isBuffer(value) ? value.toString('utf8') : value,
    ]),
  );
}
