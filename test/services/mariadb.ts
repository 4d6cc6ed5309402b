import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import type { DatabaseServer } from '../../demo/database';
import { freePort } from '../../demo/stack';

/** A MariaDB for tests. */
export interface TestServer extends DatabaseServer {
  /** Ends it if it was started for this test. */
  stop(): Promise<void>;
}

const running: DatabaseServer = { host: '127.0.0.1', port: 3306, user: 'root', password: '' };

/** Where Debian puts what makes and runs a MariaDB. */
const programs = { install: '/usr/bin/mariadb-install-db', server: '/usr/sbin/mariadbd' };

const someoneListens =
  spawnSync(process.execPath, [
    '-e',
    `require('node:net').connect(${String(running.port)}, '${running.host}').on('connect', () => process.exit(0)).on('error', () => process.exit(1))`,
  ]).status === 0;

const available = someoneListens || (existsSync(programs.install) && existsSync(programs.server));

/**
 * `describe` for what needs a MariaDB: skipped, and said so on the console, where there is neither one running nor a program to start one.
 * @throws Error instead where `CI` is set: a test that is skipped there would never be missed
 */
export function describeWithMariaDb(name: string, tests: () => void): void {
  if (available) {
    describe(name, tests);
    return;
  }
  const reason = `There is no MariaDB on ${running.host}:${String(running.port)} (root, empty password), and no mariadbd to start one`;
  if (process.env['CI']) throw new Error(`${reason}. Install the package mariadb-server.`);
  console.warn(`SKIPPED: ${name}. ${reason}.`);
  describe.skip(name, tests);
}

/** The MariaDB that runs on this machine, else one of Debian's packages in a temporary folder. */
export async function mariaDb(): Promise<TestServer> {
  if (await answers(running)) return { ...running, stop: () => Promise.resolve() };
  return startServer();
}

async function answers(server: DatabaseServer): Promise<boolean> {
  try {
    const connection = await createConnection(server);
    await connection.end();
    return true;
  } catch {
    return false;
  }
}

async function startServer(): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'mariadb-'));
  const options = ['--no-defaults', `--datadir=${folder}`];
  const owner = userInfo().uid === 0 ? ['--user=root'] : [];
  const made = spawnSync(programs.install, [...options, ...owner, '--auth-root-authentication-method=normal'], {
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`MariaDB could not be set up in ${folder}: ${made.stderr}`);
  const server = { ...running, port: await freePort() };
  const child = spawn(
    programs.server,
    [...options, ...owner, '--bind-address=127.0.0.1', `--port=${String(server.port)}`, `--socket=${folder}/socket`],
    { stdio: 'ignore' },
  );
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => {
      resolve();
    }),
  );
  await untilAnswers(server, child);
  return {
    ...server,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilAnswers(server: DatabaseServer, child: ChildProcess): Promise<void> {
  while (!(await answers(server))) {
    if (child.exitCode !== null)
      throw new Error(`mariadbd ended with code ${String(child.exitCode)} instead of starting`);
    await sleep(100);
  }
}
