import fc from 'fast-check';
import { subscribeEvents } from '../../../demo/stripe';
import before from './fixtures/stripe-before-basil.json';
import objects from './fixtures/stripe-objects.json';
import { stripe } from './stripe';

type Fields = Record<string, unknown>;
const created = 1_800_000_000;
const event = (type: string, object: unknown, previous?: Fields): Fields => ({
  ...objects.event,
  type,
  created,
  data: { object, ...(previous === undefined ? {} : { previous_attributes: previous }) },
});
const told = async (type: string, object: unknown, previous?: Fields) =>
  (await stripe.mapping.apply(event(type, object, previous))).events;
const one = async (type: string, object: unknown, previous?: Fields) => {
  const events = await told(type, object, previous);
  expect(events).toHaveLength(1);
  return events[0]!;
};
const types = async (type: string, object: unknown) => (await told(type, object)).map((each) => each.type);

const session = {
  ...objects['checkout.session'],
  status: 'complete',
  payment_status: 'paid',
  amount_total: 1299,
  currency: 'usd',
  invoice_creation: null,
};

describe('Stripe’s invoices', () => {
  it('since basil name subscription, price and tax in their new places', async () => {
    const { type, billing } = await one('invoice.paid', {
      ...objects.invoice,
      id: 'in_1',
      billing_reason: 'subscription_create',
      amount_paid: 1299,
      total_taxes: [{ amount: 100 }, { amount: 8 }],
      parent: {
        type: 'subscription_details',
        subscription_details: { subscription: 'sub_1', metadata: { username: 'nadia' } },
      },
      lines: {
        data: [
          {
            amount: 1299,
            description: '1 × Monthly',
            quantity: 1,
            period: { start: created, end: created + 2_678_400 },
            parent: {
              type: 'subscription_item_details',
              subscription_item_details: { subscription: 'sub_1', proration: false },
            },
            pricing: { type: 'price_details', price_details: { price: 'price_1', product: 'prod_1' } },
          },
        ],
      },
    });
    expect(type).toBe('payment.succeeded');
    expect(billing).toMatchObject({
      key: 'stripe:in_1',
      customer: { id: 'cus_QXg1o8vcGmoR32', email: null },
      subscription: { id: 'sub_1', status: null },
      firstPayment: true,
      priceId: 'price_1',
      productId: 'prod_1',
      planName: '1 × Monthly',
      amount: 1299,
      tax: 108,
      currency: 'USD',
      periodStart: '2027-01-15T08:00:00Z',
      periodEnd: '2027-02-15T08:00:00Z',
      metadata: { username: 'nadia' },
      live: false,
    });
  });

  it('before basil say the same in their old places', async () => {
    const { billing } = await one('invoice.paid', before.invoice);
    expect(billing).toEqual({
      key: 'stripe:in_old',
      version: null,
      paymentId: 'pi_old',
      discount: null,
      refunded: null,
      method: null,
      trialEnd: null,
      promotionCode: null,
      customer: {
        id: 'cus_old',
        email: 'jan@example.com',
        name: 'Jan Peeters',
        phone: '+3212345678',
        country: 'BE',
        language: null,
      },
      subscription: { id: 'sub_old', status: null, state: null, cancelAtPeriodEnd: null, endsAt: null },
      firstPayment: false,
      invoice: {
        id: 'in_old',
        number: 'OLD-0007',
        hostedUrl: 'https://invoice.stripe.com/i/old',
        pdfUrl: 'https://invoice.stripe.com/i/old/pdf',
      },
      priceId: 'price_large',
      productId: 'prod_large',
      planName: 'Large',
      quantity: 2,
      amount: 1200,
      tax: 208,
      currency: 'EUR',
      periodStart: '2027-01-01T00:00:00Z',
      periodEnd: '2027-02-01T00:00:00Z',
      nextAttemptAt: null,
      failureReason: null,
      coupon: 'WELCOME',
      metadata: { panel: 'main', months: '12', username: 'jan' },
      live: false,
    });
  });

  it('that failed tell when Stripe tries again and why they failed, and have no key', async () => {
    const { type, billing } = await one('invoice.payment_failed', {
      ...before.invoice,
      next_payment_attempt: created + 86_400,
      payment_intent: { id: 'pi_old', last_payment_error: { message: 'Your card was declined.' } },
    });
    expect(type).toBe('payment.failed');
    expect(billing).toMatchObject({
      key: null,
      amount: 1200,
      nextAttemptAt: '2027-01-16T08:00:00Z',
      failureReason: 'Your card was declined.',
    });
  });

  it('over nothing are told as paid: a trial has begun, or a coupon covers all', async () => {
    const invoice = { ...before.invoice, billing_reason: 'subscription_create', amount_due: 0, amount_paid: 0 };
    expect(await one('invoice.paid', invoice)).toMatchObject({
      type: 'payment.succeeded',
      billing: { amount: 0, firstPayment: true, periodEnd: '2027-02-01T00:00:00Z' },
    });
  });

  it('for a change of plan name the plan changed to', async () => {
    const prorated = before.invoice.lines.data.map((line) => ({ ...line, proration: true }));
    const invoice = { ...before.invoice, billing_reason: 'subscription_update', lines: { data: prorated } };
    expect(await one('invoice.paid', invoice)).toMatchObject({
      billing: { priceId: 'price_large', firstPayment: false },
    });
  });

  it('for a single thing have no period and say nothing of a first payment', async () => {
    expect(await one('invoice.paid', objects.invoice)).toMatchObject({
      billing: { periodStart: null, periodEnd: null, firstPayment: null },
    });
  });

  it('may hold expanded objects', async () => {
    const customer = {
      id: 'cus_9',
      email: 'x@example.com',
      preferred_locales: ['ar', 'en'],
      address: { country: 'LB' },
    };
    const { billing } = await one('invoice.paid', {
      ...before.invoice,
      customer,
      customer_email: null,
      customer_address: null,
      subscription: { id: 'sub_9', status: 'active' },
    });
    expect(billing).toMatchObject({
      customer: { id: 'cus_9', email: 'x@example.com', language: 'ar', country: 'LB' },
      subscription: { id: 'sub_9', status: 'active' },
    });
  });
});

describe('a message of Stripe without an id', () => {
  it('has no key, so that it does not pass for the same payment as the next without one', async () => {
    const keys = await Promise.all(
      [['invoice.paid', {}] as const, ['checkout.session.completed', { payment_status: 'paid' }] as const].map(
        async ([type, object]) => (await told(type, object)).map((each) => each.billing.key),
      ),
    );
    expect(keys.flat().length).toBeGreaterThan(0);
    expect(new Set(keys.flat())).toEqual(new Set([null]));
  });
});

describe('Stripe’s subscriptions', () => {
  it('since basil have their period on the item', async () => {
    const subscription = structuredClone(objects.subscription);
    Object.assign(subscription.items.data[0]!, { current_period_start: created, current_period_end: created + 86_400 });
    expect(await one('customer.subscription.created', subscription)).toMatchObject({
      type: 'subscription.created',
      billing: {
        key: null,
        subscription: { id: 'sub_1Pgc6rB7WZ01zgkWNy0Cn5nw', status: 'active', cancelAtPeriodEnd: true },
        priceId: 'price_1PgafmB7WZ01zgkW6dKueIc5',
        productId: 'prod_QXg1hqf4jFNsqG',
        amount: 2000,
        currency: 'USD',
        periodStart: '2027-01-15T08:00:00Z',
        periodEnd: '2027-01-16T08:00:00Z',
      },
    });
  });

  it('before basil have it themselves', async () => {
    expect(await one('customer.subscription.created', before.subscription)).toMatchObject({
      billing: {
        customer: { id: 'cus_old' },
        invoice: { id: 'in_old' },
        planName: 'Large',
        quantity: 2,
        amount: 1500,
        periodStart: '2027-01-01T00:00:00Z',
        periodEnd: '2027-02-01T00:00:00Z',
        metadata: { username: 'jan' },
      },
    });
  });

  it.each([
    ['customer.subscription.updated', 'past_due', { status: 'active' }, 'subscription.past_due'],
    ['customer.subscription.updated', 'past_due', { metadata: {} }, 'subscription.updated'],
    ['customer.subscription.updated', 'active', { status: 'past_due' }, 'subscription.updated'],
    ['customer.subscription.updated', 'unpaid', { status: 'past_due' }, 'subscription.past_due'],
    ['customer.subscription.paused', 'paused', undefined, 'subscription.paused'],
    ['customer.subscription.resumed', 'active', undefined, 'subscription.resumed'],
    ['customer.subscription.trial_will_end', 'trialing', undefined, 'subscription.trial_ending'],
    ['customer.subscription.deleted', 'canceled', undefined, 'subscription.cancelled'],
  ])('in %s with status %s after %j are %s', async (type, status, previous, expected) => {
    expect(await one(type, { ...before.subscription, status }, previous)).toMatchObject({
      type: expected,
      billing: { subscription: { status } },
    });
  });
});

it('Stripe’s changed subscriptions tell what was before, which puts two of one second in order', async () => {
  const changed = async (previous: Fields) =>
    (await one('customer.subscription.updated', before.subscription, previous)).before;
  expect(await changed({ items: { data: [{ price: { id: 'price_1' }, quantity: 2 }] } })).toEqual({
    priceId: 'price_1',
    quantity: 2,
  });
  expect(await changed({ status: 'active', cancel_at_period_end: false })).toEqual({
    status: 'active',
    cancelAtPeriodEnd: false,
  });
  expect(await changed({ metadata: {} })).toBeUndefined();
});

describe('the state of Stripe’s subscriptions', () => {
  const subscription = async (more: Fields) =>
    (await one('customer.subscription.updated', { ...before.subscription, ...more })).billing;

  it.each([
    ['incomplete', 'pending'],
    ['incomplete_expired', 'expired'],
    ['trialing', 'trialing'],
    ['active', 'active'],
    ['past_due', 'past_due'],
    ['unpaid', 'past_due'],
    ['canceled', 'cancelled'],
    ['paused', 'paused'],
    ['a_new_word', null],
  ])('of status %s is %s', async (status, state) => {
    expect((await subscription({ status })).subscription).toMatchObject({ status, state });
  });

  it('is paused while no service is given for want of collection, and not while it is given for nothing', async () => {
    const states = await Promise.all(
      ['void', 'keep_as_draft', 'mark_uncollectible'].map(
        async (behavior) => (await subscription({ pause_collection: { behavior } })).subscription.state,
      ),
    );
    expect(states).toEqual(['paused', 'active', 'active']);
    const paused = { ...before.subscription, pause_collection: { behavior: 'void' } };
    expect((await one('customer.subscription.updated', paused, { pause_collection: null })).type).toBe(
      'subscription.paused',
    );
    const resumed = { ...before.subscription, pause_collection: null };
    const previous = { pause_collection: { behavior: 'void' } };
    expect((await one('customer.subscription.updated', resumed, previous)).type).toBe('subscription.resumed');
    const kept = { ...before.subscription, pause_collection: { behavior: 'keep_as_draft' } };
    expect((await one('customer.subscription.updated', kept, { pause_collection: null })).type).toBe(
      'subscription.updated',
    );
  });

  it('ends when it has ended, when that is set, or with its period', async () => {
    expect(await subscription({})).toMatchObject({ trialEnd: null, subscription: { endsAt: null } });
    expect(await subscription({ cancel_at_period_end: true, trial_end: created })).toMatchObject({
      trialEnd: '2027-01-15T08:00:00Z',
      subscription: { cancelAtPeriodEnd: true, endsAt: '2027-02-01T00:00:00Z' },
    });
    expect((await subscription({ cancel_at: created })).subscription.endsAt).toBe('2027-01-15T08:00:00Z');
    expect((await subscription({ cancel_at: created, ended_at: created - 60 })).subscription.endsAt).toBe(
      '2027-01-15T07:59:00Z',
    );
  });
});

describe('Stripe’s money that goes back', () => {
  const { charge, refund, dispute } = objects;
  const old = {
    ...charge,
    id: 'ch_1',
    amount: 1200,
    currency: 'eur',
    customer: 'cus_1',
    invoice: 'in_1',
    payment_intent: 'pi_1',
  };

  it('names the payment by its invoice before basil, and by itself since', async () => {
    expect(await one('charge.refunded', { ...old, amount_refunded: 500 })).toMatchObject({
      type: 'payment.refunded',
      billing: {
        key: 'stripe:in_1',
        paymentId: 'pi_1',
        customer: { id: 'cus_1' },
        invoice: { id: 'in_1' },
        amount: 1200,
        refunded: 500,
        currency: 'EUR',
      },
    });
    const { invoice: _, ...basil } = old;
    expect((await one('charge.refunded', { ...basil, amount_refunded: 1200 })).billing).toMatchObject({
      key: null,
      paymentId: 'pi_1',
      customer: { id: 'cus_1' },
      refunded: 1200,
    });
  });

  it('is told by a refund of its own, too, unless that failed', async () => {
    const own = { ...refund, amount: 300, charge: 'ch_1', payment_intent: null };
    expect(await one('refund.created', own)).toMatchObject({
      type: 'payment.refunded',
      billing: { key: null, paymentId: 'ch_1', refunded: 300 },
    });
    expect((await one('refund.updated', { ...own, charge: { ...old, amount_refunded: 900 } })).billing).toMatchObject({
      key: 'stripe:in_1',
      refunded: 900,
    });
    for (const status of ['failed', 'canceled', 'requires_action']) {
      expect(await told('refund.updated', { ...own, status })).toEqual([]);
    }
  });

  it('is disputed once money is claimed, not while the bank inquires', async () => {
    const claimed = { ...dispute, amount: 1200, charge: 'ch_1', payment_intent: 'pi_1', status: 'needs_response' };
    expect(await one('charge.dispute.created', claimed)).toMatchObject({
      type: 'payment.disputed',
      billing: { paymentId: 'pi_1', refunded: 1200, failureReason: 'general', currency: 'USD' },
    });
    const inquiry = { ...claimed, status: 'warning_needs_response' };
    expect(await told('charge.dispute.created', inquiry)).toEqual([]);
    expect(await types('charge.dispute.updated', claimed)).toEqual([]);
    expect((await one('charge.dispute.updated', claimed, { status: 'warning_needs_response' })).type).toBe(
      'payment.disputed',
    );
  });

  it('stays when a dispute is won', async () => {
    const closed = { ...dispute, charge: 'ch_1', payment_intent: 'pi_1' };
    expect(await one('charge.dispute.closed', { ...closed, status: 'won' })).toMatchObject({
      type: 'payment.dispute_won',
      billing: { paymentId: 'pi_1', refunded: null },
    });
    for (const status of ['lost', 'warning_closed'])
      expect(await told('charge.dispute.closed', { ...closed, status })).toEqual([]);
  });
});

describe('how Stripe was paid', () => {
  it('is told by the charge, or by the only way there is', async () => {
    const paidBy = async (more: object) => (await one('invoice.paid', { ...before.invoice, ...more })).billing;
    const charge = (type: string) => ({ charge: { id: 'ch_1', payment_method_details: { type } } });
    expect((await paidBy(charge('card'))).method).toBe('card');
    expect((await paidBy(charge('sepa_debit'))).method).toBe('bank');
    expect((await paidBy(charge('crypto'))).method).toBe('crypto');
    const settings = (...kinds: string[]) => ({ payment_settings: { payment_method_types: kinds } });
    expect((await paidBy(settings('paypal'))).method).toBe('paypal');
    expect((await paidBy(settings('card', 'paypal'))).method).toBeNull();
  });

  it('is told of an invoice’s payments since basil, where they were asked for', async () => {
    const payments = {
      data: [
        { status: 'canceled', payment: { type: 'payment_intent', payment_intent: 'pi_0' } },
        { status: 'paid', payment: { type: 'payment_intent', payment_intent: { id: 'pi_9', latest_charge: charged } } },
      ],
    };
    const invoice = { ...objects.invoice, payments };
    expect((await one('invoice.paid', invoice)).billing).toMatchObject({ paymentId: 'pi_9', method: 'card' });
  });
  const charged = { id: 'ch_9', payment_method_details: { type: 'card' } };
});

describe('Stripe’s discounts', () => {
  it('are summed, with the code the customer typed', async () => {
    const invoice = {
      ...objects.invoice,
      total_discount_amounts: [{ amount: 100 }, { amount: 25 }],
      discounts: ['di_1', { source: { coupon: 'SPRING' }, promotion_code: { id: 'promo_1', code: 'SPRING27' } }],
    };
    expect((await one('invoice.paid', invoice)).billing).toMatchObject({
      discount: 125,
      coupon: 'SPRING',
      promotionCode: 'SPRING27',
    });
    const checkout = {
      ...session,
      total_details: { amount_discount: 300 },
      discounts: [{ coupon: null, promotion_code: 'promo_2' }],
    };
    expect((await told('checkout.session.completed', checkout))[0]?.billing).toMatchObject({
      discount: 300,
      promotionCode: 'promo_2',
      paymentId: 'pi_1PgafyB7WZ01zgkWSjxsAJo3',
      method: 'card',
    });
    expect((await one('invoice.paid', before.invoice)).billing.discount).toBeNull();
  });
});

describe('Stripe’s checkouts', () => {
  it('of a subscription have the key of its invoice, which tells of the payment', async () => {
    const events = await told('checkout.session.completed', {
      ...session,
      mode: 'subscription',
      customer: 'cus_1',
      subscription: 'sub_1',
      invoice: 'in_1',
      payment_intent: null,
      locale: 'ar',
      client_reference_id: 'chat-77',
      customer_details: { email: 'a@example.com', name: 'A', phone: '+961', address: { country: 'LB' } },
      custom_fields: [{ key: 'mac', type: 'text', text: { value: '00:1A:79:00:00:01' } }],
      metadata: { panel: 'main' },
    });
    expect(events).toMatchObject([
      {
        type: 'checkout.completed',
        billing: {
          key: 'stripe:in_1',
          customer: { id: 'cus_1', email: 'a@example.com', name: 'A', phone: '+961', country: 'LB', language: 'ar' },
          subscription: { id: 'sub_1' },
          invoice: { id: 'in_1' },
          firstPayment: true,
          amount: 1299,
          currency: 'USD',
          metadata: { panel: 'main', mac: '00:1A:79:00:00:01', client_reference_id: 'chat-77' },
        },
      },
    ]);
  });

  it('of a single payment tell of it themselves', async () => {
    expect(await told('checkout.session.completed', session)).toMatchObject([
      { type: 'checkout.completed', billing: { key: 'stripe:pi_1PgafyB7WZ01zgkWSjxsAJo3' } },
      { type: 'payment.succeeded', billing: { key: 'stripe:pi_1PgafyB7WZ01zgkWSjxsAJo3', firstPayment: null } },
    ]);
  });

  it('without anything to pay have the key of the session', async () => {
    const { billing } = (await told('checkout.session.completed', { ...session, payment_intent: null }))[0]!;
    expect(billing.key).toBe(`stripe:${session.id}`);
  });

  it('that make an invoice leave the payment to it', async () => {
    const object = { ...session, invoice_creation: { enabled: true } };
    expect(await types('checkout.session.completed', object)).toEqual(['checkout.completed']);
  });

  it('paid by bank tell of the payment when the money is there', async () => {
    const unpaid = { ...session, payment_status: 'unpaid' };
    expect(await told('checkout.session.completed', unpaid)).toMatchObject([
      { type: 'checkout.completed', billing: { key: null } },
    ]);
    expect(await told('checkout.session.async_payment_succeeded', session)).toMatchObject([
      { type: 'payment.succeeded', billing: { key: 'stripe:pi_1PgafyB7WZ01zgkWSjxsAJo3' } },
    ]);
    expect(await told('checkout.session.async_payment_failed', unpaid)).toMatchObject([
      { type: 'payment.failed', billing: { key: null } },
    ]);
  });
});

describe('any message of Stripe', () => {
  it('of a type that means nothing here tells nothing', async () => {
    expect(await told('plan.created', objects.event.data.object)).toEqual([]);
  });

  it('keeps the time of the provider', async () => {
    expect((await stripe.mapping.apply(event('invoice.paid', before.invoice))).time).toBe('2027-01-15T08:00:00Z');
  });

  it('of the demo’s customer tells what a first payment tells', async () => {
    const customer = { email: 'n@example.com', name: 'N', phone: null, country: 'LB', locale: 'ar' };
    const messages = subscribeEvents({ customer, priceId: 'price_1', amount: 999, paidAt: created });
    const events = (await Promise.all(messages.map((message) => stripe.mapping.apply(message)))).flatMap(
      (m) => m.events,
    );
    expect(events.map((each) => each.type)).toEqual([
      'subscription.created',
      'checkout.completed',
      'payment.succeeded',
      'payment.succeeded',
    ]);
    expect(new Set(events.slice(1).map((each) => each.billing.key)).size).toBe(1);
  });

  it('is read whatever its fields have become', async () => {
    const messages = [
      event('invoice.paid', before.invoice),
      event('invoice.payment_failed', objects.invoice),
      event('customer.subscription.updated', objects.subscription, { status: 'active' }),
      event('checkout.session.completed', session),
      event('charge.refunded', { ...objects.charge, payment_method_details: { type: 'card' } }),
      event('refund.created', { ...objects.refund, charge: objects.charge }),
      event('charge.dispute.closed', { ...objects.dispute, status: 'won' }),
    ];
    const paths = (value: unknown, path: string[] = []): string[][] =>
      typeof value !== 'object' || value === null
        ? [path]
        : [path, ...Object.entries(value).flatMap(([name, part]) => paths(part, [...path, name]))];
    const all = messages.flatMap((message) =>
      paths((message['data'] as Fields)['object']).map((path) => ({ message, path })),
    );
    const stray = fc.constantFrom<unknown>(
      null,
      undefined,
      0,
      1e20,
      1.5,
      -1,
      true,
      '',
      'text',
      [],
      ['x', null],
      {},
      [[]],
      [{}],
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...all), stray, async ({ message, path }, value) => {
        const copy = structuredClone(message);
        let at = copy['data'] as Fields as Record<string, Fields>;
        const steps = ['object', ...path];
        for (const step of steps.slice(0, -1)) at = at[step] as Record<string, Fields>;
        at[steps.at(-1)!] = value as Fields;
        // Never an error. A refund or a dispute whose status strayed tells nothing.
        const { events } = await stripe.mapping.apply(copy);
        if (path[0] !== 'status' && path.length > 0) expect(events.length).toBeGreaterThan(0);
      }),
      { numRuns: 600 },
    );
  });
});
