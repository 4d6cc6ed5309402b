import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { N8nClient } from './client';
import { n8nEnvironment, type OutboundProxy } from './environment';
import { ensureN8n } from './install';
import { placePackage } from './package';
import { node24, projectRoot } from './project';

export interface StartN8nOptions {
  /** n8n's state: its database, encryption key and installed packages. Kept between starts. */
  userFolder: string;
  /** Default: a free one. */
  port?: number;
  /** The node package to load: a tarball made by `npm pack`, or its built folder. Default: none beyond n8n's own. */
  packageTarballOrFolder?: string;
  /** Laid over the environment n8n is given; it inherits nothing else from the caller but PATH and the like. */
  env?: Record<string, string>;
  /** Port of n8n's task broker, one per running n8n. Default: a free one. */
  brokerPort?: number;
  /** Where requests to anything but loopback go. Default: nowhere, they fail. */
  proxy?: OutboundProxy;
  /** File n8n's output is added to. Default: `n8n.log` in the user folder. */
  log?: string;
  /** How long n8n may take to answer, in milliseconds. Default 120 000: a first start runs every migration. */
  timeoutMs?: number;
}

/** The node package of this repository: the tarball the test run packed, else the folder as last built. */
export function builtPackage(): string {
  return process.env.XTREAM_UI_TARBALL ?? projectRoot();
}

/** A running n8n. */
export interface N8nProcess {
  /** Base URL, e.g. `http://127.0.0.1:5678`; webhooks are at `${url}/webhook/<path>`. */
  url: string;
  pid: number;
  /** Not logged in yet: call `setupOwnerOrLogin` first. */
  client: N8nClient;
  /** The file its output goes to. */
  log: string;
  /** Ends it as an operator would (SIGTERM, running executions may finish) and waits; SIGKILL after 20 seconds. */
  stop(): Promise<void>;
  /** Ends it and its task runners at once (SIGKILL), as a power cut would, and waits until they are gone. */
  kill(): Promise<void>;
  /** Resolves when it has ended, whatever ended it. */
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

const STOP_GRACE_MS = 20_000;

/**
 * Starts the pinned n8n (installing it first if need be) and resolves when its REST API answers.
 *
 * @throws Error with the end of n8n's output if it ends or stays silent.
 */
export async function startN8n(options: StartN8nOptions): Promise<N8nProcess> {
  const { userFolder, packageTarballOrFolder, env, proxy, timeoutMs = 120_000 } = options;
  const { directory } = await ensureN8n();
  await mkdir(userFolder, { recursive: true });
  if (packageTarballOrFolder) await placePackage(userFolder, packageTarballOrFolder);

  const port = options.port ?? (await freePort());
  const brokerPort = options.brokerPort ?? (await freePort());
  const log = options.log ?? join(userFolder, 'n8n.log');
  const output = openSync(log, 'a');
  const logStart = readFileSync(log).length;
  const child = spawn(node24(), [join(directory, 'node_modules', 'n8n', 'bin', 'n8n'), 'start'], {
    cwd: userFolder,
    env: n8nEnvironment({ userFolder, port, brokerPort, proxy, env }),
    stdio: ['ignore', output, output],
    // A process group of its own: it holds n8n and its task runners, so that kill() reaches all of them, and a Ctrl-C
    // in the terminal reaches only whoever started n8n, who then stops it in order.
    detached: true,
  });
  closeSync(output);
  const killGroup = () => signalGroup(child, 'SIGKILL');
  process.once('exit', killGroup);
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      killGroup();
      process.removeListener('exit', killGroup);
      resolve({ code, signal });
    });
  });

  const url = `http://127.0.0.1:${port}`;
  const started: N8nProcess = {
    url,
    pid: child.pid ?? -1,
    client: new N8nClient(url),
    log,
    exited,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(killGroup, STOP_GRACE_MS);
      await exited;
      clearTimeout(timer);
    },
    async kill() {
      killGroup();
      await exited;
    },
  };
  await ready(started, timeoutMs, () => readFileSync(log, 'utf8').slice(logStart));
  return started;
}

async function ready(n8n: N8nProcess, timeoutMs: number, output: () => string): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let ended: string | undefined;
  n8n.exited.then(
    ({ code, signal }) => (ended = `ended with ${signal ?? `exit code ${String(code)}`}`),
    (error: unknown) => (ended = `could not be started: ${String(error)}`),
  );
  for (;;) {
    if (ended)
      throw new Error(`n8n ${ended} before it answered. The end of its output (${n8n.log}):\n${tail(output())}`);
    if (await answers(n8n.url)) return;
    if (Date.now() > deadline) {
      await n8n.kill();
      throw new Error(
        `n8n did not answer within ${timeoutMs / 1000} s. The end of its output (${n8n.log}):\n${tail(output())}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** While it migrates its database n8n answers 200 to everything, with a text: only its JSON counts. */
async function answers(url: string): Promise<boolean> {
  try {
    const [readiness, settings] = await Promise.all([fetch(`${url}/healthz/readiness`), fetch(`${url}/rest/settings`)]);
    const body = (await settings.json()) as { data?: object };
    return readiness.ok && body.data !== undefined;
  } catch {
    return false;
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

function tail(text: string): string {
  return text.trimEnd().split('\n').slice(-40).join('\n');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
