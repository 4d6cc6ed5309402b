import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { refuseNewer, Store, type Migration, type Write } from '../store';
import { alone } from './alone';
import { names } from './backup';
import { appliedTo, DataError, openToRead } from './sqlite';

/** A table of the source, in the order tables were made: one that refers to another comes after it. */
interface Table {
  name: string;
  columns: string[];
  rows: number;
}

export interface Moved {
  tables: Array<{ name: string; rows: number }>;
}

/** Values in one INSERT: PostgreSQL takes 65,535. */
const valuesAtOnce = 30_000;
const rowsAtOnce = 1000;

/**
 * Copies a SQLite store to PostgreSQL while no daemon works on it. The source is only read. All rows go over in one transaction: after a failure or a kill the
 * target holds empty tables, and the command can be given again.
 *
 * @param to `postgres://…`, a database without rows of ours
 * @throws DataError; NewerStoreError; what PostgreSQL says
 */
export async function move(
  data: string,
  to: string,
  options: { migrations: readonly Migration[]; progress: (done: number, total: number) => void },
): Promise<Moved> {
  return alone(data, async () => {
    const source = openToRead(join(data, names.store));
    try {
      const applied = new Set(appliedTo(source));
      refuseNewer(applied, options.migrations);
      // The target gets the tables the source has; the daemon brings them up to date when it starts.
      const migrations = options.migrations.filter((migration) => applied.has(migration.id));
      const target = await Store.open({ postgres: to, migrations });
      try {
        return await copyAll(source, target, options.progress);
      } finally {
        await target.close();
      }
    } finally {
      source.close();
    }
  });
}

async function copyAll(
  source: DatabaseSync,
  target: Store,
  progress: (done: number, total: number) => void,
): Promise<Moved> {
  const tables = tablesOf(source);
  const total = tables.reduce((sum, table) => sum + table.rows, 0);
  let done = 0;
  await target.write(async (trx) => {
    for (const table of tables) {
      if ((await count(trx, table.name)) > 0) {
        throw new DataError(
          `The PostgreSQL database is not empty: there are rows in its table ${table.name}. Name an empty database.`,
        );
      }
    }
    for (const table of tables) {
      for (const rows of batches(source, table)) {
        await insert(trx, table, rows);
        progress((done += rows.length), total);
      }
      const copied = await count(trx, table.name);
      if (copied !== table.rows) {
        throw new DataError(
          `Of ${String(table.rows)} rows of the table ${table.name}, ${String(copied)} arrived. Nothing was kept; try again.`,
        );
      }
    }
    await setSequences(source, trx);
  });
  return { tables: tables.map(({ name, rows }) => ({ name, rows })) };
}

function tablesOf(source: DatabaseSync): Table[] {
  return source
    .prepare(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid`,
    )
    .all()
    .map((row) => String(row['name']))
    .filter((name) => name !== 'migrations')
    .map((name) => ({
      name,
      columns: source
        .prepare(`SELECT name FROM pragma_table_info(?) ORDER BY cid`)
        .all(name)
        .map((row) => String(row['name'])),
      rows: Number(source.prepare(`SELECT COUNT(*) AS rows FROM "${name}"`).get()?.['rows']),
    }));
}

function* batches(source: DatabaseSync, { name, columns }: Table): Generator<Array<Record<string, unknown>>> {
  const most = Math.min(rowsAtOnce, Math.floor(valuesAtOnce / columns.length));
  let batch: Array<Record<string, unknown>> = [];
  for (const row of source.prepare(`SELECT * FROM "${name}"`).iterate()) {
    batch.push(row);
    if (batch.length < most) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function insert(
  trx: Write,
  { name, columns }: Table,
  rows: ReadonlyArray<Record<string, unknown>>,
): Promise<void> {
  const values = rows.map((row) => sql`(${sql.join(columns.map((column) => row[column]))})`);
  const into = sql`${sql.table(name)} (${sql.join(columns.map((column) => sql.ref(column)))})`;
  await sql`INSERT INTO ${into} VALUES ${sql.join(values)}`.execute(trx);
}

async function count(trx: Write, table: string): Promise<number> {
  const { rows } = await sql<{ rows: number }>`SELECT COUNT(*) AS rows FROM ${sql.table(table)}`.execute(trx);
  return rows[0]?.rows ?? 0;
}

/** The next number of each numbered table follows the highest ever given, also where that row is gone. */
async function setSequences(source: DatabaseSync, trx: Write): Promise<void> {
  const numbered = source.prepare(`SELECT name, seq FROM sqlite_sequence`).all();
  for (const { name, seq } of numbered) {
    const column = source.prepare(`SELECT name FROM pragma_table_info(?) WHERE pk = 1`).get(String(name))?.['name'];
    const sequence = sql`pg_get_serial_sequence(${String(name)}, ${String(column)})`;
    await sql`SELECT setval(${sequence}, ${Math.max(Number(seq), 1)}, ${Number(seq) > 0})`.execute(trx);
  }
}
