import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { strayed } from '../../testing';
import fixtures from './fixtures/recurly.json';
import { recurly } from './recurly';
import { describeProof } from './testing';

const hex = (body: Buffer, secret: string, at: number): string =>
  createHmac('sha256', secret)
    .update(`${String(at * 1000)}.`)
    .update(body)
    .digest('hex');

describeProof('Recurly’s signature', {
  provider: recurly,
  secret: 'a secret of these tests',
  header: 'recurly-signature',
  // Two while a secret is rotated, in any order.
  sign: (body, secret, at) => ({
    'recurly-signature': `${String(at * 1000)},${hex(body, 'the former', at)},${hex(body, secret, at)}`,
  }),
  recode: (header) =>
    header.replace(/,([0-9a-f]{64})/g, (_, digits: string) => `,${Buffer.from(digits, 'hex').toString('base64')}`),
});

describe('Recurly’s messages', () => {
  const { subscriptionCreated: created, subscription, invoice, transaction } = fixtures;
  const message = (object_type: string, event_type: string, data?: object): object => ({
    ...created,
    object_type,
    event_type,
    ...(data === undefined ? {} : { data }),
  });
  const told = async (object: string, event: string, data?: object) =>
    (await recurly.mapping.apply(message(object, event, data))).events;
  const one = async (object: string, event: string, data?: object) => {
    const events = await told(object, event, data);
    expect(events).toHaveLength(1);
    return events[0]!;
  };

  it('are known by object, event and time: they have no id of their own that is signed', () => {
    expect(recurly.identify(created, { 'recurly-notification-id': 'n1' })).toEqual({
      id: 'subscription.created:ra8foq26o2dt:2022-07-26T22:01:56Z',
      type: 'subscription.created',
    });
    expect(recurly.identify({ id: 'x' }, {})).toEqual({ id: null, type: null });
  });

  it('name what is to be read', () => {
    const ref = (object: string) => recurly.refetch?.(message(object, 'updated'));
    expect(ref('subscription')).toEqual({ kind: 'subscription', id: 'ra8foq26o2dt' });
    expect(ref('charge_invoice')).toEqual({ kind: 'invoice', id: 'ra8foq26o2dt' });
    expect(ref('payment')).toEqual({ kind: 'payment', id: 'ra8foq26o2dt' });
    expect(ref('account')).toBeNull();
    expect(ref('toString')).toBeNull();
    for (const other of [null, [], 'text', { object_type: 'subscription' }])
      expect(recurly.refetch?.(other)).toBeNull();
  });

  it('tell by themselves what happened to which subscription', async () => {
    expect(await recurly.mapping.apply(created)).toMatchObject({
      time: '2022-07-26T22:01:56Z',
      events: [
        { type: 'subscription.created', billing: { subscription: { id: 'ra8foq26o2dt', state: null }, amount: null } },
      ],
    });
    expect((await one('subscription', 'expired')).billing.subscription.state).toBe('expired');
    expect((await one('subscription', 'canceled')).billing.subscription).toMatchObject({
      state: null,
      cancelAtPeriodEnd: true,
    });
  });

  it.each([
    ['created', 'subscription.created'],
    ['updated', 'subscription.updated'],
    ['renewed', 'subscription.updated'],
    ['reactivated', 'subscription.updated'],
    ['canceled', 'subscription.updated'],
    ['expired', 'subscription.cancelled'],
    ['paused', 'subscription.paused'],
    ['resumed', 'subscription.resumed'],
  ])('subscription.%s are %s', async (event, expected) => {
    expect((await one('subscription', event, subscription)).type).toBe(expected);
  });

  it('tell how a subscription stands', async () => {
    expect((await one('subscription', 'updated', subscription)).billing).toMatchObject({
      customer: { id: 'verena', email: 'verena@example.com', name: 'Verena Example' },
      subscription: { id: 'ra8foq26o2dt', status: 'active', state: 'active', cancelAtPeriodEnd: false, endsAt: null },
      priceId: 'bronze',
      productId: 'ra8fnv5q7w8e',
      planName: 'Bronze Plan',
      quantity: 2,
      amount: 3998,
      currency: 'USD',
      periodStart: '2022-07-26T22:01:55Z',
      periodEnd: '2022-08-26T22:01:55Z',
      coupon: 'summer',
      metadata: { username: 'verena' },
      live: true,
    });
    const canceled = { ...subscription, state: 'canceled', auto_renew: false };
    expect((await one('subscription', 'canceled', canceled)).billing.subscription).toMatchObject({
      state: 'active',
      cancelAtPeriodEnd: true,
      endsAt: '2022-08-26T22:01:55Z',
    });
    const trial = { ...subscription, trial_ends_at: '2022-08-09T22:01:55Z' };
    expect((await one('subscription', 'updated', trial)).billing).toMatchObject({
      subscription: { state: 'trialing' },
      trialEnd: '2022-08-09T22:01:55Z',
    });
  });

  it('tell of a paid invoice', async () => {
    expect(await one('charge_invoice', 'paid', invoice)).toMatchObject({
      type: 'payment.succeeded',
      billing: {
        key: 'recurly:ra8foq2ivabc',
        paymentId: 'ra8ft1',
        customer: { id: 'verena', email: 'verena@example.com', phone: '+15551234', country: 'US' },
        subscription: { id: 'ra8foq26o2dt' },
        firstPayment: false,
        invoice: { id: 'ra8foq2ivabc', number: '1001' },
        priceId: 'bronze',
        quantity: 2,
        amount: 4068,
        tax: 320,
        discount: 250,
        currency: 'USD',
        method: 'card',
        periodStart: '2022-08-26T22:01:55Z',
        periodEnd: '2022-09-26T22:01:55Z',
      },
    });
    // The payment of an invoice is told by the invoice.
    expect(await told('payment', 'succeeded', { ...transaction, status: 'success' })).toEqual([]);
    const alone = { ...transaction, status: 'success', invoice: null };
    expect((await one('payment', 'succeeded', alone)).billing).toMatchObject({ key: 'recurly:ra8ft1', amount: 4068 });
  });

  it('tell of an invoice that is past due, and of payments that failed', async () => {
    expect(await one('charge_invoice', 'past_due', { ...invoice, state: 'past_due', paid: 0 })).toMatchObject({
      type: 'subscription.past_due',
      billing: { key: null, subscription: { id: 'ra8foq26o2dt', state: 'past_due' }, amount: 4068 },
    });
    expect(await one('payment', 'failed', transaction)).toMatchObject({
      type: 'payment.failed',
      billing: {
        key: null,
        paymentId: 'ra8ft1',
        subscription: { id: 'ra8foq26o2dt' },
        amount: 4068,
        failureReason: 'Your card was declined.',
      },
    });
  });

  it('tell which payment is refunded', async () => {
    const refund = {
      ...transaction,
      id: 'ra8re',
      type: 'refund',
      status: 'success',
      original_transaction_id: 'ra8ft1',
    };
    expect(await one('payment', 'refunded', refund)).toMatchObject({
      type: 'payment.refunded',
      billing: { key: null, paymentId: 'ra8ft1', refunded: 4068 },
    });
  });

  it('are told as what happened, whatever was read since', async () => {
    const now = {
      ...message('subscription', 'updated', { ...subscription, state: 'expired' }),
      event_time: '2023-01-01T00:00:00Z',
    };
    expect(await recurly.mapping.apply(now, { told: created })).toMatchObject({
      time: '2022-07-26T22:01:56Z',
      events: [{ type: 'subscription.created', billing: { subscription: { state: 'expired' } } }],
    });
  });

  it('are read whatever their fields have become', async () => {
    const messages = [
      message('subscription', 'updated', subscription),
      message('charge_invoice', 'paid', invoice),
      message('payment', 'failed', transaction),
      created,
    ];
    await fc.assert(
      fc.asyncProperty(strayed(messages), async (strange) => {
        await recurly.mapping.apply(strange);
        recurly.identify(strange, {});
        recurly.refetch?.(strange);
      }),
      { numRuns: 300 },
    );
  });
});
