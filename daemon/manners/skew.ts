/** Answers that took longer tell little about when their time was told. Milliseconds. */
const patience = 2000;

const samplesKept = 9;

/** Less than this is the grain of what is measured: panels tell whole seconds. */
const grain = 2;

/**
 * How far a panel's clock is ahead of ours, from the `Date` of its answers. The panel decides by its own clock when a line has expired, so we have to
 * know it.
 */
export class Skew {
  private readonly samples: number[] = [];

  /** @param date the header, e.g. `Sun, 22 Nov 2026 18:44:01 GMT`; `sentAt`, `answeredAt`: our clock, milliseconds since 1970 */
  measure(date: string | undefined, sentAt: number, answeredAt: number): void {
    const told = date === undefined ? NaN : Date.parse(date);
    const took = answeredAt - sentAt;
    if (Number.isNaN(told) || took < 0 || took > patience) return;
    // The header is cut to the second: on average it told half a second more.
    this.samples.push((told + 500 - (sentAt + took / 2)) / 1000);
    if (this.samples.length > samplesKept) this.samples.shift();
  }

  /** Our clock was set forward by so many seconds. */
  moved(seconds: number): void {
    for (const [index, sample] of this.samples.entries()) this.samples[index] = sample - seconds;
  }

  /** Seconds, positive where the panel is ahead; 0 within what can be measured; null: no answer has told yet. */
  get seconds(): number | null {
    const sorted = [...this.samples].sort((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)];
    if (median === undefined) return null;
    return Math.abs(median) < grain ? 0 : Math.round(median);
  }
}
