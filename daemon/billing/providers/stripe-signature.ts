import type { Proof } from './provider';
import { anyMatches, checkAge, fromHex, headerOf, hmacs, malformed, notSigned } from './proving';

/**
 * `Stripe-Signature: t=<seconds>,v1=<hex>[,v1=<hex>…]`; there are several v1 while Stripe rolls a secret. Other schemes (v0, of test mode) count for nothing.
 *
 * @throws Problem 400 `bad-signature`, `stale`
 */
export function verifyStripe(proof: Pick<Proof, 'rawBody' | 'headers' | 'secrets' | 'toleranceSeconds' | 'now'>): void {
  const { rawBody, headers, secrets } = proof;
  const parts = headerOf(headers, 'Stripe-Signature', 'Stripe')
    .split(',')
    .map((part) => part.trim().split('=', 2));
  const timestamp = parts.find(([scheme]) => scheme === 't')?.[1] ?? '';
  const given = parts.flatMap(([scheme, value = '']) => (scheme === 'v1' ? (fromHex(value, 32) ?? []) : []));
  if (!/^\d{1,12}$/.test(timestamp) || given.length === 0) {
    throw malformed('Stripe-Signature', 'has no time or no v1 signature', 'Stripe');
  }
  if (!anyMatches(hmacs('sha256', secrets, `${timestamp}.`, rawBody), given)) {
    throw notSigned('the signing secret (whsec_…) with the one of this endpoint in Stripe');
  }
  checkAge(Number(timestamp), proof, 'Stripe');
}
