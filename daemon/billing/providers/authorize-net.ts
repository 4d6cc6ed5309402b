import { join } from 'node:path';
import { authorizeNetApi } from './api';
import { Mapping } from './mapping';
import type { Proof, Provider } from './provider';
import { anyMatches, fieldsOf, fromHex, headerOf, hmacs, malformed, notSigned, textOf } from './proving';

/**
 * `X-ANET-Signature: sha512=<HEX>` over the body: https://developer.authorize.net/api/reference/features/webhooks.html. The one signature that is published
 * with its key takes the key as text; others decode its hex digits first. Either counts. No time is signed; what comes twice is known by its notificationId.
 *
 * @throws Problem 400 `bad-signature`
 */
function verify({ rawBody, headers, secrets }: Proof): void {
  const [, digits = ''] = /^sha512=(.+)$/i.exec(headerOf(headers, 'X-ANET-Signature', 'Authorize.Net')) ?? [];
  const given = fromHex(digits, 64);
  if (given === null) throw malformed('X-ANET-Signature', 'is no sha512=HEX', 'Authorize.Net');
  const keys = secrets.flatMap((secret) => {
    const decoded = secret.length % 2 === 0 ? fromHex(secret, secret.length / 2) : null;
    return decoded === null ? [secret] : [secret, decoded];
  });
  if (!anyMatches(hmacs('sha512', keys, rawBody), [given])) {
    throw notSigned('the signature key with the one in Authorize.Net (Account > API Credentials & Keys)');
  }
}

/** Events about a transaction, which name it and little else. */
const ofTransactions = /^net\.authorize\.payment\.(authcapture|capture|priorAuthCapture|refund|void)\.created$/;

/**
 * Authorize.Net. Its messages do not say which subscription a payment is for: give the API credentials, and they are asked for. Payments declined after the
 * first change no status and make no message: reconciliation finds them.
 */
export const authorizeNet: Provider = {
  name: 'authorize-net',
  label: 'Authorize.Net',
  secret: 'the signature key of the account',
  settings: {
    username: { forApi: true, why: 'the API login id, with the transaction key as apiKey' },
    apiKey: { why: 'the transaction key: which subscription a payment is for must be asked' },
    apiUrl: { why: 'where Authorize.Net’s API is, if not at Authorize.Net' },
    sandbox: { why: 'whether this is an account of the sandbox' },
  },
  verify,
  keptHeaders: ['x-anet-signature'],
  identify(message) {
    const { notificationId: id, eventType: type } = fieldsOf(message);
    return { id: textOf(id), type: textOf(type) };
  },
  mapping: new Mapping(join(__dirname, 'authorize-net.jsonata')),
  refetch(message) {
    const { eventType: type, payload } = fieldsOf(message);
    const id = textOf(fieldsOf(payload)['id']);
    if (id === null || typeof type !== 'string') return null;
    if (ofTransactions.test(type)) return { kind: 'payment', id };
    return type.startsWith('net.authorize.customer.subscription.') ? { kind: 'subscription', id } : null;
  },
  api: authorizeNetApi,
};
