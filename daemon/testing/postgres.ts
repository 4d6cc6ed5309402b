import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** The PostgreSQL that tests make their databases on: the one of this machine, or one that jest's global setup started. */
export const postgresServer = process.env['XTREAM_UI_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/** A new, empty database. */
export async function freshDatabase(server = postgresServer): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `xtream_ui_test_${randomBytes(6).toString('hex')}`;
  await run(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.toString(),
    async drop() {
      await run(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

/** Every row of every table of a database, as texts. */
export async function everyRow(url: string): Promise<string> {
  const texts: string[] = [];
  const tables = await run(url, `SELECT quote_ident(tablename) AS text FROM pg_tables WHERE schemaname = 'public'`);
  for (const table of tables) texts.push(...(await run(url, `SELECT row_to_json(t)::text AS text FROM ${table} t`)));
  return texts.join('\n');
}

/** @returns the column `text` of what it answers */
async function run(url: string, statement: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ text: string }>(statement);
    return rows.map((row) => row.text);
  } finally {
    await client.end();
  }
}
