import fc from 'fast-check';
import { strayed } from '../../testing';
import { chargebee } from './chargebee';
import fixtures from './fixtures/chargebee.json';
import { describeProof } from './testing';

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

describeProof('Chargebee’s user and password', {
  provider: chargebee,
  secret: 'a password: of these tests, نادية',
  settings: { username: 'chargebee' },
  header: 'authorization',
  sign: (_, secret) => ({ authorization: basic('chargebee', secret) }),
  recode: (header) => `Basic ${Buffer.from(header.slice(6), 'base64').toString('hex')}`,
  timed: false,
});

describe('Chargebee’s user', () => {
  const prove = (authorization: string, username?: string): void => {
    void chargebee.verify({
      rawBody: Buffer.from('{}'),
      headers: { authorization },
      secrets: ['secret password'],
      toleranceSeconds: 300,
      now: 0,
      settings: username === undefined ? {} : { username },
      http: () => Promise.reject(new Error('nothing is asked')),
    });
  };

  it('must be the source’s', () => {
    expect(() => prove(basic('hooks', 'secret password'), 'hooks')).not.toThrow();
    for (const other of ['', 'Hooks', 'hooks:secret password']) {
      expect(() => prove(basic(other, 'secret password'), 'hooks')).toThrow('another user name or password');
    }
    expect(() => prove('Bearer secret password', 'hooks')).toThrow('no user name and password');
  });

  it('is not kept, nor is the password', () => {
    expect(chargebee.keptHeaders).toEqual([]);
  });
});

describe('Chargebee’s messages', () => {
  const { subscriptionRenewed: renewed, transaction } = fixtures;
  const message = (event_type: string, content: object = {}): object => ({
    ...renewed,
    event_type,
    content: { ...renewed.content, ...content },
  });
  const told = async (type: string, content?: object) => (await chargebee.mapping.apply(message(type, content))).events;
  const one = async (type: string, content?: object) => {
    const events = await told(type, content);
    expect(events).toHaveLength(1);
    return events[0]!;
  };
  const subscription = (more: object): object => ({ subscription: { ...renewed.content.subscription, ...more } });

  it('are known by their id', () => {
    expect(chargebee.identify(renewed, {})).toEqual({ id: 'ev_AzZlGJTtRenew', type: 'subscription_renewed' });
  });

  it('tell how a subscription stands, with Chargebee’s number of that state', async () => {
    expect(await chargebee.mapping.apply(renewed)).toMatchObject({
      time: '2027-01-01T00:00:00Z',
      events: [
        {
          type: 'subscription.updated',
          billing: {
            key: null,
            version: 1798761600123,
            customer: {
              id: 'AzZlGJTtCus',
              email: 'nadia@example.com',
              name: 'Nadia Haddad',
              phone: '+96170123456',
              country: 'LB',
              language: 'ar',
            },
            subscription: {
              id: 'AzZlGJTtSub',
              status: 'active',
              state: 'active',
              cancelAtPeriodEnd: false,
              endsAt: null,
            },
            priceId: 'basic-USD-Monthly',
            quantity: 2,
            amount: 2000,
            currency: 'USD',
            periodStart: '2027-01-01T00:00:00Z',
            periodEnd: '2027-02-01T00:00:00Z',
            coupon: 'SPRING',
            promotionCode: 'SPRING-1A2B',
            metadata: { username: 'nadia', cf_mac: '00:1A:79:00:00:01' },
            live: true,
          },
        },
      ],
    });
  });

  it('of sites with plans tell the same in their words', async () => {
    const { subscription_items: _, ...old } = renewed.content.subscription;
    const content = { subscription: { ...old, plan_id: 'basic', plan_quantity: 3, plan_amount: 3000, coupon: 'OLD' } };
    expect((await one('subscription_changed', content)).billing).toMatchObject({
      priceId: 'basic',
      quantity: 3,
      amount: 3000,
    });
  });

  it.each([
    ['future', {}, 'pending'],
    ['in_trial', { trial_end: 1_799_366_400 }, 'trialing'],
    ['active', {}, 'active'],
    ['active', { due_invoices_count: 1 }, 'past_due'],
    ['non_renewing', {}, 'active'],
    ['paused', {}, 'paused'],
    ['cancelled', { cancelled_at: 1_798_761_600 }, 'cancelled'],
    ['unheard_of', {}, null],
  ])('of status %s with %j are %s', async (status, more, state) => {
    expect((await one('subscription_changed', subscription({ status, ...more }))).billing.subscription.state).toBe(
      state,
    );
  });

  it('tell when a subscription ends', async () => {
    expect(
      (await one('subscription_cancellation_scheduled', subscription({ status: 'non_renewing' }))).billing,
    ).toMatchObject({
      subscription: { cancelAtPeriodEnd: true, endsAt: '2027-02-01T00:00:00Z' },
    });
    const content = subscription({ status: 'cancelled', cancelled_at: 1_798_848_000 });
    expect(await one('subscription_cancelled', content)).toMatchObject({
      type: 'subscription.cancelled',
      billing: { subscription: { state: 'cancelled', endsAt: '2027-01-02T00:00:00Z' } },
    });
  });

  it.each([
    ['subscription_created', 'subscription.created'],
    ['subscription_activated', 'subscription.updated'],
    ['subscription_paused', 'subscription.paused'],
    ['subscription_resumed', 'subscription.resumed'],
    ['subscription_reactivated', 'subscription.resumed'],
    ['subscription_trial_end_reminder', 'subscription.trial_ending'],
  ])('%s are %s', async (type, expected) => {
    expect((await one(type)).type).toBe(expected);
  });

  it('tell of a payment once, by the payment or by its invoice', async () => {
    const paid = await one('payment_succeeded', { transaction });
    expect(paid).toMatchObject({
      type: 'payment.succeeded',
      billing: {
        key: 'chargebee:42',
        paymentId: 'txn_AzZl1',
        subscription: { id: 'AzZlGJTtSub' },
        firstPayment: false,
        invoice: { id: '42' },
        priceId: 'basic-USD-Monthly',
        planName: 'Basic',
        quantity: 2,
        amount: 1950,
        tax: 150,
        discount: 200,
        currency: 'USD',
        periodStart: '2027-01-01T00:00:00Z',
        periodEnd: '2027-02-01T00:00:00Z',
        coupon: 'SPRING',
        promotionCode: 'SPRING-1A2B',
        method: 'card',
      },
    });
    expect((await one('invoice_generated')).billing).toMatchObject({
      key: 'chargebee:42',
      paymentId: 'txn_AzZl1',
      amount: 1950,
    });
    const unpaid = { invoice: { ...renewed.content.invoice, status: 'payment_due' } };
    expect(await told('invoice_generated', unpaid)).toEqual([]);
  });

  it('tell of an invoice over nothing, as paid', async () => {
    const free = { ...renewed.content.invoice, total: 0, amount_paid: 0, linked_payments: [], first_invoice: true };
    expect((await one('invoice_generated', { invoice: free })).billing).toMatchObject({
      amount: 0,
      firstPayment: true,
      paymentId: null,
    });
  });

  it('tell why a payment failed and when it is tried again', async () => {
    const content = {
      transaction: { ...transaction, status: 'failure', error_text: 'Card declined' },
      invoice: { ...renewed.content.invoice, status: 'not_paid', next_retry_at: 1_799_020_800 },
    };
    expect(await one('payment_failed', content)).toMatchObject({
      type: 'payment.failed',
      billing: { key: null, amount: 1950, failureReason: 'Card declined', nextAttemptAt: '2027-01-04T00:00:00Z' },
    });
  });

  it('tell which invoice is refunded, and how much of it', async () => {
    const content = {
      transaction: { ...transaction, id: 'txn_refund', type: 'refund', amount: 500, refunded_txn_id: 'txn_AzZl1' },
      credit_note: { id: 'CN-1', reference_invoice_id: '42', amount_refunded: 500 },
    };
    expect(await one('payment_refunded', content)).toMatchObject({
      type: 'payment.refunded',
      billing: { key: 'chargebee:42', paymentId: 'txn_AzZl1', amount: 1950, refunded: 500 },
    });
  });

  it('of other kinds tell nothing', async () => {
    for (const type of ['customer_changed', 'toString', '']) expect(await told(type)).toEqual([]);
  });

  it('are read whatever their fields have become', async () => {
    const messages = [
      renewed,
      message('payment_succeeded', { transaction }),
      message('payment_refunded', { transaction, credit_note: { reference_invoice_id: '42', amount_refunded: 1 } }),
    ];
    await fc.assert(
      fc.asyncProperty(strayed(messages), async (strange) => {
        await chargebee.mapping.apply(strange);
        chargebee.identify(strange, {});
      }),
      { numRuns: 300 },
    );
  });
});
