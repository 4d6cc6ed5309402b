import { join } from 'node:path';
import { recurlyApi } from './api';
import { Mapping } from './mapping';
import type { Proof, Provider, Ref } from './provider';
import { anyMatches, checkAge, fieldsOf, fromHex, headerOf, hmacs, malformed, notSigned, textOf } from './proving';

/**
 * `recurly-signature: <milliseconds>,<hex>[,<hex>…]` over `milliseconds.body`; there are two while a secret is rotated. JSON endpoints only: Recurly does
 * not sign XML.
 *
 * @throws Problem 400 `bad-signature`, `stale`
 */
function verify(proof: Proof): void {
  const { rawBody, headers, secrets } = proof;
  const [timestamp = '', ...signatures] = headerOf(headers, 'recurly-signature', 'Recurly')
    .split(',')
    .map((part) => part.trim());
  const given = signatures.flatMap((signature) => fromHex(signature, 32) ?? []);
  if (!/^\d{1,15}$/.test(timestamp) || given.length === 0) {
    throw malformed('recurly-signature', 'has no time or no signature', 'Recurly');
  }
  if (!anyMatches(hmacs('sha256', secrets, `${timestamp}.`, rawBody), given)) {
    throw notSigned('the secret with the one of this endpoint in Recurly');
  }
  checkAge(Number(timestamp) / 1000, proof, 'Recurly');
}

const kinds = new Map<unknown, Ref['kind']>([
  ['subscription', 'subscription'],
  ['charge_invoice', 'invoice'],
  ['invoice', 'invoice'],
  ['payment', 'payment'],
]);

/**
 * Recurly: https://docs.recurly.com/recurly-subscriptions/docs/webhooks. Its messages name an object and what happened to it, and nothing else: what it is
 * worth is asked of its API.
 */
export const recurly: Provider = {
  name: 'recurly',
  label: 'Recurly',
  secret: 'the secret of the JSON endpoint',
  settings: {
    apiKey: { why: 'Recurly’s messages only name what changed: the rest is read from its API' },
    apiUrl: { why: 'where Recurly’s API is, such as https://v3.eu.recurly.com' },
    sandbox: { why: 'whether this is a sandbox site' },
  },
  // It is not said whether what is sent again is signed again, and it is sent again for more than a day.
  toleranceSeconds: 2 * 86_400,
  verify,
  keptHeaders: ['recurly-signature'],
  identify(message) {
    const { id, object_type: object, event_type: event, event_time: time } = fieldsOf(message);
    const type = typeof object === 'string' && typeof event === 'string' ? `${object}.${event}` : null;
    // `id` is the object's. Recurly's id of the notification is in a header, which is not signed.
    const whole = type !== null && textOf(id) !== null && textOf(time) !== null;
    return { id: whole ? `${type}:${String(id)}:${String(time)}` : null, type };
  },
  mapping: new Mapping(join(__dirname, 'recurly.jsonata')),
  refetch(message) {
    const { id, object_type: object } = fieldsOf(message);
    const kind = kinds.get(object);
    return kind !== undefined && typeof id === 'string' && id !== '' ? { kind, id } : null;
  },
  api: recurlyApi,
};
