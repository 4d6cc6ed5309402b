import type { Http } from '../http';
import type { BillingApi, Ref, SourceSettings } from '../provider';
import { textOf } from '../proving';
import { ApiClient, pagesOf, pathId, type Fields, type Means } from './client';

/** Recurly's API, version 2021-02-25 (https://recurly.com/developers/api/): what its messages name, as their `data`. */
export function recurlyApi(settings: SourceSettings, http: Http, means?: Means): BillingApi {
  const client = new ApiClient({
    provider: 'Recurly',
    base: (settings.apiUrl ?? 'https://v3.recurly.com').replace(/\/+$/, ''),
    headers: {
      accept: 'application/vnd.recurly.v2021-02-25+json',
      authorization: `Basic ${Buffer.from(`${settings.apiKey ?? ''}:`).toString('base64')}`,
    },
    http,
    means,
  });
  const message = (object: string, event: string, data: Fields, at?: unknown): unknown => ({
    id: data['id'],
    object_type: object,
    event_type: event,
    event_time: textOf(at) ?? new Date(client.means.now()).toISOString(),
    data,
  });
  const states: Readonly<Record<string, string>> = { expired: 'expired', paused: 'paused' };
  const subscriptionMessage = (of: Fields): unknown =>
    message('subscription', states[textOf(of['state']) ?? ''] ?? 'updated', of);
  const invoiceMessage = (of: Fields): unknown =>
    of['state'] === 'paid'
      ? message('charge_invoice', 'paid', of, of['closed_at'])
      : message('charge_invoice', of['state'] === 'past_due' ? 'past_due' : 'updated', of);

  async function lastPaid(id: string | null): Promise<Fields | null> {
    if (id === null) return null;
    const answer = await client.get(`/subscriptions/${pathId('Recurly', id)}/invoices`, [
      ['state', 'paid'],
      ['type', 'charge'],
      ['sort', 'created_at'],
      ['order', 'desc'],
      ['limit', '1'],
    ]);
    return client.listIn(answer, 'data')[0] ?? null;
  }

  return {
    async fetch({ kind, id }: Ref) {
      const path = pathId('Recurly', id);
      if (kind === 'subscription') return subscriptionMessage(await client.get(`/subscriptions/${path}`));
      if (kind === 'invoice') return invoiceMessage(await client.get(`/invoices/${path}`));
      const transaction = await client.get(`/transactions/${path}`);
      return message('payment', transaction['status'] === 'success' ? 'succeeded' : 'failed', transaction);
    },

    async *subscriptions() {
      const pages = pagesOf('Recurly', async (url) => {
        const answer = url === null ? await client.get('/subscriptions', [['limit', '200']]) : await client.getUrl(url);
        return {
          items: client.listIn(answer, 'data'),
          next: answer['has_more'] === true ? textOf(answer['next']) : null,
        };
      });
      for await (const page of pages) {
        const messages: unknown[] = [];
        for (const subscription of page) {
          const invoice = await lastPaid(textOf(subscription['id']));
          if (invoice) messages.push(invoiceMessage(invoice));
          messages.push(subscriptionMessage(subscription));
        }
        yield messages;
      }
    },
  };
}
