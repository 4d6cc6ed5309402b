import type { Http } from '../http';
import type { BillingApi, Ref, SourceSettings } from '../provider';
import { fieldsOf, textOf } from '../proving';
import { ApiClient, pagesOf, pathId, type Fields, type Means } from './client';

/** How many of a subscription's newest invoices are looked at for the last paid one. */
const invoicesLookedAt = 3;

/** Square's API (https://developer.squareup.com/reference/square): objects with the customer and the subscription they name, as the mapping reads them. */
export function squareApi(settings: SourceSettings, http: Http, means?: Means): BillingApi {
  const client = new ApiClient({
    provider: 'Square',
    base: (
      settings.apiUrl ??
      (settings.sandbox === true ? 'https://connect.squareupsandbox.com' : 'https://connect.squareup.com')
    ).replace(/\/+$/, ''),
    headers: { authorization: `Bearer ${settings.apiKey ?? ''}`, 'square-version': '2025-01-23' },
    http,
    means,
  });
  const one = async (kind: string, id: string): Promise<Fields> =>
    fieldsOf((await client.get(`/v2/${kind}s/${pathId('Square', id)}`))[kind]);
  const message = (type: string, object: Fields): unknown => ({
    type,
    created_at: new Date(client.means.now()).toISOString(),
    data: { object },
  });
  const customerOf = async (id: unknown): Promise<Fields> => {
    const known = textOf(id);
    return known === null ? {} : one('customer', known);
  };

  async function invoiceMessage(invoice: Fields, of?: Fields): Promise<unknown> {
    const subscriptionId = textOf(invoice['subscription_id']);
    const subscription = of ?? (subscriptionId === null ? {} : await one('subscription', subscriptionId));
    const recipient = fieldsOf(invoice['primary_recipient']);
    const customer = textOf(recipient['email_address']) === null ? await customerOf(recipient['customer_id']) : {};
    const type = invoice['status'] === 'PAID' ? 'invoice.payment_made' : 'invoice.updated';
    return message(type, { invoice, subscription, customer });
  }

  async function lastPaid(subscription: Fields): Promise<Fields | null> {
    const ids = Array.isArray(subscription['invoice_ids']) ? (subscription['invoice_ids'] as unknown[]) : [];
    // Newest first.
    for (const id of ids.slice(0, invoicesLookedAt)) {
      const invoice = await one('invoice', String(id));
      if (invoice['status'] === 'PAID') return invoice;
    }
    return null;
  }

  const subscriptionMessage = async (subscription: Fields): Promise<unknown> =>
    message('subscription.updated', { subscription, customer: await customerOf(subscription['customer_id']) });

  return {
    async fetch({ kind, id }: Ref) {
      if (kind === 'payment') return message('payment.updated', { payment: await one('payment', id) });
      if (kind === 'invoice') return invoiceMessage(await one('invoice', id));
      return subscriptionMessage(await one('subscription', id));
    },

    async *subscriptions() {
      const pages = pagesOf('Square', async (cursor) => {
        const body = JSON.stringify({ limit: 100, ...(cursor === null ? {} : { cursor }) });
        const answer = await client.post(
          '/v2/subscriptions/search',
          body,
          { 'content-type': 'application/json' },
          // A search changes nothing.
          { again: true },
        );
        // Square leaves the list out where it is empty, and answers {}.
        const items = Object.keys(answer).length === 0 ? [] : client.listIn(answer, 'subscriptions');
        return { items, next: textOf(answer['cursor']) };
      });
      for await (const page of pages) {
        const messages: unknown[] = [];
        for (const subscription of page) {
          const invoice = await lastPaid(subscription);
          if (invoice) messages.push(await invoiceMessage(invoice, subscription));
          messages.push(await subscriptionMessage(subscription));
        }
        yield messages;
      }
    },
  };
}
