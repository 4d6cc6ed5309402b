import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { n8nEnvironment, type OutboundProxy } from './environment';
import { ensureN8n } from './install';
import { node24 } from './project';

export interface StartWorkerOptions {
  /** The main n8n's: its encryption key and packages. */
  userFolder: string;
  /** Where its health is asked for. */
  port: number;
  /** Port of its task broker. */
  brokerPort: number;
  /** As the main n8n's: database, queue, mode. */
  env: Record<string, string>;
  proxy?: OutboundProxy;
  log: string;
}

/** A worker of an n8n in queue mode. */
export interface N8nWorker {
  pid: number;
  log: string;
  stop(): Promise<void>;
  /** SIGKILL of it and its task runners. */
  kill(): Promise<void>;
}

const patienceMs = 120_000;

/** Starts a worker and resolves when it is ready for executions. @throws Error when it ends first, or is not within two minutes */
export async function startWorker({
  userFolder,
  port,
  brokerPort,
  env,
  proxy,
  log,
}: StartWorkerOptions): Promise<N8nWorker> {
  const { directory } = await ensureN8n();
  const output = openSync(log, 'a');
  const child = spawn(node24(), [join(directory, 'node_modules', 'n8n', 'bin', 'n8n'), 'worker', '--concurrency=5'], {
    cwd: userFolder,
    env: {
      ...n8nEnvironment({ userFolder, port, brokerPort, env, ...(proxy ? { proxy } : {}) }),
      ...{ QUEUE_HEALTH_CHECK_ACTIVE: 'true', QUEUE_HEALTH_CHECK_PORT: String(port) },
      N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
    },
    stdio: ['ignore', output, output],
    detached: true,
  });
  closeSync(output);
  const pid = child.pid ?? -1;
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(-pid, name);
    } catch {
      // The group is gone already.
    }
  };
  const killGroup = (): void => signal('SIGKILL');
  process.once('exit', killGroup);
  const worker: N8nWorker = {
    pid,
    log,
    async stop() {
      signal('SIGTERM');
      const timer = setTimeout(killGroup, 20_000);
      await exited;
      clearTimeout(timer);
      killGroup();
      process.removeListener('exit', killGroup);
    },
    async kill() {
      killGroup();
      await exited;
      process.removeListener('exit', killGroup);
    },
  };
  for (const deadline = Date.now() + patienceMs; ;) {
    const ready = await fetch(`http://127.0.0.1:${String(port)}/healthz/readiness`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return worker;
    const gone = child.exitCode !== null || child.signalCode !== null;
    if (gone || Date.now() > deadline) {
      await worker.kill();
      throw new Error(`The n8n worker ${gone ? 'ended' : 'was not ready within two minutes'}; see ${log}.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
