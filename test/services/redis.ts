import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { waitUntil } from '../../daemon/testing';
import { freePort } from '../../demo/stack';
import { answers } from './answers';

/** A Redis of the tests' own, from the machine's program; it keeps nothing. */
export interface Redis {
  port: number;
  stop(): Promise<void>;
}

const program = ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server'].find(
  (path) => existsSync(path),
);

/** Why there is none; null where there is one. */
export const noRedis =
  program === undefined ? 'Redis is not installed here (Debian: apt-get install redis-server).' : null;

export async function startRedis(): Promise<Redis> {
  const port = await freePort();
  const server = spawn(
    program ?? '',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--daemonize', 'no'],
    { stdio: 'ignore' },
  );
  const gone = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  await waitUntil(
    () => answers(port, 'PING\r\n', (said) => said.toString().startsWith('+PONG')),
    'Redis to answer',
    20_000,
  );
  return {
    port,
    async stop() {
      server.kill('SIGTERM');
      await gone;
    },
  };
}
