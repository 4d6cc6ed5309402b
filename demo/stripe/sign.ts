import { createHmac } from 'node:crypto';

/**
 * The `Stripe-Signature` header Stripe sends with this body.
 * @param secret the endpoint's signing secret, `whsec_…`, used as it is
 */
export function signStripe(rawBody: Buffer, secret: string, timestampSeconds: number): string {
  const signature = createHmac('sha256', secret)
    .update(`${String(timestampSeconds)}.`)
    .update(rawBody)
    .digest('hex');
  return `t=${String(timestampSeconds)},v1=${signature}`;
}
