import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { node24 } from './project';

export interface LaunchOptions {
  /** Where n8n is installed; see `ensureN8n`. */
  directory: string;
  /** n8n's command and its arguments, e.g. `['worker', '--concurrency=5']`. */
  command: readonly string[];
  cwd: string;
  env: Record<string, string>;
  /** File its output is added to. */
  log: string;
  /** Whether it is ready. */
  isReady: () => Promise<boolean>;
  /** How long it may take, in milliseconds. */
  timeoutMs: number;
}

/** A running process of n8n's. */
export interface Launched {
  pid: number;
  /** Ends it as an operator would (SIGTERM, running executions may finish) and waits; SIGKILL after 20 seconds. */
  stop(): Promise<void>;
  /** Ends it and its task runners at once (SIGKILL), as a power cut would, and waits until they are gone. */
  kill(): Promise<void>;
  /** Resolves when it has ended, whatever ended it. */
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

const STOP_GRACE_MS = 20_000;

/**
 * Starts a command of the pinned n8n and resolves when it is ready.
 *
 * @throws Error with the end of its output if it ends or stays silent.
 */
export async function launch({
  directory,
  command,
  cwd,
  env,
  log,
  isReady,
  timeoutMs,
}: LaunchOptions): Promise<Launched> {
  const output = openSync(log, 'a');
  const logStart = readFileSync(log).length;
  const child = spawn(node24(), [join(directory, 'node_modules', 'n8n', 'bin', 'n8n'), ...command], {
    cwd,
    env,
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
  const launched: Launched = {
    pid: child.pid ?? -1,
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
  await ready(launched, { what: ['n8n', ...command].join(' '), log, isReady, timeoutMs }, () =>
    readFileSync(log, 'utf8').slice(logStart),
  );
  return launched;
}

async function ready(
  launched: Launched,
  { what, log, isReady, timeoutMs }: Pick<LaunchOptions, 'log' | 'isReady' | 'timeoutMs'> & { what: string },
  output: () => string,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let ended: string | undefined;
  launched.exited.then(
    ({ code, signal }) => (ended = `ended with ${signal ?? `exit code ${String(code)}`}`),
    (error: unknown) => (ended = `could not be started: ${String(error)}`),
  );
  for (;;) {
    if (ended)
      throw new Error(`${what} ${ended} before it answered. The end of its output (${log}):\n${tail(output())}`);
    if (await isReady()) return;
    if (Date.now() > deadline) {
      await launched.kill();
      throw new Error(
        `${what} did not answer within ${timeoutMs / 1000} s. The end of its output (${log}):\n${tail(output())}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
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
