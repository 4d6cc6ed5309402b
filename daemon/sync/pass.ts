import { walkLines, type LineSummary } from '../../panel';
import type { Differences } from './compare';
import type { HeldPanel } from './contract';
import type { LineSnapshot } from './snapshot';

/** What a complete pass found. */
export interface PassResult {
  /** Lines the panel has. */
  seen: number;
  /** New and changed lines, already told of. Ids. */
  changed: number[];
  /** Lines of the snapshot that the panel did not list. Not yet believed. */
  vanished: number[];
  /** Lines of the snapshot that the pass compared with. */
  known: number;
}

/** Differences of several pages go into one transaction: for so many lines at most, and for so long after the first. */
const together = { lines: 2000, milliseconds: 250 };

/**
 * Reads all lines of a panel and takes the differences in, those of a page always in one transaction with their events.
 *
 * Panel and snapshot both come in the order of ids, so that each page is compared with the stretch of the snapshot it covers, and memory does not grow
 * with the panel. Nothing is believed deleted here: that needs the complete pass, and is for the caller to judge.
 *
 * @throws PanelError when the panel cannot be read to the end; the pages before that have been taken in
 */
export async function runPass(
  snapshot: LineSnapshot,
  panel: Pick<HeldPanel, 'name' | 'open' | 'look' | 'isWaitedFor' | 'write' | 'signal'>,
  options: { baseline: boolean; pageSize: number },
): Promise<PassResult> {
  const { signal } = panel;
  const result: PassResult = { seen: 0, changed: [], vanished: [], known: 0 };
  const pages = walkLines(await panel.open(), {}, options.pageSize);
  let after = 0;
  /** The snapshot's highest id when the last page was asked for. What a command has made since is no line that page could have shown. */
  let end: number | undefined;

  /** @param highest the snapshot's highest id now. @returns whether there was one */
  async function readPage(gathered: Gathered, highest: number): Promise<boolean> {
    signal.throwIfAborted();
    const next = await pages.next();
    const page: LineSummary[] = next.done === true ? [] : next.value;
    if (next.done !== true) end = highest;
    const upTo = next.done === true ? (end ?? highest) : Number(page.at(-1)?.id);
    const found = await snapshot.compare(panel.name, page, { after, upTo });
    gathered.add(found);
    result.seen += page.length;
    result.known += found.known;
    for (const { id } of found.different) result.changed.push(Number(id));
    for (const id of found.vanished) result.vanished.push(id);
    after = upTo;
    return next.done !== true;
  }

  async function takeIn(gathered: Gathered): Promise<void> {
    // Whoever reads after us may have begun.
    if (gathered.isEmpty || signal.aborted) return;
    await panel.write((trx, afterCommit) =>
      options.baseline
        ? snapshot.takeIn(trx, panel.name, gathered)
        : snapshot.seen(trx, afterCommit, panel.name, gathered, 'panel'),
    );
  }

  for (let more = true; more;) {
    // From the request to the commit in one piece: see HeldPanel.change.
    more = await panel.look(async () => {
      const gathered = new Gathered();
      const highest = await snapshot.highestId(panel.name);
      try {
        while (await readPage(gathered, highest)) {
          if (gathered.isEmpty || gathered.isDue || panel.isWaitedFor()) return true;
        }
        return false;
      } finally {
        await takeIn(gathered);
      }
    });
  }
  return result;
}

/** Differences of pages read one after the other, to be taken in together. */
class Gathered {
  readonly different: LineSummary[] = [];
  readonly digests = new Map<number, string>();
  private since = 0;

  get isEmpty(): boolean {
    return this.different.length === 0 && this.digests.size === 0;
  }

  get isDue(): boolean {
    return this.different.length >= together.lines || performance.now() - this.since >= together.milliseconds;
  }

  add(found: Differences): void {
    if (this.isEmpty) this.since = performance.now();
    for (const line of found.different) this.different.push(line);
    for (const [block, digest] of found.digests) this.digests.set(block, digest);
  }
}
