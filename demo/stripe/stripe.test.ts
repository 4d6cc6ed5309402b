import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoCredentials, holdAtStripe, startClouds, type Clouds } from '../clouds';
import {
  cancelEvents,
  changePlanEvents,
  disputeClosedEvents,
  disputeEvents,
  failEvents,
  objectsAfter,
  refundEvents,
  renewEvents,
  subscribeEvents,
  uncancelEvents,
  type Purchase,
  type StripeEvent,
  type StripeObject,
  type Subscription,
} from '.';

const at = (instant: string): number => Date.parse(instant) / 1000;
const customer = { email: 'nadia@example.com', name: 'نادية', phone: '+96170000001', country: 'LB', locale: 'ar' };
const start = at('2027-01-31T10:00:00Z');
const buy = (more: Partial<Purchase> = {}): StripeEvent[] =>
  subscribeEvents({ customer, priceId: 'price_1', amount: 1000, paidAt: start, ...more });
const types = (events: readonly StripeEvent[]): string[] => events.map(({ type }) => type);
const last = (events: readonly StripeEvent[], object: string): StripeObject =>
  [...objectsAfter(events).values()].filter((each) => each.object === object).at(-1)!;
const period = (events: readonly StripeEvent[]): string[] => {
  const [item] = (last(events, 'subscription') as Subscription).items.data;
  return [item.current_period_start, item.current_period_end].map((time) => new Date(time * 1000).toISOString());
};

describe('a sale at Stripe', () => {
  it('renews on its day of the month, or the month’s last', () => {
    const sent = buy();
    expect(period(sent)).toEqual(['2027-01-31T10:00:00.000Z', '2027-02-28T10:00:00.000Z']);
    const second = renewEvents(sent, { at: at('2027-02-28T10:00:00Z') });
    expect(types(second)).toEqual(['customer.subscription.updated', 'invoice.paid', 'invoice.payment_succeeded']);
    sent.push(...second);
    expect(period(sent)).toEqual(['2027-02-28T10:00:00.000Z', '2027-03-31T10:00:00.000Z']);
    expect(last(sent, 'invoice')).toMatchObject({ billing_reason: 'subscription_cycle', amount_paid: 1000 });
  });

  it('fails, is tried again, and is paid by the same invoice', () => {
    const sent = buy();
    const first = failEvents(sent, { at: at('2027-02-28T10:00:00Z') });
    expect(types(first)).toEqual([
      'customer.subscription.updated',
      'payment_intent.payment_failed',
      'invoice.payment_failed',
      'customer.subscription.updated',
    ]);
    expect(first.at(-1)?.data).toMatchObject({
      object: { status: 'past_due' },
      previous_attributes: { status: 'active' },
    });
    sent.push(...first);
    sent.push(...failEvents(sent, { at: at('2027-03-03T10:00:00Z'), nextAttemptAt: null }));
    const due = last(sent, 'invoice');
    expect(due).toMatchObject({ status: 'open', attempt_count: 2, next_payment_attempt: null });
    sent.push(...renewEvents(sent, { at: at('2027-03-04T10:00:00Z') }));
    expect(last(sent, 'invoice')).toMatchObject({ id: due.id, status: 'paid', amount_paid: 1000 });
    expect(last(sent, 'subscription')['status']).toBe('active');
    expect(period(sent)).toEqual(['2027-02-28T10:00:00.000Z', '2027-03-31T10:00:00.000Z']);
  });

  it('ends with its period, unless that is taken back, or at once', () => {
    const sent = buy();
    sent.push(...cancelEvents(sent, { at: start + 60, atPeriodEnd: true }));
    expect(last(sent, 'subscription')).toMatchObject({
      status: 'active',
      cancel_at_period_end: true,
      cancel_at: at('2027-02-28T10:00:00Z'),
    });
    sent.push(...uncancelEvents(sent, { at: start + 120 }));
    expect(last(sent, 'subscription')).toMatchObject({ cancel_at_period_end: false, cancel_at: null });
    const ended = cancelEvents(sent, { at: start + 180 });
    expect(types(ended)).toEqual(['customer.subscription.deleted']);
    expect(ended[0]?.data.object).toMatchObject({ status: 'canceled', ended_at: start + 180 });
  });

  it('is refunded in parts', () => {
    const sent = buy();
    sent.push(...refundEvents(sent, { at: start + 60, amount: 400 }));
    expect(last(sent, 'charge')).toMatchObject({ amount_refunded: 400, refunded: false });
    sent.push(...refundEvents(sent, { at: start + 120 }));
    expect(last(sent, 'charge')).toMatchObject({ amount_refunded: 1000, refunded: true });
    expect([...objectsAfter(sent).values()].filter(({ object }) => object === 'refund')).toMatchObject([
      { amount: 400 },
      { amount: 600 },
    ]);
  });

  it('is disputed, and the dispute decided', () => {
    const sent = buy();
    sent.push(...disputeEvents(sent, { at: start + 60 }));
    expect(last(sent, 'dispute')).toMatchObject({ status: 'needs_response', amount: 1000 });
    sent.push(...disputeClosedEvents(sent, { at: start + 120, won: false }));
    expect(last(sent, 'dispute')).toMatchObject({ status: 'lost' });
  });

  it('changes to a dearer plan for the difference of what is left', () => {
    const sent = buy({ paidAt: at('2027-04-01T00:00:00Z') });
    sent.push(...changePlanEvents(sent, { at: at('2027-04-16T00:00:00Z'), priceId: 'price_2', amount: 3000 }));
    expect(last(sent, 'invoice')).toMatchObject({
      billing_reason: 'subscription_update',
      amount_paid: 1000,
      lines: { data: [{ amount: -500 }, { amount: 1500 }] },
    });
    expect((last(sent, 'subscription') as Subscription).items.data[0].price.id).toBe('price_2');
  });

  it('changes to a cheaper one without paying anything back', () => {
    const sent = buy();
    sent.push(...changePlanEvents(sent, { at: start + 86_400, priceId: 'price_0', amount: 100 }));
    expect(last(sent, 'invoice')['amount_paid']).toBe(0);
    sent.push(...changePlanEvents(sent, { at: start + 90_000, priceId: 'price_x', amount: 50, proration: 'none' }));
    expect(types(sent).at(-1)).toBe('customer.subscription.updated');
  });

  it('begins with a trial, and is paid for after it', () => {
    const sent = buy({ trialDays: 7 });
    expect(last(sent, 'subscription')).toMatchObject({ status: 'trialing', trial_end: start + 7 * 86_400 });
    expect(last(sent, 'invoice')['amount_paid']).toBe(0);
    sent.push(...renewEvents(sent, { at: start + 7 * 86_400 }));
    expect(last(sent, 'subscription')['status']).toBe('active');
    expect(period(sent)).toEqual(['2027-02-07T10:00:00.000Z', '2027-03-07T10:00:00.000Z']);
  });
});

// Certificates are made at each start: slow on a busy machine.
jest.setTimeout(30_000);

describe('Stripe’s stand-in', () => {
  const { secretKey } = demoCredentials.stripe;
  let folder: string;
  let clouds: Clouds;
  let api: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stripe-'));
    clouds = await startClouds({ directory: folder, record: join(folder, 'received.jsonl') });
    api = `${clouds.proxyUrl}/api.stripe.com`;
  });

  afterAll(async () => {
    await clouds.stop();
    await rm(folder, { recursive: true, force: true });
  });

  afterEach(() => clouds.reset());

  interface Page {
    data: Array<{ id: string; [field: string]: unknown }>;
    has_more: boolean;
  }
  const get = async <T = Page>(path: string, key = secretKey): Promise<T> =>
    (await (await fetch(`${api}${path}`, { headers: { authorization: `Bearer ${key}` } })).json()) as T;

  it('lists the subscriptions of the sales, page by page, with what is asked for in place of ids', async () => {
    for (let days = 0; days < 5; days += 1) {
      await holdAtStripe(api, buy({ paidAt: start + days * 86_400 }), secretKey);
    }
    const query = '/v1/subscriptions?status=all&limit=2&expand[]=data.customer&expand[]=data.latest_invoice';
    const first = await get(query);
    expect(first.has_more).toBe(true);
    expect(first.data[0]).toMatchObject({
      created: start + 4 * 86_400,
      customer: { object: 'customer', email: customer.email, preferred_locales: ['ar'] },
      latest_invoice: { object: 'invoice', status: 'paid' },
    });
    const second = await get(`${query}&starting_after=${first.data[1]?.id ?? ''}`);
    const third = await get(`${query}&starting_after=${second.data[1]?.id ?? ''}`);
    expect(third.has_more).toBe(false);
    expect(new Set([...first.data, ...second.data, ...third.data].map(({ id }) => id)).size).toBe(5);
  });

  it('leaves ended ones out unless they are asked for', async () => {
    const sent = buy();
    await holdAtStripe(api, [...sent, ...cancelEvents(sent, { at: start + 60 })], secretKey);
    expect((await get('/v1/subscriptions')).data).toEqual([]);
    expect((await get('/v1/subscriptions?status=all')).data).toMatchObject([{ status: 'canceled' }]);
  });

  it('ties a refund’s payment to its invoice', async () => {
    const sent = buy();
    await holdAtStripe(api, [...sent, ...refundEvents(sent, { at: start + 60 })], secretKey);
    const { data: charges } = await get('/v1/charges');
    const { data } = await get(
      `/v1/invoice_payments?payment[type]=payment_intent&payment[payment_intent]=${String(charges[0]?.['payment_intent'])}`,
    );
    expect(data).toMatchObject([{ invoice: last(sent, 'invoice').id }]);
  });

  it('names why a payment failed where that is asked for', async () => {
    const sent = buy();
    sent.push(...failEvents(sent, { at: start + 60, reason: 'Insufficient funds.' }));
    await holdAtStripe(api, sent, secretKey);
    const { id } = last(sent, 'invoice');
    const { data } = await get(`/v1/payment_intents?limit=1`);
    expect(data).toMatchObject([{ last_payment_error: { message: 'Insufficient funds.' } }]);
    expect(await get(`/v1/invoices/${id}?expand[]=payments.data.payment.payment_intent`)).toMatchObject({
      payments: { data: [{ payment: { payment_intent: { last_payment_error: { message: 'Insufficient funds.' } } } }] },
    });
  });

  it('holds the same after a restart', async () => {
    await holdAtStripe(api, buy(), secretKey);
    await clouds.stop();
    clouds = await startClouds({ directory: folder, record: join(folder, 'received.jsonl') });
    api = `${clouds.proxyUrl}/api.stripe.com`;
    expect((await get('/v1/subscriptions')).data).toHaveLength(1);
  });

  it('refuses a wrong key, an unknown object and an unknown page', async () => {
    expect(await get('/v1/subscriptions', 'sk_test_other')).toMatchObject({
      error: { message: 'Invalid API Key provided' },
    });
    expect(await get('/v1/invoices/in_none')).toMatchObject({ error: { code: 'resource_missing' } });
    expect(await get('/v1/subscriptions?starting_after=sub_none')).toMatchObject({
      error: { code: 'resource_missing', param: 'starting_after' },
    });
  });
});
