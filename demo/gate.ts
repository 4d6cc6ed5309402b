/** Holds requests back, so that whoever sent them is caught in the midst of its work. */
export class Gate {
  private shut = false;
  private waiters: Array<(through: boolean) => void> = [];

  /** From now on everything waits. */
  hold(): void {
    this.shut = true;
  }

  /** How many wait. */
  get waiting(): number {
    return this.waiters.length;
  }

  /** Whether it may go on: at once when open, else as soon as the gate is opened (true) or what waits is dropped (false). */
  async pass(): Promise<boolean> {
    if (!this.shut) return true;
    return await new Promise((resolve) => this.waiters.push(resolve));
  }

  /** Lets everything through, what waits included. */
  open(): void {
    this.end(true);
  }

  /** Opens the gate; what waits never took place. For senders that died meanwhile. */
  drop(): void {
    this.end(false);
  }

  private end(through: boolean): void {
    this.shut = false;
    for (const resolve of this.waiters.splice(0)) resolve(through);
  }
}
