import { hash } from 'node:crypto';
import type { LineSummary } from '../../panel';

/** Characters of a line's fingerprint: 64 bits and a little, enough to notice a change. */
export const fingerprintLength = 11;

/**
 * Short texts that stand for what lines are: same line, same text, and nothing else can be told from it. They lie on disk and passwords are in them, so
 * they are keyed: without the key nobody can try passwords against them.
 */
export class Fingerprints {
  /** @param key the longer the better; secret */
  constructor(private readonly key: string) {}

  of(line: LineSummary): string {
    return this.hash([line]).slice(0, fingerprintLength);
  }

  /** Of several lines at once: costs little more than that of one. */
  digest(lines: readonly LineSummary[]): string {
    return this.hash(lines).slice(0, 2 * fingerprintLength);
  }

  /** Over the compared fields (`comparedFields`) and the password, each by name: in a loop over names, they took three times as long. */
  private hash(lines: readonly LineSummary[]): string {
    const values: unknown[] = [this.key];
    for (const line of lines) {
      values.push(line.id, line.username, line.password, line.ownerId, line.expiresAt, line.enabled, line.banned);
      values.push(line.trial, line.restreamer, line.maxConnections, line.adminNotes, line.resellerNotes);
    }
    return hash('sha256', values.join('\u0000'), 'base64url');
  }
}
