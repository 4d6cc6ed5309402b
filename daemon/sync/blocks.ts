import { fingerprintLength } from './fingerprints';

/**
 * Fingerprints of lines are kept in blocks: one row for up to 16 ids that follow each other, `1` to `16`, `17` to `32` and so on. Beside them stands a digest
 * of the whole block, so that a pass over unchanged lines reads and compares one row where it would read 16. Pure.
 */

/** Twice as many would be read quicker, but one changed line costs the fingerprints of all that are with it. */
const blockSize = 16;

export function blockOf(id: number): number {
  return Math.floor((id - 1) / blockSize);
}

export function firstOf(block: number): number {
  return block * blockSize + 1;
}

export function lastOf(block: number): number {
  return (block + 1) * blockSize;
}

/** Characters that one line takes in a packed text: its place in the block, then its fingerprint. */
export const packedLength = 1 + fingerprintLength;

/** A block's fingerprints by place (`placeOf`); undefined where there is no line. */
export type Places = Array<string | undefined>;

export function placeOf(id: number): number {
  return (id - 1) % blockSize;
}

/** A block's fingerprints as one text. */
export function pack(places: Places): string {
  let packed = '';
  for (const [place, fingerprint] of places.entries())
    if (fingerprint !== undefined) packed += place.toString(blockSize) + fingerprint;
  return packed;
}

export function unpack(packed: string): Places {
  const places: Places = [];
  for (let at = 0; at < packed.length; at += packedLength)
    places[Number.parseInt(packed.charAt(at), blockSize)] = packed.slice(at + 1, at + packedLength);
  return places;
}

/** How many lines are in it. */
export function packedCount(packed: string): number {
  return packed.length / packedLength;
}
