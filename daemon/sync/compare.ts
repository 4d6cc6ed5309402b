import type { LineSummary } from '../../panel';
import { blockOf, firstOf, lastOf, packedCount, placeOf, unpack, type Places } from './blocks';
import type { Fingerprints } from './fingerprints';

/** A page of the panel beside the stretch of the snapshot it covers. Pure. */

/** Ids above `after` up to `upTo` (null: all above). */
export interface Stretch {
  after: number;
  upTo: number | null;
}

/** A block as the snapshot has it. */
export interface KnownBlock {
  block: number;
  /** null: not known for all of its lines together. */
  digest: string | null;
  /** Fingerprints, packed. */
  lines: string;
}

export interface Differences {
  /** New and changed lines. */
  different: LineSummary[];
  /** Ids the snapshot has and the page does not. */
  vanished: number[];
  /** Lines the snapshot has in the stretch. */
  known: number;
  /** Digests of blocks that the snapshot lacks, or has otherwise. They hold once `different` has been taken in. */
  digests: Map<number, string>;
}

/**
 * @param page all lines of the stretch, in the order of ids
 * @param known all blocks that have ids of the stretch
 */
export function compare(
  page: readonly LineSummary[],
  stretch: Stretch,
  known: readonly KnownBlock[],
  fingerprints: Fingerprints,
): Differences {
  const found: Differences = { different: [], vanished: [], known: 0, digests: new Map() };
  const unseen = new Map(known.map((row) => [row.block, row]));
  for (let at = 0; at < page.length;) {
    const block = blockOf(idAt(page, at));
    const last = lastOf(block);
    let end = at + 1;
    while (end < page.length && idAt(page, end) <= last) end += 1;
    compareBlock(page.slice(at, end), block, unseen.get(block), stretch, fingerprints, found);
    unseen.delete(block);
    at = end;
  }
  for (const row of unseen.values()) compareBlock([], row.block, row, stretch, fingerprints, found);
  return found;
}

function idAt(page: readonly LineSummary[], at: number): number {
  return Number(page[at]?.id);
}

/** @param lines the page's lines in this block */
function compareBlock(
  lines: readonly LineSummary[],
  block: number,
  known: KnownBlock | undefined,
  stretch: Stretch,
  fingerprints: Fingerprints,
  found: Differences,
): void {
  const { after, upTo } = stretch;
  // A digest is of all the block's lines, and so says nothing of a part.
  const whole = after < firstOf(block) && (upTo === null || upTo >= lastOf(block));
  const digest = whole && lines.length > 0 ? fingerprints.digest(lines) : null;
  if (known !== undefined && digest !== null && digest === known.digest) {
    found.known += packedCount(known.lines);
    return;
  }
  const former = known === undefined ? [] : unpack(known.lines);
  const here: Places = [];
  for (const line of lines) here[placeOf(Number(line.id))] = fingerprints.of(line);
  let vanished = 0;
  for (const [place, fingerprint] of former.entries()) {
    const id = firstOf(block) + place;
    if (fingerprint === undefined || id <= after || (upTo !== null && id > upTo)) continue;
    found.known += 1;
    if (here[place] !== undefined) continue;
    vanished += 1;
    found.vanished.push(id);
  }
  for (const line of lines) {
    const place = placeOf(Number(line.id));
    if (former[place] !== here[place]) found.different.push(line);
  }
  if (digest !== null && vanished === 0) found.digests.set(block, digest);
}
