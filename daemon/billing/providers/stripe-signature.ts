import { createHmac, timingSafeEqual } from 'node:crypto';
import { Problem } from '../../problem';
import type { Proof } from './provider';

function hmac(rawBody: Buffer, secret: string, timestamp: string): Buffer {
  // The bytes as received: any re-encoding of the body would sign something else.
  return createHmac('sha256', secret).update(`${timestamp}.`).update(rawBody).digest();
}

/**
 * `Stripe-Signature: t=<seconds>,v1=<hex>[,v1=<hex>…]`; there are several v1 while Stripe rolls a secret. Other schemes (v0, of test mode) count for nothing.
 *
 * @throws Problem 400 `bad-signature`, `stale`
 */
export function verifyStripe({ rawBody, headers, secrets, toleranceSeconds, now }: Proof): void {
  const header = headers['stripe-signature'];
  if (typeof header !== 'string' || header === '') {
    throw new Problem(400, 'bad-signature', 'The message has no Stripe-Signature header.', {
      hint: 'Only Stripe may post here. If Stripe did, see that nothing on the way removes headers.',
    });
  }
  const parts = header.split(',').map((part) => part.trim().split('=', 2));
  const timestamp = parts.find(([scheme]) => scheme === 't')?.[1] ?? '';
  const given = parts.flatMap(([scheme, value = '']) =>
    scheme === 'v1' && /^[0-9a-f]{64}$/i.test(value) ? [Buffer.from(value, 'hex')] : [],
  );
  if (!/^\d{1,12}$/.test(timestamp) || given.length === 0) {
    throw new Problem(400, 'bad-signature', 'The Stripe-Signature header has no time or no v1 signature.', {
      hint: 'Only Stripe may post here.',
    });
  }
  // All of them are compared, so that the time taken tells nothing.
  const matches = secrets
    .map((secret) => hmac(rawBody, secret, timestamp))
    .flatMap((expected) => given.map((signature) => timingSafeEqual(expected, signature)));
  if (!matches.includes(true)) {
    throw new Problem(400, 'bad-signature', 'The message is not signed with a secret of this source.', {
      hint: 'Compare the signing secret (whsec_…) with the one of this endpoint in Stripe, without white space, and see that nothing on the way rewrites the body.',
    });
  }
  const age = Math.floor(now / 1000) - Number(timestamp);
  if (Math.abs(age) > toleranceSeconds) {
    throw new Problem(
      400,
      'stale',
      age > 0 ? `The message was signed ${age} s ago.` : `The message was signed ${-age} s ahead of now.`,
      { hint: 'Set this server’s clock by NTP, or raise the source’s tolerance. Stripe sends it again.' },
    );
  }
}
