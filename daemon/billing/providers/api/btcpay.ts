import { ProviderError, type Http } from '../http';
import type { BillingApi, Ref, SourceSettings } from '../provider';
import { textOf } from '../proving';
import { ApiClient, pathId, type Fields, type Means } from './client';

/** By an invoice's status, the message BTCPay sent of it. */
const messages: Readonly<Record<string, string>> = {
  Settled: 'InvoiceSettled',
  Processing: 'InvoiceProcessing',
  Invalid: 'InvoiceInvalid',
  Expired: 'InvoiceExpired',
};

/** The API of a BTCPay server (https://docs.btcpayserver.org/API/Greenfield/v1/). @throws ProviderError when its address or the store's id is missing */
export function btcpayApi(settings: SourceSettings, http: Http, means?: Means): BillingApi {
  const { apiUrl, site, apiKey = '' } = settings;
  if (apiUrl === undefined || site === undefined) {
    throw new ProviderError(
      'To ask BTCPay, `apiUrl` (the server’s address) and `site` (the store’s id) are needed beside `apiKey`.',
      {
        passing: false,
      },
    );
  }
  const client = new ApiClient({
    provider: 'BTCPay',
    base: `${apiUrl.replace(/\/+$/, '')}/api/v1/stores/${pathId('BTCPay', site)}`,
    headers: { authorization: `token ${apiKey}` },
    http,
    means,
  });
  const timestamp = (): number => Math.floor(client.means.now() / 1000);

  async function subscriber(id: string): Promise<Fields> {
    const [offering = '', customer = ''] = id.split('~', 2);
    return client.get(`/offerings/${pathId('BTCPay', offering)}/subscribers/${pathId('BTCPay', customer)}`);
  }

  return {
    async fetch({ kind, id }: Ref) {
      if (kind === 'subscription') {
        return { type: 'SubscriberActivated', timestamp: timestamp(), subscriber: await subscriber(id) };
      }
      const invoice = await client.get(`/invoices/${pathId('BTCPay', id)}`);
      const type = messages[textOf(invoice['status']) ?? ''] ?? 'InvoiceCreated';
      return { type, timestamp: timestamp(), invoiceId: id, invoice };
    },
    // eslint-disable-next-line require-yield -- there is nothing to list, which must not look like an empty list
    async *subscriptions() {
      await Promise.resolve();
      throw new ProviderError('BTCPay’s API has no list of subscribers: what it sold cannot be reconciled.', {
        passing: false,
      });
    },
  };
}
