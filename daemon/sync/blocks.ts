import { fingerprintLength } from './fingerprints';

/**
 * Fingerprints of lines are kept in blocks: one row for up to 32 ids that follow each other, `1` to `32`, `33` to `64` and so on. Beside them stands a digest
 * of the whole block, so that a pass over unchanged lines reads and compares one row where it would read 32. Pure.
 */

/** Twice as many would be read quicker, but one changed line costs the fingerprints of all that are with it. */
const blockSize = 32;

export function blockOf(id: number): number {
  return Math.floor((id - 1) / blockSize);
}

export function firstOf(block: number): number {
  return block * blockSize + 1;
}

export function lastOf(block: number): number {
  return (block + 1) * blockSize;
}

/** One character for the place in the block, then the fingerprint. */
const entryLength = 1 + fingerprintLength;

/** A block's fingerprints as one text, in the order of ids. */
export function pack(block: number, fingerprints: ReadonlyMap<number, string>): string {
  return [...fingerprints]
    .sort(([one], [other]) => one - other)
    .map(([id, fingerprint]) => (id - firstOf(block)).toString(blockSize) + fingerprint)
    .join('');
}

/** The fingerprints by id, in the order of ids. */
export function unpack(block: number, packed: string): Map<number, string> {
  const fingerprints = new Map<number, string>();
  for (let at = 0; at < packed.length; at += entryLength) {
    const id = firstOf(block) + Number.parseInt(packed.charAt(at), blockSize);
    fingerprints.set(id, packed.slice(at + 1, at + entryLength));
  }
  return fingerprints;
}

/** How many lines are in it. */
export function packedCount(packed: string): number {
  return packed.length / entryLength;
}

/** Characters one line takes in a packed text, for who counts in SQL. */
export const packedLength = entryLength;
