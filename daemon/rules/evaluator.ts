import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { extname, join } from 'node:path';
import type { Outcome, Task } from './child';

/** What one evaluation may take. */
export interface Limits {
  milliseconds: number;
  /** Of the whole process's heap. MiB. */
  memory: number;
}

export const defaultLimits: Limits = { milliseconds: 2000, memory: 64 };

/** What became of one evaluation. `over`: it exceeded a limit, and its process was ended. */
export type Evaluated = (Outcome & { over?: false }) | { ok: false; message: string; over: true };

/**
 * Evaluates rules in a process of its own, one after the other. An evaluation that takes too long or too much memory ends the process, and the next one begins
 * a new one. Not a thread: V8 ends the whole process when a thread asks for one thing larger than its heap may be.
 */
export class Evaluator {
  private child: ChildProcess | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly limits: Limits = defaultLimits) {}

  /** Never rejects for what the rule does. @throws Error when no process can be begun */
  evaluate(task: Task): Promise<Evaluated> {
    const turn = this.last.then(() => this.evaluateNow(task));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    await this.last;
    await this.end();
  }

  private async evaluateNow(task: Task): Promise<Evaluated> {
    const { milliseconds, memory } = this.limits;
    this.child ??= await begin(memory);
    const ended = await outcomeOf(this.child, task, milliseconds);
    if (typeof ended === 'object') return ended;
    await this.end();
    const message =
      ended === 'late'
        ? `It took longer than ${String(milliseconds / 1000)} s.`
        : `It took more than ${String(memory)} MiB of memory.`;
    return { ok: false, message, over: true };
  }

  private async end(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    child.ref();
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}

async function outcomeOf(child: ChildProcess, task: Task, milliseconds: number): Promise<Outcome | 'late' | 'gone'> {
  const over = new AbortController();
  const { signal } = over;
  try {
    return await new Promise<Outcome | 'late' | 'gone'>((resolve) => {
      const timer = setTimeout(() => {
        resolve('late');
      }, milliseconds);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        child.removeAllListeners();
      });
      child.once('message', (outcome: Outcome) => {
        resolve(outcome);
      });
      // Nothing but want of memory ends it by itself.
      child.once('exit', () => {
        resolve('gone');
      });
      child.send(task, () => undefined);
    });
  } finally {
    over.abort();
  }
}

/** The process's program is a file beside this one: compiled where this is compiled, else as it was written, which Node takes as it is. */
async function begin(memory: number): Promise<ChildProcess> {
  const child = fork(join(__dirname, `child${extname(__filename)}`), {
    execArgv: ['--no-warnings', `--max-old-space-size=${String(memory)}`],
    // What it evaluates is nobody's business but the rules', and the environment holds secrets.
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const dead = new AbortController();
  child.once('exit', () => {
    dead.abort(new Error('The process that evaluates rules cannot be begun.'));
  });
  // Its time counts from when it is ready.
  await once(child, 'message', { signal: dead.signal });
  child.removeAllListeners();
  // A process that waits for work keeps nobody from ending.
  child.unref();
  child.channel?.unref();
  return child;
}
