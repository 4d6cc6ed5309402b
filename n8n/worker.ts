import { n8nEnvironment, type OutboundProxy } from './environment';
import { ensureN8n } from './install';
import { launch, type Launched } from './launch';

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
export type N8nWorker = Launched;

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
  const health = {
    QUEUE_HEALTH_CHECK_ACTIVE: 'true',
    QUEUE_HEALTH_CHECK_PORT: String(port),
    N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
  };
  return launch({
    directory,
    command: ['worker', '--concurrency=5'],
    cwd: userFolder,
    env: n8nEnvironment({ userFolder, port, brokerPort, proxy, env: { ...env, ...health } }),
    log,
    isReady: () =>
      fetch(`http://127.0.0.1:${port}/healthz/readiness`).then(
        ({ ok }) => ok,
        () => false,
      ),
    timeoutMs: 120_000,
  });
}
