import type { Http } from '../http';
import type { BillingApi, Ref, SourceSettings } from '../provider';
import { fieldsOf, textOf } from '../proving';
import { ApiClient, pagesOf, pathId, type Fields, type Means } from './client';

/** Paddle Billing's API (https://developer.paddle.com/api-reference): objects with the customer they name, as the mapping reads them. */
export function paddleApi(settings: SourceSettings, http: Http, means?: Means): BillingApi {
  const client = new ApiClient({
    provider: 'Paddle',
    base: (
      settings.apiUrl ?? (settings.sandbox === true ? 'https://sandbox-api.paddle.com' : 'https://api.paddle.com')
    ).replace(/\/+$/, ''),
    headers: { authorization: `Bearer ${settings.apiKey ?? ''}` },
    http,
    means,
  });
  const message = (type: string, data: Fields, at?: unknown): unknown => ({
    event_type: type,
    occurred_at: textOf(at) ?? new Date(client.means.now()).toISOString(),
    data,
  });

  async function withCustomer(of: Fields): Promise<Fields> {
    const id = textOf(of['customer_id']);
    if (id === null || of['customer'] !== undefined) return of;
    return { ...of, customer: fieldsOf((await client.get(`/customers/${pathId('Paddle', id)}`))['data']) };
  }

  const subscriptionMessage = (of: Fields): unknown =>
    message(of['status'] === 'canceled' ? 'subscription.canceled' : 'subscription.updated', of);

  function transactionMessage(of: Fields): unknown {
    const { status } = of;
    if (status === 'paid' || status === 'completed') return message(`transaction.${status}`, of, of['billed_at']);
    return message(status === 'past_due' ? 'transaction.payment_failed' : 'transaction.updated', of);
  }

  async function lastPaid(id: string | null): Promise<Fields | null> {
    if (id === null) return null;
    const answer = await client.get('/transactions', [
      ['subscription_id', id],
      ['status', 'completed,paid'],
      ['order_by', 'billed_at[DESC]'],
      ['per_page', '1'],
    ]);
    return client.listIn(answer, 'data')[0] ?? null;
  }

  return {
    async fetch({ kind, id }: Ref) {
      const path = pathId('Paddle', id);
      if (kind === 'subscription') {
        return subscriptionMessage(await withCustomer(fieldsOf((await client.get(`/subscriptions/${path}`))['data'])));
      }
      const { data } = await client.get(`/transactions/${path}`, [['include', 'customer,address,discount']]);
      return transactionMessage(await withCustomer(fieldsOf(data)));
    },

    async *subscriptions() {
      const pages = pagesOf('Paddle', async (url) => {
        const answer =
          url === null ? await client.get('/subscriptions', [['per_page', '100']]) : await client.getUrl(url);
        const { has_more: more, next } = fieldsOf(fieldsOf(answer['meta'])['pagination']);
        return { items: client.listIn(answer, 'data'), next: more === true ? textOf(next) : null };
      });
      for await (const page of pages) {
        const messages: unknown[] = [];
        for (const each of page) {
          const subscription = await withCustomer(each);
          const transaction = await lastPaid(textOf(each['id']));
          if (transaction) {
            messages.push(transactionMessage({ customer: subscription['customer'], ...transaction }));
          }
          messages.push(subscriptionMessage(subscription));
        }
        yield messages;
      }
    },
  };
}
