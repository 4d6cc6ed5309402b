import type { QrCode } from './qrCode';

/** Light modules around a code, as readers need them (ISO/IEC 18004). */
const border = 4;
/** Pixels a module. */
const scale = 8;
/** The most a stored block of deflate holds. Bytes. */
const blockLength = 0xffff;

/**
 * The code as a PNG file in black and white. Its pixels are stored without compression: n8n lets verified nodes use no zlib, and a link makes some ten
 * thousand bytes.
 */
export function pngOf(code: QrCode): Buffer {
  const width = (code.length + 2 * border) * scale;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(width, 4);
  // One bit a pixel, greyscale; the compression, filter and interlace methods are 0.
  header.writeUInt8(1, 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', stored(pixels(code, width))), chunk('IEND')]);
}

/** Rows of pixels, each after the number of its filter (none). A set bit is white. */
function pixels(code: QrCode, width: number): Buffer {
  const rowLength = 1 + width / 8;
  const rows = Buffer.alloc(rowLength * width, 0xff);
  for (let y = 0; y < width; y++) {
    rows.writeUInt8(0, y * rowLength);
    const modules = code[Math.floor(y / scale) - border] ?? [];
    // A module is as wide as a byte has pixels.
    modules.forEach((dark, x) => {
      if (dark) rows.writeUInt8(0, y * rowLength + 1 + border + x);
    });
  }
  return rows;
}

/** A zlib stream of stored blocks. */
function stored(data: Buffer): Buffer {
  const parts: Buffer[] = [Buffer.from([0x78, 0x01])];
  for (let at = 0; at < data.length; at += blockLength) {
    const block = data.subarray(at, at + blockLength);
    const head = Buffer.alloc(5);
    head.writeUInt8(at + blockLength >= data.length ? 1 : 0, 0);
    head.writeUInt16LE(block.length, 1);
    head.writeUInt16LE(block.length ^ 0xffff, 3);
    parts.push(head, block);
  }
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(adler32(data));
  return Buffer.concat([...parts, sum]);
}

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

function adler32(data: Buffer): number {
  let [low, high] = [1, 0];
  for (const byte of data) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return high * 65_536 + low;
}

function crc32(data: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ ((crc & 1) * 0xedb88320);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
