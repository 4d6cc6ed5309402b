import { createHmac, timingSafeEqual } from 'node:crypto';
import { Problem } from '../problem';

/**
 * `X-XCVM-Signature: sha256=<hex of HMAC-SHA256 over the body>`. There is no time in it; the body has one.
 * Source: XC_VM, AlertChannels.php (2026).
 *
 * @throws Problem 400 `bad-signature`
 */
export function verifySignature(rawBody: Buffer, header: string | undefined, secret: string): void {
  const given = /^sha256=([0-9a-f]{64})$/i.exec(header ?? '')?.[1];
  if (given === undefined) {
    throw new Problem(400, 'bad-signature', 'The message has no X-XCVM-Signature.', {
      hint: 'Give the webhook channel in the panel a secret, and see that nothing on the way removes headers.',
    });
  }
  const expected = createHmac('sha256', secret).update(rawBody).digest();
  if (timingSafeEqual(expected, Buffer.from(given, 'hex'))) return;
  throw new Problem(400, 'bad-signature', 'The message is not signed with the secret of this panel.', {
    hint: 'Compare webhookSecret with the secret of the webhook channel in the panel, without white space, and see that nothing on the way rewrites the body.',
  });
}
