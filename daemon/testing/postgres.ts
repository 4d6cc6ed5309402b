import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** The PostgreSQL that tests make their databases on. */
export const postgresServer = process.env['XTREAM_UI_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/** A new, empty database. */
export async function freshDatabase(server = postgresServer): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `xtream_ui_test_${randomBytes(6).toString('hex')}`;
  await run(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.toString(), drop: () => run(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
