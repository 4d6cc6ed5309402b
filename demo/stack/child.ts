import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { node24 } from '../../n8n';

/** A program of this repository, running as a process of its own. */
export interface Child {
  pid: number;
  /** File its output goes to. */
  log: string;
  /** SIGTERM, then waiting; SIGKILL after 15 seconds. */
  stop(): Promise<void>;
  /** SIGKILL, as a power cut would. */
  kill(): Promise<void>;
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** What it has put out since this start. */
  output(): string;
}

export interface ChildOptions {
  script: string;
  args: readonly string[];
  log: string;
  env?: Record<string, string>;
  /** A command that becomes the program, such as `['unshare', '--mount']`; Node and the script follow. @default none */
  within?: readonly string[];
  /** Resolves to something when the program is ready. Asked every 50 ms. */
  ready: (child: Child) => Promise<boolean> | boolean;
  /** In errors, e.g. `The daemon`. */
  what: string;
}

const stopGraceMs = 15_000;
const readyWithinMs = 60_000;

/**
 * Starts a script under Node 24 in a process group of its own, so that a Ctrl-C in the terminal reaches only whoever started it and can stop everything
 * in order.
 *
 * @throws Error with the end of its output when it ends or stays silent
 */
export async function startChild({
  script,
  args,
  log,
  env = {},
  within = [],
  ready,
  what,
}: ChildOptions): Promise<Child> {
  const output = openSync(log, 'a');
  const begin = readFileSync(log).length;
  const [program = node24(), ...words] = [
    ...within,
    node24(),
    '--disable-warning=ExperimentalWarning',
    script,
    ...args,
  ];
  const spawned = spawn(program, words, {
    env: { ...process.env, ...env },
    stdio: ['ignore', output, output],
    detached: true,
  });
  closeSync(output);
  const atExit = (): void => void spawned.kill('SIGKILL');
  process.once('exit', atExit);
  let gone: { code: number | null; signal: NodeJS.Signals | null } | undefined;
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    const end = (code: number | null, signal: NodeJS.Signals | null): void => {
      process.removeListener('exit', atExit);
      gone = { code, signal };
      resolve(gone);
    };
    spawned.once('exit', end);
    spawned.once('error', () => {
      end(null, null);
    });
  });
  const child: Child = {
    pid: spawned.pid ?? -1,
    log,
    exited,
    output: () => readFileSync(log, 'utf8').slice(begin),
    async stop() {
      spawned.kill('SIGTERM');
      const timer = setTimeout(() => spawned.kill('SIGKILL'), stopGraceMs);
      await exited;
      clearTimeout(timer);
    },
    async kill() {
      spawned.kill('SIGKILL');
      await exited;
    },
  };
  const ending = (): string => child.output().split('\n').slice(-15).join('\n');
  for (const deadline = Date.now() + readyWithinMs; ;) {
    if (gone) throw new Error(`${what} ended before it was ready. The end of its output (${log}):\n${ending()}`);
    if (await ready(child)) return child;
    if (Date.now() > deadline) {
      await child.kill();
      throw new Error(
        `${what} was not ready within ${String(readyWithinMs / 1000)} s. The end of its output (${log}):\n${ending()}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
