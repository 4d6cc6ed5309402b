/** Timers are late; what was missed within so many milliseconds may go together. */
const caughtUp = 50;

/** Holds pushes to a number a second. Times are milliseconds. */
export class Rate {
  private next = -Infinity;

  /** @param perSecond null: without bound */
  constructor(private readonly perSecond: number | null) {}

  /** How long until the next one may go; 0: now. */
  wait(now: number): number {
    return Math.max(Math.ceil(this.next - now), 0);
  }

  take(now: number): void {
    if (this.perSecond !== null) this.next = Math.max(this.next, now - caughtUp) + 1000 / this.perSecond;
  }
}
