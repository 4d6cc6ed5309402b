import type { Line, LineChanges } from './types';

/** What a line is asked to be, compared with what it is. */

function sameSet(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && [...left].sort().join('\n') === [...right].sort().join('\n');
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
