import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { waitUntil } from '../../daemon/testing';
import { freePort } from '../../demo/stack';
import { answers } from './answers';

/** A RabbitMQ of the tests' own, from the machine's programs. */
export interface Broker {
  url: string;
  /** SIGKILL of all of it. */
  crash(): Promise<void>;
  /** After a crash. Resolves when it takes connections. */
  start(): Promise<void>;
  /** Ends it and forgets its data. */
  stop(): Promise<void>;
}

/** Where Debian's and RabbitMQ's own packages put the script that changes no user. */
const program = ['/usr/lib/rabbitmq/bin/rabbitmq-server', '/opt/homebrew/sbin/rabbitmq-server'].find((path) =>
  existsSync(path),
);

/** Why there is none; null where there is one. */
export const noBroker =
  program === undefined ? 'RabbitMQ is not installed here (Debian: apt-get install rabbitmq-server).' : null;

const startWithinMs = 60_000;

export async function startBroker(): Promise<Broker> {
  const folder = mkdtempSync(join(tmpdir(), 'xtream-ui-rabbitmq-'));
  const port = await freePort();
  writeFileSync(join(folder, 'plugins'), '[].\n');
  const env = {
    PATH: process.env['PATH'] ?? '',
    LANG: 'C.UTF-8',
    HOME: folder,
    RABBITMQ_NODENAME: `${basename(folder)
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, '')}@localhost`,
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_DIST_PORT: String(await freePort()),
    // There is none: what this machine's broker is set to is not for this one.
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq'),
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
    RABBITMQ_PID_FILE: join(folder, 'pid'),
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
  };
  let server: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    // In a process group of its own, since the script is not the program.
    const started = spawn(program ?? '', { env, cwd: folder, stdio: 'ignore', detached: true });
    server = started;
    await waitUntil(
      async () => {
        if (started.exitCode !== null) throw new Error(`RabbitMQ ended; see ${folder}/log.`);
        return speaks(port);
      },
      'RabbitMQ to answer',
      startWithinMs,
    );
  };
  const crash = async (): Promise<void> => {
    const running = server;
    if (running?.pid === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const gone = new Promise((resolve) => running.once('exit', resolve));
    process.kill(-running.pid, 'SIGKILL');
    await gone;
    await waitUntil(async () => !(await speaks(port)), 'RabbitMQ to be gone');
  };
  await start();
  return {
    url: `amqp://guest:guest@127.0.0.1:${String(port)}`,
    crash,
    start,
    async stop() {
      await crash();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Whether it speaks AMQP. */
function speaks(port: number): Promise<boolean> {
  return answers(port, 'AMQP\u0000\u0000\u0009\u0001');
}
