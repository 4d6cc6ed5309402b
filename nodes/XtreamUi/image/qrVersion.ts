import { generator, remainder } from './errorCorrection';

/**
 * Sizes of QR codes at error correction level M, which survives 15 % of damage: enough for screens and print. Tables: ISO/IEC 18004, by version
 * from 1.
 */

const checkBytesPerBlock = [
  10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28, 28,
  28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
];
const blocks = [
  1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35,
  37, 38, 40, 43, 45, 47, 49,
];
const highestVersion = 40;

/** How many bytes of data and check bytes there is room for. */
function allBytes(version: number): number {
  let modules = (16 * version + 128) * version + 64;
  if (version >= 2) {
    const alignments = Math.floor(version / 7) + 2;
    modules -= (25 * alignments - 10) * alignments - 55;
  }
  if (version >= 7) modules -= 36;
  return Math.floor(modules / 8);
}

function dataBytes(version: number): number {
  return allBytes(version) - (checkBytesPerBlock[version - 1] ?? 0) * (blocks[version - 1] ?? 0);
}

/** Bits of the length of byte data. */
const lengthBits = (version: number): number => (version < 10 ? 8 : 16);

/** @returns undefined where the bytes are too many for any */
export function smallestVersion(length: number): number | undefined {
  for (let version = 1; version <= highestVersion; version++) {
    if (4 + lengthBits(version) + length * 8 <= dataBytes(version) * 8) return version;
  }
  return undefined;
}

/** The bytes in byte mode, padded to what the version holds. */
function padded(bytes: Uint8Array, version: number): number[] {
  const bits: number[] = [];
  const append = (value: number, length: number): void => {
    for (let bit = length - 1; bit >= 0; bit--) bits.push((value >>> bit) & 1);
  };
  append(0b0100, 4);
  append(bytes.length, lengthBits(version));
  for (const byte of bytes) append(byte, 8);
  const capacity = dataBytes(version) * 8;
  append(0, Math.min(4, capacity - bits.length));
  append(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < capacity; pad ^= 0xec ^ 0x11) append(pad, 8);
  const data: number[] = [];
  for (let at = 0; at < bits.length; at += 8)
    data.push(bits.slice(at, at + 8).reduce((byte, bit) => (byte << 1) | bit, 0));
  return data;
}

/** What is drawn: the data cut into blocks, each with its check bytes, interleaved so that damage in one place spreads over all blocks. */
export function codewords(bytes: Uint8Array, version: number): number[] {
  const data = padded(bytes, version);
  const count = blocks[version - 1] ?? 1;
  const checkLength = checkBytesPerBlock[version - 1] ?? 0;
  const shortLength = Math.floor(allBytes(version) / count) - checkLength;
  const shortBlocks = count - (allBytes(version) % count);
  const divisor = generator(checkLength);
  const parts: Array<{ data: number[]; check: number[] }> = [];
  for (let block = 0, at = 0; block < count; block++) {
    const length = shortLength + (block < shortBlocks ? 0 : 1);
    const part = data.slice(at, at + length);
    parts.push({ data: part, check: remainder(part, divisor) });
    at += length;
  }
  const interleaved = (lists: number[][], length: number): number[] =>
    Array.from({ length }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat();
  return [
    ...interleaved(
      parts.map((part) => part.data),
      shortLength + 1,
    ),
    ...interleaved(
      parts.map((part) => part.check),
      checkLength,
    ),
  ];
}
