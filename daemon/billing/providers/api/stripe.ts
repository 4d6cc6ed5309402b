import { createHash } from 'node:crypto';
import { unixFromInstant, type Instant } from '../../../../panel';
import type { Http } from '../http';
import { ProviderError } from '../http';
import { fieldsOf, textOf } from '../proving';
import type { BillingApi, Ref, SourceSettings } from '../provider';
import { ApiClient, pagesOf, pathId, type Fields, type Means, type Query } from './client';

/** The events Stripe's mapping understands: what an endpoint is made for. */
export const stripeEvents = [
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'customer.subscription.created',
  'customer.subscription.updated',
  'customer.subscription.deleted',
  'customer.subscription.paused',
  'customer.subscription.resumed',
  'customer.subscription.trial_will_end',
  'invoice.paid',
  'invoice.payment_failed',
  'charge.refunded',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
] as const;

/** What is wanted in place of its id. Four levels at most: https://docs.stripe.com/api/expanding_objects */
const ofSubscription = ['customer', 'latest_invoice', 'discounts'];
const ofInvoice = ['customer', 'discounts', 'payments.data.payment.payment_intent'];
/** In a list: one level less. */
const ofListedInvoice = ['customer', 'discounts', 'payments'];
const expand = (fields: readonly string[], prefix = ''): Query =>
  fields.map((field) => ['expand[]', `${prefix}${field}`]);

/**
 * Stripe's API (https://docs.stripe.com/api), with the API version of the account: the mapping reads all.
 *
 * `Ref.kind` payment takes a charge (ch_, py_), a payment intent (pi_), a refund (re_) or a dispute (du_, dp_). Since "basil" none of them names its
 * invoice: it is asked for (invoice_payments) and put where it stood before, into the charge's `invoice`.
 */
export function stripeApi(settings: SourceSettings, http: Http, means?: Means): Required<BillingApi> {
  const client = new ApiClient({
    provider: 'Stripe',
    base: (settings.apiUrl ?? 'https://api.stripe.com').replace(/\/+$/, ''),
    headers: { authorization: `Bearer ${settings.apiKey ?? ''}` },
    http,
    means,
  });
  /** What Stripe would send about an object that is as it is now. */
  const message = (type: string, object: Fields, created = seconds()): unknown => ({
    object: 'event',
    type,
    created,
    livemode: object['livemode'] === true,
    data: { object },
  });
  const seconds = (): number => Math.floor(client.means.now() / 1000);

  const subscriptionMessage = (subscription: Fields): unknown =>
    message(
      subscription['status'] === 'canceled' ? 'customer.subscription.deleted' : 'customer.subscription.updated',
      subscription,
    );

  function invoiceMessage(invoice: Fields): unknown {
    const paidAt = fieldsOf(invoice['status_transitions'])['paid_at'];
    const time = typeof paidAt === 'number' ? paidAt : seconds();
    if (invoice['status'] === 'paid') return message('invoice.paid', invoice, time);
    // One nobody tried to collect yet has not failed, and one that was forgiven is not open.
    const isOpen =
      invoice['attempted'] === true && (invoice['status'] === 'open' || invoice['status'] === 'uncollectible');
    return message(isOpen ? 'invoice.payment_failed' : 'invoice.updated', invoice);
  }

  /** As the list shows it: it does not tell when the attempt failed, but the first follows at once when the invoice is made final. */
  function listedInvoiceMessage(invoice: Fields): unknown {
    const finalized = fieldsOf(invoice['status_transitions'])['finalized_at'];
    const told = invoiceMessage(invoice);
    return fieldsOf(told)['type'] === 'invoice.payment_failed' && typeof finalized === 'number'
      ? { ...fieldsOf(told), created: finalized }
      : told;
  }

  async function lastPaid(subscription: Fields): Promise<Fields | null> {
    const latest = fieldsOf(subscription['latest_invoice']);
    if (latest['status'] === 'paid') return latest;
    const answer = await client.get('/v1/invoices', [
      ['subscription', textOf(subscription['id']) ?? undefined],
      ['status', 'paid'],
      ['limit', '1'],
      ...expand(['discounts', 'customer'], 'data.'),
    ]);
    return client.listIn(answer, 'data')[0] ?? null;
  }

  async function invoiceOf(intent: string | null): Promise<string | null> {
    if (intent === null) return null;
    const answer = await client.get('/v1/invoice_payments', [
      ['payment[type]', 'payment_intent'],
      ['payment[payment_intent]', intent],
      ['limit', '1'],
    ]);
    return idOf(client.listIn(answer, 'data')[0]?.['invoice']);
  }

  async function withInvoice(charge: Fields): Promise<Fields> {
    const invoice = idOf(charge['invoice']) ?? (await invoiceOf(idOf(charge['payment_intent'])));
    return { ...charge, invoice };
  }

  async function payment(id: string): Promise<unknown> {
    const path = pathId('Stripe', id);
    const kind = id.slice(0, id.indexOf('_'));
    if (kind === 're' || kind === 'du' || kind === 'dp') {
      const of = await client.get(`/v1/${kind === 're' ? 'refunds' : 'disputes'}/${path}`, expand(['charge']));
      const whole = { ...of, charge: await withInvoice(fieldsOf(of['charge'])) };
      if (kind === 're') return message('refund.updated', whole);
      return message(of['status'] === 'won' ? 'charge.dispute.closed' : 'charge.dispute.created', whole);
    }
    const charge =
      kind === 'pi'
        ? fieldsOf((await client.get(`/v1/payment_intents/${path}`, expand(['latest_charge'])))['latest_charge'])
        : await client.get(`/v1/charges/${path}`);
    const whole = await withInvoice(charge);
    return message(Number(charge['amount_refunded']) > 0 ? 'charge.refunded' : 'charge.succeeded', whole);
  }

  /** All of a list, newest first. */
  const list = (of: string, query: Query): AsyncGenerator<Fields[]> =>
    pagesOf('Stripe', async (after) => {
      const page: Query = [
        ['limit', '100'],
        ['starting_after', after ?? undefined],
      ];
      const answer = await client.get(`/v1/${of}`, [...query, ...page]);
      const items = client.listIn(answer, 'data');
      const last = textOf(items.at(-1)?.['id']);
      if (answer['has_more'] === true && last === null) {
        throw new ProviderError(`Stripe has more ${of}, but none to continue after.`, { passing: true });
      }
      return { items, next: answer['has_more'] === true ? last : null };
    });

  return {
    async fetch({ kind, id }: Ref) {
      if (kind === 'payment') return payment(id);
      const path = pathId('Stripe', id);
      if (kind === 'invoice') return invoiceMessage(await client.get(`/v1/invoices/${path}`, expand(ofInvoice)));
      return subscriptionMessage(await client.get(`/v1/subscriptions/${path}`, expand(ofSubscription)));
    },

    async *payments(since: Instant) {
      const from: Query = [['created[gte]', String(unixFromInstant(since))]];
      const invoices = list('invoices', [...from, ...expand(ofListedInvoice, 'data.')]);
      for await (const page of invoices) yield page.filter(isOfSubscription).map(listedInvoiceMessage);
      for await (const page of list('refunds', [...from, ...expand(['charge'], 'data.')])) {
        const messages: unknown[] = [];
        for (const refund of page) {
          const charge = fieldsOf(refund['charge']);
          if (Number(charge['amount_refunded']) > 0)
            messages.push(message('charge.refunded', charge, createdOf(refund)));
        }
        yield messages;
      }
      for await (const page of list('disputes', [...from, ...expand(['charge'], 'data.')])) {
        yield page.flatMap((dispute) => {
          const opened = message('charge.dispute.created', dispute, createdOf(dispute));
          return dispute['status'] === 'won' ? [opened, message('charge.dispute.closed', dispute)] : [opened];
        });
      }
    },

    async *subscriptions() {
      const query: Query = [['status', 'all'], ...expand(ofSubscription, 'data.')];
      for await (const page of list('subscriptions', query)) {
        const messages: unknown[] = [];
        for (const subscription of page) {
          const invoice = await lastPaid(subscription);
          // First what was paid, then how things stand.
          if (invoice) messages.push(invoiceMessage(invoice));
          messages.push(subscriptionMessage(subscription));
        }
        yield messages;
      }
    },

    async register(url: string) {
      const wanted = stripeEvents.map((type) => ['enabled_events[]', type] as [string, string]);
      const form = { 'content-type': 'application/x-www-form-urlencoded' };
      const pages = pagesOf('Stripe', async (after) => {
        const answer = await client.get('/v1/webhook_endpoints', [
          ['limit', '100'],
          ['starting_after', after ?? undefined],
        ]);
        const items = client.listIn(answer, 'data');
        return { items, next: answer['has_more'] === true ? textOf(items.at(-1)?.['id']) : null };
      });
      for await (const page of pages) {
        const id = textOf(page.find((endpoint) => endpoint['url'] === url)?.['id']);
        if (id === null) continue;
        // Stripe tells an endpoint's secret once, when it is made.
        const body = new URLSearchParams([...wanted, ['disabled', 'false']]).toString();
        await client.post(`/v1/webhook_endpoints/${pathId('Stripe', id)}`, body, form, { again: true });
        return { id, secret: null };
      }
      const body = new URLSearchParams([['url', url], ...wanted, ['description', 'xtream-ui-sync']]).toString();
      const made = await client.post(
        '/v1/webhook_endpoints',
        body,
        // Sent again after a lost answer, it makes no second endpoint.
        {
          ...form,
          'idempotency-key': createHash('sha256')
            .update(`${url} ${String(seconds())}`)
            .digest('hex'),
        },
        { again: true },
      );
      const id = textOf(made['id']);
      if (id === null) throw new ProviderError('Stripe made an endpoint without an id.', { passing: false });
      return { id, secret: textOf(made['secret']) };
    },
  };
}

const createdOf = ({ created }: Fields): number | undefined => (typeof created === 'number' ? created : undefined);

/** What was bought once is not read: that it is wanted again and again is what makes a loss of it worth looking for. */
const isOfSubscription = ({ subscription, parent }: Fields): boolean =>
  idOf(subscription) !== null || idOf(fieldsOf(fieldsOf(parent)['subscription_details'])['subscription']) !== null;

/** An object may stand where its id is asked for. */
const idOf = (value: unknown): string | null => textOf(value) ?? textOf(fieldsOf(value)['id']);
