/**
 * Keeps a pass and changes apart: changes may run together, a look at the panel runs alone. First come, first served, so neither starves.
 */
export class Gate {
  private readonly queue: Array<{ alone: boolean; start: () => void }> = [];
  private changes = 0;
  private looking = false;

  /** Whether somebody waits: what runs may come to an end soon. */
  get isWaitedFor(): boolean {
    return this.queue.length > 0;
  }

  /** Runs beside other changes. */
  change<T>(work: () => Promise<T>): Promise<T> {
    return this.run(false, work);
  }

  /** Runs while nothing else does. */
  look<T>(work: () => Promise<T>): Promise<T> {
    return this.run(true, work);
  }

  private async run<T>(alone: boolean, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((start) => {
      this.queue.push({ alone, start });
      this.admit();
    });
    try {
      return await work();
    } finally {
      if (alone) this.looking = false;
      else this.changes -= 1;
      this.admit();
    }
  }

  private admit(): void {
    for (let first = this.queue[0]; first !== undefined && !this.looking; first = this.queue[0]) {
      if (first.alone && this.changes > 0) return;
      this.queue.shift();
      if (first.alone) this.looking = true;
      else this.changes += 1;
      first.start();
    }
  }
}
