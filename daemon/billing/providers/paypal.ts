import { verify as verifySignature } from 'node:crypto';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { Problem } from '../../problem';
import { jsonOf, ProviderError } from './http';
import { paypalApi } from './api';
import { Mapping } from './mapping';
import { CertificateError, PaypalCertificates } from './paypal-certificates';
import type { Proof, Provider, SourceSettings } from './provider';
import { checkAge, fieldsOf, fromBase64, headerOf, malformed, textOf } from './proving';

/** Where PayPal's API is. */
export function paypalAddress({ apiUrl, sandbox = false }: SourceSettings): string {
  return (apiUrl ?? (sandbox ? 'https://api-m.sandbox.paypal.com' : 'https://api-m.paypal.com')).replace(/\/+$/, '');
}

interface Signed {
  id: string;
  time: string;
  signature: string;
  certificate: string;
  algorithm: string;
}

/** @throws Problem 400 `bad-signature` */
function signedOf({ headers }: Proof): Signed {
  const signed = {
    id: headerOf(headers, 'PayPal-Transmission-Id', 'PayPal'),
    time: headerOf(headers, 'PayPal-Transmission-Time', 'PayPal'),
    signature: headerOf(headers, 'PayPal-Transmission-Sig', 'PayPal'),
    certificate: headerOf(headers, 'PayPal-Cert-Url', 'PayPal'),
    algorithm: headerOf(headers, 'PayPal-Auth-Algo', 'PayPal'),
  };
  if (signed.algorithm !== 'SHA256withRSA')
    throw malformed('PayPal-Auth-Algo', 'names another algorithm than SHA256withRSA', 'PayPal');
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(signed.time) || Number.isNaN(Date.parse(signed.time))) {
    throw malformed('PayPal-Transmission-Time', 'is no time', 'PayPal');
  }
  return signed;
}

function notPaypals(why: string): Problem {
  return new Problem(400, 'bad-signature', `The message is not believed to be PayPal’s: ${why}.`, {
    hint: 'Compare webhookId with the id of this webhook in PayPal’s developer dashboard, and see that nothing on the way rewrites the body.',
  });
}

/** Asks PayPal itself, with the message as its bytes came. @throws Problem */
async function askPaypal({ rawBody, http, settings, now }: Proof, signed: Signed): Promise<void> {
  const { webhookId = '', username = '', apiKey = '' } = settings;
  const base = paypalAddress(settings);
  let verdict: unknown;
  try {
    const login = await http({
      method: 'POST',
      url: `${base}/v1/oauth2/token`,
      headers: {
        authorization: `Basic ${Buffer.from(`${username}:${apiKey}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    });
    const token = textOf(fieldsOf(jsonOf('PayPal', login, now))['access_token']) ?? '';
    const about = JSON.stringify({
      auth_algo: signed.algorithm,
      cert_url: signed.certificate,
      transmission_id: signed.id,
      transmission_sig: signed.signature,
      transmission_time: signed.time,
      webhook_id: webhookId,
    });
    const answer = await http({
      method: 'POST',
      url: `${base}/v1/notifications/verify-webhook-signature`,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      // As it came: written anew, it would have another checksum.
      body: `${about.slice(0, -1)},"webhook_event":${rawBody.toString('utf8')}}`,
    });
    verdict = fieldsOf(jsonOf('PayPal', answer, now))['verification_status'];
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    throw cannotVerify(error.message);
  }
  if (verdict !== 'SUCCESS') throw notPaypals('PayPal says that it did not sign it for this webhook');
}

/** PayPal sends it again: nothing is lost while it cannot be proven. */
function cannotVerify(why: string): Problem {
  return new Problem(503, 'cannot-verify', `Whether the message is PayPal’s cannot be told at the moment: ${why}`, {
    hint: 'Let this server reach PayPal over HTTPS. With username (client id) and apiKey (secret) of a PayPal app, PayPal itself is asked where its certificate is of no help.',
  });
}

/** @throws Problem 400 `bad-signature`, `stale`; 503 `no-secret`, `cannot-verify` */
async function verify(proof: Proof, certificates: PaypalCertificates): Promise<void> {
  const { rawBody, settings, http, now } = proof;
  if (settings.webhookId === undefined) {
    throw new Problem(503, 'no-secret', 'This source has no webhookId, so nothing can be believed.', {
      hint: 'Add the id of the webhook, as PayPal’s developer dashboard shows it, to the source and restart the daemon.',
    });
  }
  const signed = signedOf(proof);
  const signature = fromBase64(signed.signature);
  if (signature === null) throw malformed('PayPal-Transmission-Sig', 'is not in base64', 'PayPal');
  // PayPal signs a checksum of the body, not the body: it must be that of the bytes as they came.
  const text = `${signed.id}|${signed.time}|${settings.webhookId}|${String(crc32(rawBody))}`;
  try {
    const key = await certificates.keyOf(signed.certificate, http, now);
    if (!verifySignature('sha256', Buffer.from(text), key, signature)) throw notPaypals('its signature is wrong');
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error;
    if (!error.open) throw notPaypals(error.message);
    if (settings.username === undefined || settings.apiKey === undefined) throw cannotVerify(`${error.message}.`);
    await askPaypal(proof, signed);
  }
  checkAge(Date.parse(signed.time) / 1000, proof, 'PayPal');
}

/** @param certificates remembered for all sources */
export function paypalProvider(certificates = new PaypalCertificates()): Provider {
  return {
    name: 'paypal',
    label: 'PayPal',
    secret: null,
    settings: {
      webhookId: {
        must: true,
        why: 'PayPal signs the id of the webhook; write it as PayPal’s developer dashboard shows it',
      },
      username: { forApi: true, why: 'the client id of a PayPal app' },
      apiKey: { why: 'the secret of that app' },
      apiUrl: { why: 'where PayPal’s API is, if not at PayPal' },
      sandbox: { why: 'whether this is an account of PayPal’s sandbox' },
    },
    // It is not said whether what is sent again is signed again, and it is sent again for three days.
    toleranceSeconds: 4 * 86_400,
    verify: (proof) => verify(proof, certificates),
    keptHeaders: [
      'paypal-transmission-id',
      'paypal-transmission-time',
      'paypal-transmission-sig',
      'paypal-cert-url',
      'paypal-auth-algo',
    ],
    identify(message) {
      const { id, event_type: type } = fieldsOf(message);
      return { id: textOf(id), type: textOf(type) };
    },
    mapping: new Mapping(join(__dirname, 'paypal.jsonata')),
    refetch(message) {
      const { event_type: type, resource } = fieldsOf(message);
      // A sale names its subscription and neither the plan, nor the period, nor who paid.
      const id = textOf(fieldsOf(resource)['billing_agreement_id']);
      return type === 'PAYMENT.SALE.COMPLETED' && id !== null ? { kind: 'subscription', id } : null;
    },
    api: paypalApi,
  };
}

/** PayPal: https://developer.paypal.com/api/rest/webhooks/ */
export const paypal = paypalProvider();
