import { stripVTControlCharacters } from 'node:util';
import { coloured, columnsOf, print, type Colour, type Io } from './io';

/** A cell: text, or text with a colour. Numbers are set to the right. */
export type Cell = string | number | null | { text: string; colour: Colour };

export interface Column {
  head: string;
  /** Shortened first where the terminal is too narrow. The others keep their width as long as they can. */
  flexible?: boolean;
}

const gap = '  ';

/** A column is not made narrower than this. */
const narrowest = 8;

/**
 * Prints a table without lines, fit to the terminal: two spaces between columns, the head in capitals.
 *
 * Widths are counted as terminals count them, and each text is isolated from its surroundings, so that names in Arabic or Hebrew, with or without vowel
 * signs, neither shift columns nor turn their order round. (Table packages count vowel signs and isolates as columns.)
 */
export function printTable(io: Io, columns: readonly Column[], rows: ReadonlyArray<readonly Cell[]>): void {
  const texts = rows.map((row) => columns.map((_, at) => textOf(row[at] ?? null)));
  const widths = columns.map(({ head }, at) => Math.max(widthOf(head), ...texts.map((row) => widthOf(row[at] ?? ''))));
  fit(columns, widths, columnsOf(io));
  const heads = columns.map(({ head }, at) => cut(head.toUpperCase(), widths[at] ?? 0));
  print(
    io,
    coloured(
      io,
      'dim',
      lineOf(
        heads,
        widths,
        columns.map(() => false),
      ),
    ),
  );
  rows.forEach((row, index) => {
    const cells = columns.map((_, at) => cut(texts[index]?.[at] ?? '', widths[at] ?? 0));
    const colours = row.map((cell) => (typeof cell === 'object' && cell !== null ? cell.colour : null));
    const right = row.map((cell) => typeof cell === 'number');
    print(
      io,
      lineOf(cells, widths, right, (text, at) => {
        const colour = colours[at];
        return colour === null || colour === undefined ? text : coloured(io, colour, text);
      }),
    );
  });
}

function lineOf(
  cells: readonly string[],
  widths: readonly number[],
  right: readonly boolean[],
  dress: (text: string, at: number) => string = (text) => text,
): string {
  return cells
    .map((text, at) => {
      const space = ' '.repeat(Math.max((widths[at] ?? 0) - widthOf(text), 0));
      const dressed = dress(isolated(text), at);
      return right[at] === true ? space + dressed : dressed + space;
    })
    .join(gap)
    .trimEnd();
}

/** Makes flexible columns narrower, the widest first, then the others, until the line fits or nothing more can be taken. */
function fit(columns: readonly Column[], widths: number[], room: number): void {
  const least = columns.map(({ head }, at) => Math.min(widths[at] ?? 0, Math.max(narrowest, widthOf(head))));
  const takeFrom = (candidates: number[]): boolean => {
    const [widest] = candidates
      .filter((at) => (widths[at] ?? 0) > (least[at] ?? 0))
      .sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0));
    if (widest === undefined) return false;
    widths[widest] = (widths[widest] ?? 0) - 1;
    return true;
  };
  const all = columns.map((_, at) => at);
  const flexible = all.filter((at) => columns[at]?.flexible === true);
  const total = (): number => widths.reduce((sum, width) => sum + width, gap.length * (widths.length - 1));
  while (total() > room) if (!takeFrom(flexible) && !takeFrom(all)) return;
}

function textOf(cell: Cell): string {
  if (cell === null) return '-';
  const text = typeof cell === 'object' ? cell.text : String(cell);
  return harmless(text);
}

/** On one line, and without what would steer a terminal: names come from panels, where anybody may have chosen them. */
export function harmless(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\p{Cc}\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu, '');
}

const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE, which take no column, where it would turn its surroundings round. */
export function isolated(text: string): string {
  return rightToLeft.test(text) ? `\u2068${text}\u2069` : text;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const wide =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u;
const narrow = /^[\p{M}\p{Cf}\p{Cc}]*$/u;

/** Columns a text takes in a terminal. */
export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += narrow.test(segment) ? 0 : wide.test(segment) ? 2 : 1;
  return width;
}

function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    used += widthOf(segment);
    if (used > width - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
