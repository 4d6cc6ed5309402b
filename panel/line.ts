import type { Line, LineChanges, LineKey } from './types';

/** What a line is asked to be, compared with what it is. */

/** Whether both hold the same texts, in whatever order and number. */
export function sameSet(left: readonly string[], right: readonly string[]): boolean {
  const [one, other] = [new Set(left), new Set(right)];
  return one.size === other.size && [...one].every((text) => other.has(text));
}

/** Names of the wanted values that the line does not have. Empty: the line is as asked for. Lists compare as sets; "" and null are the same. */
export function unmetChanges(line: Line, wanted: LineChanges): Array<keyof LineChanges> {
  return (Object.keys(wanted) as Array<keyof LineChanges>).filter((key) => {
    const want = wanted[key];
    const have = line[key];
    if (want === undefined) return false;
    if (Array.isArray(want)) return !sameSet(want, have as string[]);
    return (want === '' ? null : want) !== have;
  });
}

/** The id alone, for panels that need no more. */
export function lineId(line: LineKey): string {
  return typeof line === 'string' ? line : line.id;
}
