import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { instantFromUnix, type Instant } from '../../panel';
import type { Duties, Duty, Held, ReplicaView } from './duty';

/** Before a duty that failed is begun again. Milliseconds. */
const pause = 1000;

/** Nobody can take it from us. */
const forever: Held = {
  lost: new AbortController().signal,
  check: () => Promise.resolve(),
  assert: () => undefined,
};

/** All duties done here: one daemon on a store of its own. */
export class AllDuties implements Duties {
  private readonly running = new Map<string, { stop: AbortController; ended: Promise<void>; since: Instant }>();
  private readonly waiting = new Map<string, Duty>();
  private readonly startedAt = now();
  private started = false;

  /** @param replica how the daemon is called where replicas are listed */
  constructor(
    private readonly logger: Pick<Logger, 'error'>,
    private readonly replica = 'daemon',
  ) {}

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

  replicas(): Promise<ReplicaView[]> {
    const duties = [...this.running].map(([duty, { since }]) => ({ duty, since }));
    const { replica, startedAt } = this;
    return Promise.resolve([{ replica, self: true, alive: true, startedAt, seenAt: now(), duties }]);
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
    const ended = untilAborted(duty, stop.signal, forever, this.logger);
    this.running.set(duty.name, { stop, ended, since: now() });
  }
}

function now(): Instant {
  return instantFromUnix(Math.floor(Date.now() / 1000));
}

/** Never rejects. */
export async function untilAborted(
  duty: Duty,
  signal: AbortSignal,
  held: Held,
  logger: Pick<Logger, 'error'>,
): Promise<void> {
  const over = (): boolean => signal.aborted;
  while (!over()) {
    try {
      await duty.run(signal, held);
    } catch (error) {
      if (!over()) logger.error({ err: error, duty: duty.name }, 'Work that repeats has failed; it is begun again');
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
}
