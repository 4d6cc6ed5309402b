import { invalidParameter } from '../../../panel';
import { masks, penalty } from './qrMask';
import { codewords, smallestVersion } from './qrVersion';

/** Rows of modules, true is dark, without the light border a reader needs around them. */
export type QrCode = ReadonlyArray<readonly boolean[]>;

/**
 * The text as a QR code in UTF-8: byte mode, error correction level M, the smallest version that holds it.
 *
 * Written here, because a verified n8n node may bring no dependencies; held against a library in the tests, module for module.
 *
 * @param mask 0 to 7. @default the one that is best to read
 * @throws PanelError `invalid-parameter` for more than 2331 bytes
 */
export function qrCode(text: string, mask?: number): QrCode {
  const bytes = new TextEncoder().encode(text);
  const version = smallestVersion(bytes.length);
  if (version === undefined) {
    throw invalidParameter('link', 'is too long for a QR code', 'Give a shorter Base URL.');
  }
  const canvas = new Canvas(version);
  canvas.drawData(codewords(bytes, version));
  if (mask !== undefined) return canvas.masked(mask);
  const candidates = masks.map((_, each) => canvas.masked(each));
  const points = candidates.map(penalty);
  return candidates[points.indexOf(Math.min(...points))] ?? canvas.masked(0);
}

class Canvas {
  private readonly size: number;
  private readonly modules: boolean[][];
  /** What is no data: position marks, timing, format, version. */
  private readonly isFixed: boolean[][];

  constructor(private readonly version: number) {
    this.size = version * 4 + 17;
    const empty = (): boolean[][] => Array.from({ length: this.size }, () => new Array<boolean>(this.size).fill(false));
    this.modules = empty();
    this.isFixed = empty();
    this.drawFixed();
  }

  /** Zigzag in columns of two from the right, up and down in turn, leaving out the column of the vertical timing pattern. */
  drawData(data: readonly number[]): void {
    let bit = 0;
    for (let right = this.size - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5;
      const upward = ((right + 1) & 2) === 0;
      for (let step = 0; step < this.size; step++) {
        const y = upward ? this.size - 1 - step : step;
        for (const x of [right, right - 1]) {
          if (this.isFixed[y]?.[x] === true || bit >= data.length * 8) continue;
          this.set(x, y, (((data[bit >>> 3] ?? 0) >>> (7 - (bit & 7))) & 1) === 1);
          bit += 1;
        }
      }
    }
  }

  masked(mask: number): QrCode {
    this.drawFormat(mask);
    return this.modules.map((row, y) =>
      row.map((dark, x) => (this.isFixed[y]?.[x] === true ? dark : dark !== (masks[mask]?.(x, y) === true))),
    );
  }

  private set(x: number, y: number, dark: boolean): void {
    const row = this.modules[y];
    if (row !== undefined && x >= 0 && x < this.size) row[x] = dark;
  }

  private fix(x: number, y: number, dark: boolean): void {
    this.set(x, y, dark);
    const row = this.isFixed[y];
    if (row !== undefined && x >= 0 && x < this.size) row[x] = true;
  }

  private drawFixed(): void {
    for (let at = 0; at < this.size; at++) {
      this.fix(6, at, at % 2 === 0);
      this.fix(at, 6, at % 2 === 0);
    }
    const far = this.size - 4;
    for (const [x, y] of [
      [3, 3],
      [far, 3],
      [3, far],
    ] as const)
      this.drawSquares(x, y, 4, [2, 4]);
    const positions = alignments(this.version, this.size);
    const last = positions.length - 1;
    positions.forEach((x, column) =>
      positions.forEach((y, row) => {
        const isCorner =
          (column === 0 && row === 0) || (column === 0 && row === last) || (column === last && row === 0);
        if (!isCorner) this.drawSquares(x, y, 2, [1]);
      }),
    );
    // Reserved now, drawn for the mask.
    this.drawFormat(0);
    this.drawVersion();
  }

  /** Squares around a centre, dark but for those at the light distances. */
  private drawSquares(centreX: number, centreY: number, reach: number, light: readonly number[]): void {
    for (let y = -reach; y <= reach; y++) {
      for (let x = -reach; x <= reach; x++) {
        this.fix(centreX + x, centreY + y, !light.includes(Math.max(Math.abs(x), Math.abs(y))));
      }
    }
  }

  /** Level M (00) and the mask with their check bits, twice. */
  private drawFormat(mask: number): void {
    const bits = ((mask << 10) | checkBits(mask, 10, 0x537)) ^ 0x5412;
    const isSet = (bit: number): boolean => ((bits >>> bit) & 1) === 1;
    for (let bit = 0; bit < 15; bit++) {
      const besideTheCorner = bit < 6 ? bit : bit < 8 ? bit + 1 : undefined;
      if (besideTheCorner !== undefined) this.fix(8, besideTheCorner, isSet(bit));
      else this.fix(bit === 8 ? 7 : 14 - bit, 8, isSet(bit));
      if (bit < 8) this.fix(this.size - 1 - bit, 8, isSet(bit));
      else this.fix(8, this.size - 15 + bit, isSet(bit));
    }
    this.fix(8, this.size - 8, true);
  }

  private drawVersion(): void {
    if (this.version < 7) return;
    const bits = (this.version << 12) | checkBits(this.version, 12, 0x1f25);
    for (let bit = 0; bit < 18; bit++) {
      const dark = ((bits >>> bit) & 1) === 1;
      const along = this.size - 11 + (bit % 3);
      const across = Math.floor(bit / 3);
      this.fix(along, across, dark);
      this.fix(across, along, dark);
    }
  }
}

/** The remainder of a cyclic code. */
function checkBits(data: number, length: number, polynomial: number): number {
  let rest = data;
  for (let bit = 0; bit < length; bit++) rest = (rest << 1) ^ ((rest >>> (length - 1)) * polynomial);
  return rest;
}

/** Where the centres of the small position marks are, in both directions. */
function alignments(version: number, size: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2;
  const positions: number[] = [];
  for (let at = size - 7; positions.length < count - 1; at -= step) positions.unshift(at);
  return [6, ...positions];
}
