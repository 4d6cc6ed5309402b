import { createConnection, type Connection } from 'mysql2/promise';
import type { PanelState } from '../panel/state';
import { r22fTables } from './schemas/r22f';
import type { PanelTable, SqlValue } from './schemas/table';
import { xuiTables } from './schemas/xui';

/** Whose schema: Xtream UI R22F's, or that of XUI.ONE and XC_VM. */
export type DemoSchema = 'r22f' | 'xui';

/** A MariaDB or MySQL, and an account that may make databases and accounts. */
export interface DatabaseServer {
  host: string;
  port: number;
  user: string;
  password: string;
}

export interface DemoDatabase {
  /** Its name on the server. */
  readonly name: string;
  /** With an account that may read this database and nothing else: `mysql://user:password@host:port/name`. */
  readonly url: string;
  /** Of the account in the URL. */
  readonly account: { user: string; password: string };
  /** Writes what has changed on the panel since. Readers see all of it or nothing. */
  refresh(): Promise<void>;
  /** What a person does in the database by hand. The next `refresh` overwrites it where the panel has changed, too. */
  run(sql: string, values?: readonly SqlValue[]): Promise<void>;
  /** Drops the database and its account. */
  stop(): Promise<void>;
}

const schemas: Readonly<Record<DemoSchema, readonly PanelTable[]>> = { r22f: r22fTables, xui: xuiTables };

/** Rows in one INSERT. */
const rowsAtOnce = 500;

let made = 0;

/** Puts a panel's state into a database of its own. Nothing follows by itself: call `refresh` after the panel changed. */
export async function startDemoDatabase(
  state: PanelState,
  schema: DemoSchema,
  { host, port, user, password }: DatabaseServer,
): Promise<DemoDatabase> {
  made += 1;
  const name = `xtream_ui_test_${String(process.pid)}_${String(made)}`;
  const account = { user: `reader_${String(process.pid)}_${String(made)}`, password: `read-${String(made)}-${name}` };
  const connection = await createConnection({ host, port, user, password, charset: 'utf8mb4' });
  const tables = schemas[schema];
  await connection.query(`CREATE DATABASE \`${name}\` CHARACTER SET utf8 COLLATE utf8_unicode_ci`);
  await connection.query(`USE \`${name}\``);
  for (const table of tables) await connection.query(`CREATE TABLE \`${table.name}\` (${table.columns}) ENGINE=InnoDB`);
  await connection.query(`CREATE USER ?@'%' IDENTIFIED BY ?`, [account.user, account.password]);
  await connection.query(`GRANT SELECT ON \`${name}\`.* TO ?@'%'`, [account.user]);
  const written = new Map<string, string>();
  let last = Promise.resolve();
  const demo: DemoDatabase = {
    name,
    url: `mysql://${account.user}:${encodeURIComponent(account.password)}@${host}:${String(port)}/${name}`,
    account,
    refresh() {
      last = last.catch(() => undefined).then(() => write(connection, tables, state, written));
      return last;
    },
    async run(sql, values = []) {
      await connection.query(sql, [...values]);
    },
    async stop() {
      await connection.query(`DROP DATABASE \`${name}\``);
      await connection.query(`DROP USER ?@'%'`, [account.user]);
      await connection.end();
    },
  };
  await demo.refresh();
  return demo;
}

/** @param written what each table held after the last time */
async function write(
  connection: Connection,
  tables: readonly PanelTable[],
  state: PanelState,
  written: Map<string, string>,
): Promise<void> {
  const contents = tables
    .map((table) => ({ table, rows: table.rows(state) }))
    .map(({ table, rows }) => ({ table, rows, text: JSON.stringify(rows) }))
    .filter(({ table, text }) => written.get(table.name) !== text);
  await connection.beginTransaction();
  for (const { table, rows } of contents) {
    await connection.query(`DELETE FROM \`${table.name}\``);
    for (let at = 0; at < rows.length; at += rowsAtOnce) {
      const some = rows.slice(at, at + rowsAtOnce);
      const columns = Object.keys(some[0] ?? {});
      await connection.query(
        `INSERT INTO \`${table.name}\` (${columns.map((column) => `\`${column}\``).join(', ')}) VALUES ?`,
        [some.map((row) => columns.map((column) => row[column] ?? null))],
      );
    }
  }
  await connection.commit();
  for (const { table, text } of contents) written.set(table.name, text);
}
