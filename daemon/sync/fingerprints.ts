import { hash } from 'node:crypto';
import type { LineSummary } from '../../panel';

/** Characters of a line's fingerprint: 64 bits and a little, enough to notice a change. */
export const fingerprintLength = 11;

/**
 * Short texts that stand for what lines are: same line, same text, and nothing else can be told from it. They lie on disk and passwords are in them, so
 * they are keyed: without the key nobody can try passwords against them.
 */
export class Fingerprints {
  private readonly bytes: Bytes;

  /** @param key secret, and too long to be found by trying */
  constructor(key: string) {
    this.bytes = new Bytes(key);
  }

  of(line: LineSummary): string {
    return this.hash([line]).slice(0, fingerprintLength);
  }

  /** Of several lines at once: costs little more than that of one. */
  digest(lines: readonly LineSummary[]): string {
    return this.hash(lines).slice(0, 2 * fingerprintLength);
  }

  /** Over the compared fields (`comparedFields`) and the password, each by name: in a loop over names, they took three times as long. */
  private hash(lines: readonly LineSummary[]): string {
    const { bytes } = this;
    bytes.begin();
    for (const line of lines) {
      bytes.text(line.id);
      bytes.text(line.username);
      bytes.text(line.password);
      bytes.text(line.ownerId);
      bytes.text(line.expiresAt);
      bytes.text(String(line.maxConnections));
      bytes.text(line.adminNotes);
      bytes.text(line.resellerNotes);
      bytes.flags(line.enabled, line.banned, line.trial, line.restreamer);
    }
    return hash('sha256', bytes.written, 'base64url');
  }
}

/** Bytes that no code unit below 128 is written as. */
const mark = { wide: 0xfe, end: 0xff, none: 0xfd };

/**
 * Values as bytes, no two series of values as the same. Texts joined to one and encoded by Node took three times as long: most are short, and pieces put
 * together have to be flattened first.
 */
class Bytes {
  private bytes = Buffer.alloc(16 * 1024);
  private length = 0;
  private readonly start: number;

  /** @param prefix comes before all else */
  constructor(prefix: string) {
    this.text(prefix);
    this.start = this.length;
  }

  get written(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  begin(): void {
    this.length = this.start;
  }

  text(value: string | null): void {
    this.reserve(3 * (value?.length ?? 0) + 1);
    const { bytes } = this;
    let { length } = this;
    if (value === null) {
      bytes[length++] = mark.none;
    } else {
      for (let at = 0; at < value.length; at += 1) {
        const code = value.charCodeAt(at);
        if (code < 0x80) {
          bytes[length++] = code;
        } else {
          bytes[length++] = mark.wide;
          bytes[length++] = code >> 8;
          bytes[length++] = code & 0xff;
        }
      }
      bytes[length++] = mark.end;
    }
    this.length = length;
  }

  flags(one: boolean, two: boolean, three: boolean, four: boolean): void {
    this.reserve(1);
    this.bytes[this.length++] = (one ? 1 : 0) | (two ? 2 : 0) | (three ? 4 : 0) | (four ? 8 : 0);
  }

  private reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = Buffer.alloc(2 * (this.length + more));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}
