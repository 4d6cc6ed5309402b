import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { Problem } from '../../problem';
import { Mapping } from './mapping';
import type { Proof, Provider } from './provider';
import {
  anyMatches,
  anyTextMatches,
  checkAge,
  fieldsOf,
  fromBase64,
  fromHex,
  headerOf,
  hmacs,
  malformed,
  notSigned,
  textOf,
} from './proving';

const header = 'X-Zoho-Webhook-Signature';
const isForm = (headers: IncomingHttpHeaders): boolean =>
  headers['content-type']?.toLowerCase().includes('application/x-www-form-urlencoded') === true;

/**
 * Zoho has three ways, and takes which the message shows:
 *  - Zoho Billing, with a secret token: `X-Zoho-Webhook-Signature`, HMAC-SHA256 over the pairs of query and form, sorted by name and written one after another, and
 *    then the JSON as it came (https://www.zoho.com/billing/kb/webhooks/securing-webhooks.html). The page names no encoding: hex and base64 count. No time is signed.
 *  - Zoho Payments: `t=<ms>,v=<hex>` over `t.body` (https://www.zoho.com/in/payments/developerdocs/webhooks/verification/).
 *  - A header of the operator's own (`header`), which a webhook of Zoho Billing can be made to send: it holds one of the secrets.
 *
 * @throws Problem 400 `bad-signature`, `stale`
 */
function verify(proof: Proof): void {
  const { rawBody, headers, secrets, settings } = proof;
  if (settings.header !== undefined) {
    if (anyTextMatches(secrets, headerOf(headers, settings.header, 'Zoho'))) return;
    throw new Problem(400, 'bad-signature', `The ${settings.header} header holds none of this source’s secrets.`, {
      hint: `Only Zoho may post here. Compare the value of ${settings.header} in the webhook’s custom headers with the secret.`,
    });
  }
  const value = headerOf(headers, header, 'Zoho');
  const secret = 'the secret token (Zoho Billing) or the signing key (Zoho Payments) with the one of this webhook';
  if (value.includes('=') && /^\s*[tv]=/.test(value)) {
    const parts = new Map(value.split(',').map((part) => part.trim().split('=', 2) as [string, string]));
    const time = parts.get('t') ?? '';
    const given = fromHex(parts.get('v') ?? '', 32);
    if (!/^\d{1,15}$/.test(time) || given === null) throw malformed(header, 'has no time or no signature', 'Zoho');
    if (!anyMatches(hmacs('sha256', secrets, `${time}.`, rawBody), [given])) throw notSigned(secret);
    checkAge(Number(time) / 1000, proof, 'Zoho');
    return;
  }
  const given = fromHex(value, 32) ?? fromBase64(value, 32);
  if (given === null) throw malformed(header, 'is no SHA-256', 'Zoho');
  const form = isForm(headers);
  const pairs = [
    ...new URL(settings.url ?? 'http://localhost').searchParams,
    ...(form ? new URLSearchParams(rawBody.toString('utf8')) : []),
  ].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const content = form ? '' : rawBody;
  if (!anyMatches(hmacs('sha256', secrets, pairs.flat().join(''), content), [given])) throw notSigned(secret);
}

/** @throws Problem 400 `not-json` */
function parse(rawBody: Buffer, headers: IncomingHttpHeaders): unknown {
  const text = rawBody.toString('utf8');
  try {
    const pairs = isForm(headers) ? new URLSearchParams(text) : null;
    const message = pairs
      ? { ...Object.fromEntries(pairs), ...fieldsOf(json(pairs.get('JSONString') ?? '{}')) }
      : json(text);
    const payload = fieldsOf(message)['payload'];
    // An event holds what it is about as a text of JSON.
    return typeof payload === 'string' ? { ...fieldsOf(message), payload: json(payload) } : message;
  } catch {
    throw new Problem(400, 'not-json', 'The message is proven, but is not JSON.', {
      hint: 'See that the webhook in Zoho sends the default payload, as JSON.',
    });
  }
}

const json = (text: string): unknown => JSON.parse(text) as unknown;
const asId = (value: unknown): string | null => (typeof value === 'number' ? String(value) : textOf(value));

/** Zoho Billing (https://www.zoho.com/billing/api/v1/events/) and Zoho Payments (https://www.zoho.com/us/payments/api/v1/webhooks-events/). */
export const zoho: Provider = {
  name: 'zoho',
  label: 'Zoho Billing',
  secret:
    'the secret token of the webhook (Zoho Billing), its signing key (Zoho Payments), or the value of a custom header',
  settings: {
    url: { why: 'the address of the webhook with its query, when it has one: Zoho signs the query' },
    header: { why: 'a custom header of the webhook that holds the secret, in place of a signature' },
  },
  verify,
  keptHeaders: ['x-zoho-webhook-signature', 'content-type'],
  parse,
  identify(message) {
    const { event_id: id, event_type: type } = fieldsOf(message);
    return { id: asId(id), type: textOf(type) };
  },
  mapping: new Mapping(join(__dirname, 'zoho.jsonata')),
};
