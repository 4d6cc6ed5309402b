import { join } from 'node:path';
import { Mapping } from './mapping';
import type { Proof, Provider } from './provider';
import { anyMatches, fieldsOf, fromHex, headerOf, hmacs, malformed, notSigned, textOf } from './proving';

/**
 * `X-CC-Webhook-Signature`, hex over the body: https://docs.cloud.coinbase.com/commerce/docs/webhooks-security. No time is signed; what comes twice is known by
 * its event's id.
 *
 * @throws Problem 400 `bad-signature`
 */
function verify({ rawBody, headers, secrets }: Proof): void {
  const given = fromHex(headerOf(headers, 'X-CC-Webhook-Signature', 'Coinbase Commerce'), 32);
  if (given === null) throw malformed('X-CC-Webhook-Signature', 'is no SHA-256 in hex', 'Coinbase Commerce');
  if (!anyMatches(hmacs('sha256', secrets, rawBody), [given])) {
    throw notSigned('the shared secret with the one in Coinbase Commerce (Settings > Notifications)');
  }
}

/** Coinbase Commerce: single charges in crypto currency. */
export const coinbase: Provider = {
  name: 'coinbase',
  label: 'Coinbase Commerce',
  secret: 'the webhook shared secret',
  verify,
  keptHeaders: ['x-cc-webhook-signature'],
  identify(message) {
    // The message's own id and attempt_number change with each delivery.
    const { id, type } = fieldsOf(fieldsOf(message)['event']);
    return { id: textOf(id), type: textOf(type) };
  },
  mapping: new Mapping(join(__dirname, 'coinbase.jsonata')),
};
