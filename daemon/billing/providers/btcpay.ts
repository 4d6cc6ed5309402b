import { join } from 'node:path';
import { btcpayApi } from './api';
import { Mapping } from './mapping';
import type { Proof, Provider } from './provider';
import { anyMatches, fieldsOf, fromHex, headerOf, hmacs, malformed, notSigned, textOf } from './proving';

/**
 * `BTCPay-Sig: sha256=<hex>` over the body: https://docs.btcpayserver.org/API/Greenfield/v1/#tag/Webhooks. No time is signed; what comes twice is known by its
 * delivery.
 *
 * @throws Problem 400 `bad-signature`
 */
function verify({ rawBody, headers, secrets }: Proof): void {
  const [, digits = ''] = /^sha256=(.+)$/i.exec(headerOf(headers, 'BTCPay-Sig', 'BTCPay')) ?? [];
  const given = fromHex(digits, 32);
  if (given === null) throw malformed('BTCPay-Sig', 'is no sha256=hex', 'BTCPay');
  if (!anyMatches(hmacs('sha256', secrets, rawBody), [given])) {
    throw notSigned('the secret with the one of this webhook in BTCPay (store settings > Webhooks)');
  }
}

/** BTCPay Server. What its messages tell of an invoice is little more than its id: give an API key, and the rest is asked for. */
export const btcpay: Provider = {
  name: 'btcpay',
  label: 'BTCPay',
  secret: 'the secret of the webhook',
  settings: {
    apiKey: { why: 'BTCPay is asked with it for amounts and buyers; it needs btcpay.store.canviewinvoices' },
    apiUrl: { forApi: true, why: 'the address of the BTCPay server, to be asked with apiKey' },
    site: { forApi: true, why: 'the id of the store, to be asked with apiKey' },
  },
  verify,
  keptHeaders: ['btcpay-sig'],
  identify(message) {
    // A redelivery has an id of its own, and names the first.
    const { originalDeliveryId, deliveryId, type } = fieldsOf(message);
    return { id: textOf(originalDeliveryId) ?? textOf(deliveryId), type: textOf(type) };
  },
  mapping: new Mapping(join(__dirname, 'btcpay.jsonata')),
  refetch(message) {
    const { invoiceId, type } = fieldsOf(message);
    const id = textOf(invoiceId);
    const tells = /^Invoice(Settled|Processing|Invalid|Expired)$/.test(textOf(type) ?? '');
    return id !== null && tells ? { kind: 'invoice', id } : null;
  },
  api: btcpayApi,
};
