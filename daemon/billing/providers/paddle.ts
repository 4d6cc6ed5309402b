import { join } from 'node:path';
import { paddleApi } from './api';
import { Mapping } from './mapping';
import type { Proof, Provider } from './provider';
import { anyMatches, checkAge, fieldsOf, fromHex, headerOf, hmacs, malformed, notSigned, textOf } from './proving';

/**
 * `Paddle-Signature: ts=<seconds>;h1=<hex>[;h1=<hex>…]` over `ts:body`; there are several h1 while a secret is rotated.
 *
 * @throws Problem 400 `bad-signature`, `stale`
 */
function verify(proof: Proof): void {
  const { rawBody, headers, secrets } = proof;
  const parts = headerOf(headers, 'Paddle-Signature', 'Paddle')
    .split(';')
    .map((part) => part.trim().split('=', 2));
  const timestamp = parts.find(([name]) => name === 'ts')?.[1] ?? '';
  const given = parts.flatMap(([name, value = '']) => (name === 'h1' ? (fromHex(value, 32) ?? []) : []));
  if (!/^\d{1,12}$/.test(timestamp) || given.length === 0) {
    throw malformed('Paddle-Signature', 'has no ts or no h1 signature', 'Paddle');
  }
  if (!anyMatches(hmacs('sha256', secrets, `${timestamp}:`, rawBody), given)) {
    throw notSigned('the secret key (pdl_ntfset_…) with the one of this notification destination in Paddle');
  }
  checkAge(Number(timestamp), proof, 'Paddle');
}

/** What lacks the customer's address without being asked for. */
const withoutCustomer = /^(transaction\.(paid|completed|payment_failed)|subscription\.(created|activated))$/;

/**
 * Paddle Billing: https://developer.paddle.com/webhooks. Paddle's own libraries take messages for 5 seconds after they were signed; behind a queue or a
 * clock that is a little off, that loses payments, so it is 300 here.
 */
export const paddle: Provider = {
  name: 'paddle',
  label: 'Paddle',
  secret: 'the secret key (pdl_ntfset_…) of the notification destination',
  settings: {
    apiKey: { why: 'Paddle’s API is read with it: messages name customers by their ids only' },
    apiUrl: { why: 'where Paddle’s API is, if not at Paddle' },
    sandbox: { why: 'whether this is an account of Paddle’s sandbox' },
  },
  verify,
  keptHeaders: ['paddle-signature'],
  identify(message) {
    // The notification's id changes with each destination and replay.
    const { event_id: id, event_type: type } = fieldsOf(message);
    return { id: textOf(id), type: textOf(type) };
  },
  mapping: new Mapping(join(__dirname, 'paddle.jsonata')),
  refetch(message) {
    const { event_type: type, data } = fieldsOf(message);
    const id = textOf(fieldsOf(data)['id']);
    if (id === null || typeof type !== 'string' || !withoutCustomer.test(type)) return null;
    return { kind: type.startsWith('transaction.') ? 'payment' : 'subscription', id };
  },
  api: paddleApi,
};
