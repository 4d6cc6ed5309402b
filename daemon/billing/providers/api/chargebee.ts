import { ProviderError, type Http } from '../http';
import type { BillingApi, Ref, SourceSettings } from '../provider';
import { fieldsOf, textOf } from '../proving';
import { ApiClient, pagesOf, pathId, type Fields, type Means } from './client';

/** Chargebee's API v2 (https://apidocs.chargebee.com/docs/api), at the site. @throws ProviderError when neither site nor address is given */
export function chargebeeApi(settings: SourceSettings, http: Http, means?: Means): BillingApi {
  const { site, apiUrl, apiKey = '' } = settings;
  if (site === undefined && apiUrl === undefined) {
    throw new ProviderError('To ask Chargebee, `site` (the site’s name) is needed beside `apiKey`.', {
      passing: false,
    });
  }
  const client = new ApiClient({
    provider: 'Chargebee',
    base: `${(apiUrl ?? `https://${site ?? ''}.chargebee.com`).replace(/\/+$/, '')}/api/v2`,
    headers: { authorization: `Basic ${Buffer.from(`${apiKey}:`).toString('base64')}` },
    http,
    means,
  });
  const message = (type: string, content: Fields, at?: unknown): unknown => ({
    event_type: type,
    occurred_at: typeof at === 'number' ? at : Math.floor(client.means.now() / 1000),
    content,
  });
  const subscriptionMessage = (content: Fields): unknown =>
    message(
      fieldsOf(content['subscription'])['status'] === 'cancelled' ? 'subscription_cancelled' : 'subscription_changed',
      content,
    );
  const subscription = (id: string): Promise<Fields> => client.get(`/subscriptions/${pathId('Chargebee', id)}`);

  async function invoiceMessage(invoice: Fields, of?: Fields): Promise<unknown> {
    const id = textOf(invoice['subscription_id']);
    const about = of ?? (id === null ? {} : await subscription(id));
    return message('invoice_updated', { ...about, invoice }, invoice['paid_at']);
  }

  async function lastPaid(id: string | null): Promise<Fields | null> {
    if (id === null) return null;
    const answer = await client.get('/invoices', [
      ['subscription_id[is]', id],
      ['status[is]', 'paid'],
      ['sort_by[desc]', 'date'],
      ['limit', '1'],
    ]);
    const [first] = client.listIn(answer, 'list');
    return first === undefined ? null : fieldsOf(first['invoice']);
  }

  return {
    async fetch({ kind, id }: Ref) {
      if (kind === 'subscription') return subscriptionMessage(await subscription(id));
      if (kind === 'invoice') {
        return invoiceMessage(fieldsOf((await client.get(`/invoices/${pathId('Chargebee', id)}`))['invoice']));
      }
      const transaction = fieldsOf((await client.get(`/transactions/${pathId('Chargebee', id)}`))['transaction']);
      const of = textOf(transaction['subscription_id']);
      const content = { ...(of === null ? {} : await subscription(of)), transaction };
      return message(transaction['status'] === 'success' ? 'payment_succeeded' : 'payment_failed', content);
    },

    async *subscriptions() {
      const pages = pagesOf('Chargebee', async (offset) => {
        const answer = await client.get('/subscriptions', [
          ['limit', '100'],
          ['offset', offset ?? undefined],
        ]);
        return { items: client.listIn(answer, 'list'), next: textOf(answer['next_offset']) };
      });
      for await (const page of pages) {
        const messages: unknown[] = [];
        for (const content of page) {
          const invoice = await lastPaid(textOf(fieldsOf(content['subscription'])['id']));
          if (invoice) messages.push(await invoiceMessage(invoice, content));
          messages.push(subscriptionMessage(content));
        }
        yield messages;
      }
    },
  };
}
