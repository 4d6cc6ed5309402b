import { join } from 'node:path';
import { squareApi } from './api';
import { Mapping } from './mapping';
import type { Proof, Provider } from './provider';
import { anyMatches, fieldsOf, fromBase64, headerOf, hmacs, malformed, notSigned, textOf } from './proving';

const header = 'X-Square-HmacSha256-Signature';

/**
 * `x-square-hmacsha256-signature`, base64 over the notification URL and the body: https://developer.squareup.com/docs/webhooks/step3validate. No time is
 * signed, and Square sends a message again for a day; what comes twice is known by its event_id. (The older header, SHA-1, counts for nothing.)
 *
 * @throws Problem 400 `bad-signature`
 */
function verify({ rawBody, headers, secrets, settings }: Proof): void {
  const given = fromBase64(headerOf(headers, header, 'Square'), 32);
  if (given === null) throw malformed(header, 'is no SHA-256 in base64', 'Square');
  if (!anyMatches(hmacs('sha256', secrets, settings.url ?? '', rawBody), [given])) {
    throw notSigned(
      'the signature key, and `url`, with those of this webhook subscription in Square (the address is signed: to the last character as it stands there)',
    );
  }
}

/** Square: https://developer.squareup.com/docs/webhooks/overview. It has no event of a failed payment but that of an invoice. */
export const square: Provider = {
  name: 'square',
  label: 'Square',
  secret: 'the signature key of the webhook subscription',
  settings: {
    url: { must: true, why: 'Square signs the notification URL with each message' },
    apiKey: {
      why: 'Square’s API is read with it (an access token): messages name customers and plans by their ids only',
    },
    apiUrl: { why: 'where Square’s API is, if not at Square' },
    sandbox: { why: 'whether this is an account of Square’s sandbox' },
  },
  verify,
  keptHeaders: ['x-square-hmacsha256-signature'],
  identify(message) {
    const { event_id: id, type } = fieldsOf(message);
    return { id: textOf(id), type: textOf(type) };
  },
  mapping: new Mapping(join(__dirname, 'square.jsonata')),
  refetch(message) {
    const { type, data } = fieldsOf(message);
    const { id: named, object } = fieldsOf(data);
    const { invoice, refund, dispute } = fieldsOf(object);
    const payment =
      textOf(fieldsOf(refund)['payment_id']) ?? textOf(fieldsOf(fieldsOf(dispute)['disputed_payment'])['payment_id']);
    if (payment !== null) return { kind: 'payment', id: payment };
    const id = textOf(fieldsOf(invoice)['id']) ?? textOf(named);
    if (id === null || typeof type !== 'string') return null;
    if (type.startsWith('subscription.')) return { kind: 'subscription', id };
    return type === 'invoice.payment_made' || type === 'invoice.scheduled_charge_failed'
      ? { kind: 'invoice', id }
      : null;
  },
  api: squareApi,
};
