/**
 * Tells what has been so for a while from what is so at the moment: a stream that restarts, a machine that is busy for seconds. Something lasts when it was
 * found on two looks in a row at least, and for as long as asked.
 *
 * Kept in memory only: after a restart the while begins anew, so that something is told of later, and never not at all.
 */
export class Lasting {
  private readonly since = new Map<string, { at: number; look: number }>();
  private look = 0;

  /** @param seconds how long it must have been so */
  constructor(private readonly seconds: number) {}

  /** Begins a look. */
  begin(): void {
    this.look += 1;
  }

  /** Notes that this is so now. @param now milliseconds @returns whether it lasts */
  found(what: string, now: number): boolean {
    const known = this.since.get(what);
    // Not found on the look before: it was over in between.
    const isSecond = known?.look === this.look - 1;
    const at = isSecond ? known.at : now;
    this.since.set(what, { at, look: this.look });
    return isSecond && now - at >= this.seconds * 1000;
  }

  /** Ends a look: what was not found is forgotten. */
  end(): void {
    for (const [what, { look }] of this.since) if (look < this.look) this.since.delete(what);
  }
}
