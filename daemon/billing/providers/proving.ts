import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from '../../problem';

/** What proofs of messages share. Errors name likely causes, and repeat neither signatures nor secrets. */

export type HmacAlgorithm = 'sha1' | 'sha256' | 'sha512';

/**
 * The HMAC of the parts with each secret. Bodies go in as the bytes that came: any re-encoding would sign something else.
 * @param secrets texts are keys as UTF-8
 */
export function hmacs(
  algorithm: HmacAlgorithm,
  secrets: ReadonlyArray<string | Buffer>,
  ...parts: ReadonlyArray<string | Buffer>
): Buffer[] {
  return secrets.map((secret) => {
    const hmac = createHmac(algorithm, secret);
    for (const part of parts) hmac.update(part);
    return hmac.digest();
  });
}

/** Whether any given signature is one of the expected. All are compared, so that the time taken tells nothing. */
export function anyMatches(expected: readonly Buffer[], given: readonly Buffer[]): boolean {
  const matches = expected.flatMap((one) =>
    given.map((other) => one.length === other.length && timingSafeEqual(one, other)),
  );
  return matches.includes(true);
}

/** Compares texts such as passwords in constant time, whatever their lengths. */
export function anyTextMatches(expected: readonly string[], given: string): boolean {
  // HMACs are of one length; the key matters not.
  const [digest] = hmacs('sha256', ['compare'], given);
  return anyMatches(
    expected.flatMap((text) => hmacs('sha256', ['compare'], text)),
    digest === undefined ? [] : [digest],
  );
}

/** Bytes written as hex digits, and as nothing else. @param bytes how many there must be */
export function fromHex(text: string, bytes: number): Buffer | null {
  return /^[0-9a-f]+$/i.test(text) && text.length === bytes * 2 ? Buffer.from(text, 'hex') : null;
}

/** Bytes written in base64, and in nothing else. @param bytes how many there must be; undefined: any number */
export function fromBase64(text: string, bytes?: number): Buffer | null {
  const decoded = Buffer.from(text, 'base64');
  if (decoded.toString('base64') !== text || decoded.length === 0) return null;
  return bytes === undefined || decoded.length === bytes ? decoded : null;
}

/** Bytes of a digest. */
export const digestBytes: Readonly<Record<HmacAlgorithm, number>> = { sha1: 20, sha256: 32, sha512: 64 };

/**
 * A header that must be there.
 * @param name as the provider writes it
 * @param sender whom it comes from, e.g. `Stripe`
 * @throws Problem 400 `bad-signature`
 */
export function headerOf(headers: IncomingHttpHeaders, name: string, sender: string): string {
  const value = headers[name.toLowerCase()];
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  throw new Problem(400, 'bad-signature', `The message has no ${name} header.`, {
    hint: `Only ${sender} may post here. If ${sender} did, see that nothing on the way removes headers.`,
  });
}

/** Of a header that is there and says nothing that could be right. @param what e.g. `has no time` */
export function malformed(name: string, what: string, sender: string): Problem {
  return new Problem(400, 'bad-signature', `The ${name} header ${what}.`, {
    hint: `Only ${sender} may post here. If ${sender} did, see that nothing on the way changes headers.`,
  });
}

/** Of a signature that is none of ours. @param secret what to compare, e.g. `the signing secret (whsec_…) with the one of this endpoint in Stripe` */
export function notSigned(secret: string): Problem {
  return new Problem(400, 'bad-signature', 'The message is not signed with a secret of this source.', {
    hint: `Compare ${secret}, without white space, and see that nothing on the way rewrites the body.`,
  });
}

/**
 * Refuses what was signed too long ago, or too far ahead: a replay, or a wrong clock. Checked after the signature: only then is the time the sender's.
 * @param signedAt seconds since 1970
 * @throws Problem 400 `stale`
 */
export function checkAge(
  signedAt: number,
  { now, toleranceSeconds }: { now: number; toleranceSeconds: number },
  sender: string,
): void {
  const age = Math.floor(now / 1000) - Math.floor(signedAt);
  if (Math.abs(age) <= toleranceSeconds) return;
  throw new Problem(
    400,
    'stale',
    age > 0 ? `The message was signed ${String(age)} s ago.` : `The message was signed ${String(-age)} s ahead of now.`,
    { hint: `Set this server’s clock by NTP, or raise the source’s tolerance. ${sender} sends it again.` },
  );
}

/** A text that says something, or null. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** An object's fields; of anything else, none. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
