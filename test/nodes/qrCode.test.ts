import { inflateSync, crc32 } from 'node:zlib';
import fc from 'fast-check';
import { encode } from 'uqr';
import { pngOf, qrCode } from '../../nodes/XtreamUi/image';
import { refusal } from '../../panel/testing';

/** Our QR codes against those of a library, module for module, and our PNG against Node's own zlib. */

/** @param maskPattern -1: the best to read */
const expected = (text: string, maskPattern = -1): boolean[][] =>
  encode([...new TextEncoder().encode(text)], { ecc: 'M', boostEcc: false, border: 0, maskPattern }).data;

it.each([
  ['HLS', 'http://tv.example:8080/get.php?username=amal2026&password=kept-secret-7&type=m3u_plus&output=m3u8'],
  ['nothing', ''],
  ['other scripts', 'http://تلفزيون.example/get.php?username=ليلى'],
])('a link is drawn as the library draws it: %s', (_name, text) => {
  expect(qrCode(text)).toEqual(expected(text));
});

const versionOf = (length: number): number =>
  encode(new Array<number>(length).fill(0x78), { ecc: 'M', boostEcc: false, border: 0, maskPattern: 0 }).version;

/** The most bytes a version holds, as the library has it. */
function fullest(version: number): number {
  let [fits, tooLong] = [0, 2332];
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (versionOf(middle) <= version) fits = middle;
    else tooLong = middle;
  }
  return fits;
}

it.each(Array.from({ length: 40 }, (_, index) => index + 1))('version %i is drawn, at its fullest', (version) => {
  const text = 'x'.repeat(fullest(version));
  expect(qrCode(text, 3)).toHaveLength(version * 4 + 17);
  expect(qrCode(text, 3)).toEqual(expected(text, 3));
});

it('any text is drawn as the library draws it, whichever mask is best', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(qrCode(text)).toEqual(expected(text));
    }),
    { numRuns: 60 },
  );
});

it.each([0, 1, 2, 3, 4, 5, 6, 7])('mask %i', (mask) => {
  const text = 'http://tv.example:8080/xmltv.php?username=a&password=b';
  expect(qrCode(text, mask)).toEqual(expected(text, mask));
});

it('more than any code holds is refused', async () => {
  expect((await refusal(() => qrCode('x'.repeat(2332)))).code).toBe('invalid-parameter');
});

it.each([1, 100, 2331])('the image of %i bytes is a PNG that shows the code', (length) => {
  const code = qrCode('x'.repeat(length));
  const png = pngOf(code);
  expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks: Record<string, Buffer> = {};
  for (let at = 8; at < png.length;) {
    const end = at + 8 + png.readUInt32BE(at);
    expect(png.readUInt32BE(end)).toBe(crc32(png.subarray(at + 4, end)));
    chunks[png.toString('latin1', at + 4, at + 8)] = png.subarray(at + 8, end);
    at = end + 4;
  }
  const side = (code.length + 8) * 8;
  expect([chunks.IHDR?.readUInt32BE(0), chunks.IHDR?.readUInt32BE(4)]).toEqual([side, side]);
  const rows = inflateSync(chunks.IDAT!);
  const isDark = (x: number, y: number): boolean => {
    const byte = rows[y * (side / 8 + 1) + 1 + Math.floor(x / 8)] ?? 0;
    return ((byte >>> (7 - (x % 8))) & 1) === 0;
  };
  const seen = code.map((row, y) => row.map((_, x) => isDark((x + 4) * 8 + 3, (y + 4) * 8 + 3)));
  expect(seen).toEqual(code);
  expect([isDark(0, 0), isDark(31, 31), isDark(side - 1, side - 1)]).toEqual([false, false, false]);
});
