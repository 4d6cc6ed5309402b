import { PanelError } from '../../panel';
import type { Clock } from '../clock';

/** So many requests in a row without an answer, and the panel is left alone. */
const opensAfter = 5;

/** For how long: first, and at most. Milliseconds. */
const pause = { first: 10_000, longest: 300_000 };

/**
 * Leaves a panel alone that does not answer: one that is down is not helped by requests, and those who wait for an answer are told at once.
 *
 * `closed` (requests go through) → after five in a row without an answer `open` (refused at once) → when the pause is over, one request goes through: an
 * answer closes the breaker, none opens it for twice as long, up to five minutes. An answer is any HTTP status, also an error of the panel's.
 */
export class Breaker {
  private silent = 0;
  private openUntil = 0;
  private length = pause.first;
  private probing = false;

  constructor(
    private readonly name: string,
    private readonly clock: Clock,
  ) {}

  get isOpen(): boolean {
    return this.silent >= opensAfter && (this.probing || this.clock.now() < this.openUntil);
  }

  /** @throws PanelError `unreachable` with `retryAfterSeconds`, before anything is sent */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.isOpen) {
      const seconds = Math.max(1, Math.ceil((this.openUntil - this.clock.now()) / 1000));
      throw new PanelError('unreachable', `The panel ${this.name} has not answered for a while and is left alone.`, {
        hint: `It is asked again in ${String(seconds)} s. Check that it runs.`,
        retryAfterSeconds: seconds,
      });
    }
    const isProbe = this.silent >= opensAfter;
    this.probing = isProbe;
    try {
      const result = await work();
      this.silent = 0;
      this.length = pause.first;
      return result;
    } catch (error) {
      this.failed(isProbe);
      throw error;
    } finally {
      if (isProbe) this.probing = false;
    }
  }

  private failed(wasProbe: boolean): void {
    this.silent += 1;
    if (wasProbe) this.length = Math.min(pause.longest, this.length * 2);
    if (this.silent >= opensAfter) this.openUntil = this.clock.now() + this.length;
  }
}
