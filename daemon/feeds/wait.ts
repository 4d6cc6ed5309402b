import type { Store } from '../store';

/** Tells those who wait on a feed that something of it changed: acknowledged, given back, redriven, other settings. */
export class Changes {
  constructor(private readonly store: Pick<Store, 'announce' | 'signals'>) {}

  tell(feed: string): void {
    this.store.announce(`feed:${feed}`);
  }

  /** Resolves at the next change of the feed, or when the signal aborts. Never rejects. */
  next(feed: string, signal: AbortSignal): Promise<void> {
    return this.store.signals.next(`feed:${feed}`, signal);
  }
}
