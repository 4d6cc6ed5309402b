import { createHash } from 'node:crypto';

/** The namespace of this library's ids; any fixed UUID would do. */
const namespace = Buffer.from('6f0a1c1e5b0d4f6e9a3c7d2e8b4f1a90', 'hex');

/** A UUID (version 5, RFC 9562) that is always the same for the same names: a template built again keeps its ids. */
export function stableId(...names: string[]): string {
  const hash = createHash('sha1').update(namespace).update(names.join('/')).digest().subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
