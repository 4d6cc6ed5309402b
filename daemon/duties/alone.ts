import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Duties, Duty } from './duty';

/** Before a duty that failed is begun again. Milliseconds. */
const pause = 1000;

/** All duties done here: one daemon on a store of its own. */
export class AllDuties implements Duties {
  private readonly running = new Map<string, { stop: AbortController; ended: Promise<void> }>();
  private readonly waiting = new Map<string, Duty>();
  private started = false;

  constructor(private readonly logger: Pick<Logger, 'error'>) {}

  add(duty: Duty): void {
    if (this.started) this.begin(duty);
    else this.waiting.set(duty.name, duty);
  }

  async remove(name: string): Promise<void> {
    this.waiting.delete(name);
    const running = this.running.get(name);
    this.running.delete(name);
    running?.stop.abort();
    await running?.ended;
  }

  has(name: string): boolean {
    return this.running.has(name);
  }

  start(): void {
    this.started = true;
    for (const duty of this.waiting.values()) this.begin(duty);
    this.waiting.clear();
  }

  async stop(): Promise<void> {
    this.started = false;
    await Promise.all([...this.running.keys()].map((name) => this.remove(name)));
  }

  private begin(duty: Duty): void {
    const stop = new AbortController();
    this.running.set(duty.name, { stop, ended: untilAborted(duty, stop.signal, this.logger) });
  }
}

/** Never rejects. */
export async function untilAborted(duty: Duty, signal: AbortSignal, logger: Pick<Logger, 'error'>): Promise<void> {
  const over = (): boolean => signal.aborted;
  while (!over()) {
    try {
      await duty.run(signal);
    } catch (error) {
      if (!over()) logger.error({ err: error, duty: duty.name }, 'Work that repeats has failed; it is begun again');
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
}
