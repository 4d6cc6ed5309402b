export type Release = () => void;

/**
 * Turns for what must not happen at once, by name, first come, first served. In this process only, which is enough: one replica at a time carries out the
 * commands of a panel.
 */
export class Locks {
  private readonly names = new Map<string, { holders: number; waiting: (() => void)[] }>();

  /** @param holdersAtOnce how many may hold one name at the same time */
  constructor(private readonly holdersAtOnce = 1) {}

  /** @returns gives the name back; call it once */
  async acquire(name: string): Promise<Release> {
    let queue = this.names.get(name);
    if (!queue) {
      queue = { holders: 0, waiting: [] };
      this.names.set(name, queue);
    }
    const { waiting } = queue;
    if (queue.holders < this.holdersAtOnce) queue.holders += 1;
    // Whoever gives the name back passes it on, so the number of holders stays the same.
    else await new Promise<void>((resolve) => waiting.push(resolve));
    return () => {
      const next = waiting.shift();
      if (next) return next();
      queue.holders -= 1;
      if (queue.holders === 0) this.names.delete(name);
    };
  }

  async hold<T>(name: string, work: () => Promise<T>): Promise<T> {
    const release = await this.acquire(name);
    try {
      return await work();
    } finally {
      release();
    }
  }
}
