import { walkLines, type LineSummary } from '../../panel';
import type { Store } from '../store';
import type { PanelHandle } from './contract';
import type { Gate } from './gate';
import type { KnownLines, LineSnapshot } from './snapshot';

/** What a complete pass found. */
export interface PassResult {
  /** Lines the panel has. */
  seen: number;
  /** New and changed lines, already told of. */
  changed: number;
  /** Lines of the snapshot that the panel did not list. Not yet believed. */
  vanished: number[];
  /** Lines in the snapshot when the pass began. */
  known: number;
}

/**
 * Reads all lines of a panel and takes the differences in, page by page, each page in one transaction with its events.
 *
 * Panel and snapshot both come in the order of ids, so that each page is compared with the stretch of the snapshot it covers, and memory does not grow
 * with the panel. Nothing is believed deleted here: that needs the complete pass, and is for the caller to judge.
 *
 * @throws PanelError when the panel cannot be read to the end; the pages before that have been taken in
 */
export async function runPass(
  parts: { store: Store; snapshot: LineSnapshot; gate: Gate },
  panel: Pick<PanelHandle, 'name' | 'adapter'>,
  options: { baseline: boolean; pageSize: number; signal: AbortSignal },
): Promise<PassResult> {
  const { store, snapshot, gate } = parts;
  const result: PassResult = { seen: 0, changed: 0, vanished: [], known: await snapshot.count(panel.name) };
  const pages = walkLines(panel.adapter, {}, options.pageSize);
  let lastId = 0;
  for (let done = false; !done;) {
    options.signal.throwIfAborted();
    // From the request to the commit in one piece: see PanelHandle.change.
    done = await gate.look(async () => {
      const next = await pages.next();
      const page = next.done === true ? [] : next.value;
      const last = page.at(-1);
      const known = await snapshot.known(panel.name, lastId, last ? Number(last.id) : null);
      const { different, vanished } = compare(page, known, (line) => snapshot.fingerprint(line));
      for (const id of vanished) result.vanished.push(id);
      if (different.length > 0) {
        await store.write((trx, afterCommit) =>
          options.baseline
            ? snapshot.takeIn(trx, panel.name, different)
            : snapshot.seen(trx, afterCommit, panel.name, different, 'panel'),
        );
      }
      result.seen += page.length;
      result.changed += different.length;
      if (last) lastId = Number(last.id);
      return next.done === true;
    });
  }
  return result;
}

/** Walks a page and the stretch of the snapshot it covers side by side: both are in the order of ids. */
function compare(
  page: readonly LineSummary[],
  known: KnownLines,
  fingerprint: (line: LineSummary) => string,
): { different: LineSummary[]; vanished: number[] } {
  const different: LineSummary[] = [];
  const vanished: number[] = [];
  let at = 0;
  for (const line of page) {
    const id = Number(line.id);
    for (let next = known.ids[at]; next !== undefined && next < id; next = known.ids[++at]) vanished.push(next);
    const same = known.ids[at] === id && known.fingerprints[at] === fingerprint(line);
    if (known.ids[at] === id) at += 1;
    if (!same) different.push(line);
  }
  return { different, vanished: [...vanished, ...known.ids.slice(at)] };
}
