import type { RecentLines } from '../../panel';
import type { Clock } from '../clock';
import type { HeldPanel } from './contract';
import type { LineSnapshot } from './snapshot';

/**
 * Every look goes back so far before the one before it: a change counts from when it was written, and is seen when its transaction is committed. What
 * is read twice is found the same the second time. Seconds.
 */
const overlap = 30;

/**
 * Looks at what was changed lately, between full passes, where the panel can tell (`PanelAdapter.recent`). Full passes stay the truth: they alone see what was
 * deleted, and tell whether looks have missed anything.
 *
 * Nothing of it is stored: whoever takes a panel over begins with a full pass.
 */
export class RecentLooks {
  /** What the panel's clock showed when the last look or full pass began; null: only a full pass will do. */
  private since: number | null = null;
  /** When the last full pass began, by our clock. */
  private fullAt = 0;
  private looked = false;

  constructor(
    private readonly parts: { snapshot: LineSnapshot; clock: Clock },
    private readonly panel: Pick<HeldPanel, 'name' | 'open' | 'look' | 'write' | 'signal'>,
    /** `fullSeconds`: between full passes. */
    private readonly options: { fullSeconds: number; pageSize: number },
  ) {}

  /** Looks, if that is enough. @returns what it found; null: a full pass is due, or the panel cannot tell */
  async look(): Promise<{ seen: number; changed: number } | null> {
    const { since } = this;
    const { recent } = await this.panel.open();
    if (recent === undefined || since === null || this.isFullDue()) return null;
    const now = await recent.now();
    // A clock set back would hide what is changed until it is where it was.
    if (now === null || now < since) return null;
    const found = await this.takeIn(recent, since - overlap);
    this.since = now;
    this.looked = true;
    return found;
  }

  /** To be called before a full pass begins. @returns what `ended` takes */
  async begin(): Promise<{ now: number | null; at: number }> {
    const { recent } = await this.panel.open();
    return { now: (await recent?.now()) ?? null, at: this.parts.clock.now() };
  }

  /**
   * Which of the lines that a full pass found different had been changed before the last look, which should have seen it.
   * @param changed their ids
   */
  async missed(changed: readonly number[]): Promise<number[]> {
    const { recent } = await this.panel.open();
    if (recent === undefined || this.since === null || !this.looked || changed.length === 0) return [];
    const missed = new Set(changed);
    for await (const page of this.pages(recent, this.since - overlap))
      for (const { id } of page) missed.delete(Number(id));
    return [...missed];
  }

  /** To be called when a full pass has ended well. */
  ended({ now, at }: { now: number | null; at: number }): void {
    this.since = now;
    this.fullAt = at;
    this.looked = false;
  }

  /** To be called when a look or a pass has failed. */
  forget(): void {
    this.since = null;
  }

  private isFullDue(): boolean {
    return this.parts.clock.now() - this.fullAt >= this.options.fullSeconds * 1000;
  }

  private async takeIn(recent: RecentLines, since: number): Promise<{ seen: number; changed: number }> {
    const { panel, parts } = this;
    const found = { seen: 0, changed: 0 };
    const pages = this.pages(recent, since);
    for (let more = true; more;) {
      // From the request to the commit in one piece: see HeldPanel.change.
      more = await panel.look(async () => {
        panel.signal.throwIfAborted();
        const next = await pages.next();
        if (next.done === true) return false;
        const different = await parts.snapshot.different(panel.name, next.value);
        if (different.length > 0) {
          await panel.write((trx, afterCommit) =>
            parts.snapshot.seen(trx, afterCommit, panel.name, { different, digests: new Map() }, 'panel'),
          );
        }
        found.seen += next.value.length;
        found.changed += different.length;
        return true;
      });
    }
    return found;
  }

  private async *pages(recent: RecentLines, since: number) {
    for (let after = '0'; ;) {
      const page = await recent.changedSince(since, after, this.options.pageSize);
      const last = page.at(-1);
      if (last === undefined) return;
      yield page;
      if (page.length < this.options.pageSize) return;
      after = last.id;
    }
  }
}
