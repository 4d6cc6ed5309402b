/** A rectangle of cells, counted from 0; what is left open reaches to the end. */
export interface CellRange {
  sheet: string;
  top: number;
  left: number;
  bottom?: number;
  right?: number;
}

const columnOf = (letters: string): number =>
  Array.from(letters.toUpperCase()).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;

export const letterOf = (column: number): string =>
  column < 26
    ? String.fromCharCode(65 + column)
    : letterOf(Math.floor(column / 26) - 1) + String.fromCharCode(65 + (column % 26));

/** A1 notation: `Sheet1`, `'My sheet'!A1:C3`, `Sheet1!2:2`, `Sheet1!A:Z`. Undefined: none of these. */
export function parseRange(text: string): CellRange | undefined {
  const match = /^(?:'(?<quoted>(?:[^']|'')+)'|(?<plain>[^!']+))(?:!(?<cells>.+))?$/s.exec(text);
  if (!match?.groups) return undefined;
  const sheet = match.groups['quoted']?.replaceAll("''", "'") ?? match.groups['plain'] ?? '';
  if (match.groups['cells'] === undefined) return { sheet, top: 0, left: 0 };
  const cells = /^(?<c1>[A-Za-z]*)(?<r1>\d*)(?::(?<c2>[A-Za-z]*)(?<r2>\d*))?$/.exec(match.groups['cells']);
  if (!cells?.groups) return undefined;
  const { c1 = '', r1 = '', c2 = '', r2 = '' } = cells.groups;
  const single = !match.groups['cells'].includes(':');
  const top = r1 === '' ? 0 : Number(r1) - 1;
  const left = c1 === '' ? 0 : columnOf(c1);
  const bottom = single ? top : r2 === '' ? undefined : Number(r2) - 1;
  const right = single ? left : c2 === '' ? undefined : columnOf(c2);
  return { sheet, top, left, ...(bottom === undefined ? {} : { bottom }), ...(right === undefined ? {} : { right }) };
}
