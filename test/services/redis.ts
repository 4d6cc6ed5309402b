import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { waitUntil } from '../../daemon/testing';
import { freePort } from '../../demo/stack';

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
  await waitUntil(() => answers(port), 'Redis to answer', 20_000);
  return {
    port,
    async stop() {
      server.kill('SIGTERM');
      await gone;
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('data', (said) => end(said.toString().startsWith('+PONG')));
    socket.once('error', () => end(false));
    socket.setTimeout(1000, () => end(false));
  });
}
