import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../clock';

export interface PaceOptions {
  /** Requests under way at the same time. */
  concurrency: number;
  /** Requests begun in a second, on average; as many may begin at once after a pause. */
  requestsPerSecond: number;
}

/** Waits, so that a panel gets no more requests than it is to get. First come, first served. */
export class Pace {
  private readonly queue: Array<() => void> = [];
  private running = 0;
  private tokens: number;
  private filledAt: number;
  private waking: Promise<void> | undefined;

  constructor(
    private readonly options: PaceOptions,
    private readonly clock: Clock,
    private readonly wait: (milliseconds: number) => Promise<void> = (milliseconds) =>
      sleep(milliseconds, undefined, { ref: false }),
  ) {
    this.tokens = this.burst;
    this.filledAt = clock.now();
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    await new Promise<void>((begin) => {
      this.queue.push(begin);
      this.admit();
    });
    try {
      return await work();
    } finally {
      this.running -= 1;
      this.admit();
    }
  }

  private get burst(): number {
    return Math.max(1, this.options.requestsPerSecond);
  }

  private admit(): void {
    this.fill();
    while (this.queue.length > 0 && this.running < this.options.concurrency && this.tokens >= 1) {
      this.tokens -= 1;
      this.running += 1;
      this.queue.shift()?.();
    }
    if (this.queue.length === 0 || this.running >= this.options.concurrency || this.waking !== undefined) return;
    this.waking = this.wait(((1 - this.tokens) / this.options.requestsPerSecond) * 1000).then(() => {
      this.waking = undefined;
      this.admit();
    });
  }

  /** A clock that was set back fills nothing; one set ahead, no more than a pause would. */
  private fill(): void {
    const now = this.clock.now();
    const seconds = Math.max(0, now - this.filledAt) / 1000;
    this.tokens = Math.min(this.burst, this.tokens + seconds * this.options.requestsPerSecond);
    this.filledAt = now;
  }
}
