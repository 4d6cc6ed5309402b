import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { strayed } from '../../testing';
import fixtures from './fixtures/paddle.json';
import { paddle } from './paddle';
import { describeProof } from './testing';

const sign = (body: Buffer, secret: string, at: number): string =>
  `ts=${String(at)};h1=${createHmac('sha256', secret)
    .update(`${String(at)}:`)
    .update(body)
    .digest('hex')}`;

describeProof('Paddle’s signature', {
  provider: paddle,
  secret: 'pdl_ntfset_of_these_tests',
  header: 'paddle-signature',
  sign: (body, secret, at) => ({ 'paddle-signature': sign(body, secret, at) }),
  recode: (header) => header.replace(/h1=(.*)/, (_, hex: string) => `h1=${Buffer.from(hex, 'hex').toString('base64')}`),
});

describe('Paddle’s published signatures', () => {
  // https://github.com/PaddleHQ/paddle-node-sdk, src/__tests__/notifications/webhooks-validator.node.test.ts
  const at = 1_698_796_800;
  const prove = (body: string, header: string, secret: string, late = 0): void => {
    void paddle.verify({
      rawBody: Buffer.from(body),
      headers: { 'paddle-signature': header },
      secrets: [secret],
      toleranceSeconds: 5,
      now: (at + late) * 1000,
      settings: {},
      http: () => Promise.reject(new Error('nothing is asked')),
    });
  };
  const one = `ts=${String(at)};h1=a300428748dce5c70e4da19bffd60769591ea969c99dea3105d0ec9612cf43f9`;
  const hash = '28981e941fae76e53db32f3d2a83cb69db41476595e84e1970a1b5d98f62b261';

  it.each<[string, string, string, string, number]>([
    ['a signature', '{"data": ["1", "2"]}', one, 'VALID_SECRET', 0],
    ['several', '{"data": "value"}', `ts=${String(at)};h1=${hash};h1=${hash};h2=RANDOM_HASH`, 'VALID_SECRET', 0],
    ['one 5 s old', '{"data": ["1", "2"]}', one, 'VALID_SECRET', 5],
  ])('count: %s', (_, body, header, secret, late) => {
    expect(() => prove(body, header, secret, late)).not.toThrow();
  });

  it.each<[string, string, string, string, number]>([
    ['another secret', '{"data": ["1", "2"]}', one, 'INVALID_VALID_SECRET', 0],
    ['another time', '{"data": ["1", "2"]}', one.replace(String(at), '9876'), 'VALID_SECRET', 0],
    ['more spaces', '{ "data": [ "1", "2" ]}', one, 'VALID_SECRET', 0],
    ['no signature', '{"data": ["1", "2"]}', 'ts=1234;h1=invalid_signature', 'VALID_SECRET', 0],
    ['only another scheme', '{"data": ["1", "2"]}', 'ts=1234;h2=invalid_header', 'VALID_SECRET', 0],
    ['no time', '{"data": ["1", "2"]}', 'h1=invalid_header', 'VALID_SECRET', 0],
    ['nothing', '{"data": ["1", "2"]}', 'invalid_header', 'VALID_SECRET', 0],
    ['6 s gone by', '{"data": ["1", "2"]}', one, 'VALID_SECRET', 6],
  ])('are refused with %s', (_, body, header, secret, late) => {
    expect(() => prove(body, header, secret, late)).toThrow(expect.objectContaining({ status: 400 }) as Error);
  });
});

describe('Paddle’s messages', () => {
  const { transactionCompleted, subscriptionUpdated, adjustmentUpdated } = fixtures;
  const told = async (message: object, data: object = {}) => {
    const { data: of } = message as { data: object };
    return (await paddle.mapping.apply({ ...message, data: { ...of, ...data } })).events;
  };
  const one = async (message: object, data?: object) => {
    const events = await told(message, data);
    expect(events).toHaveLength(1);
    return events[0]!;
  };

  it('are known by the event’s id, which stays when they are sent again', () => {
    expect(paddle.identify(transactionCompleted, {})).toEqual({
      id: 'evt_01h8e1jxjnw9ra6zarhnz1a7y1',
      type: 'transaction.completed',
    });
  });

  it('tell of a payment, in minor units, with what is bought again and again', async () => {
    const { time, events } = await paddle.mapping.apply(transactionCompleted);
    expect(time).toBe('2023-08-22T07:15:45Z');
    expect(events).toMatchObject([
      {
        type: 'payment.succeeded',
        billing: {
          key: 'paddle:txn_01h8dzxgkvdwemdhbpcapj2tbj',
          paymentId: 'txn_01h8dzxgkvdwemdhbpcapj2tbj',
          customer: { id: 'ctm_01h8e18bxp9hby49dnm8ewf0m0', email: null },
          priceId: 'pri_01gsz8x8sawmvhz1pv30nge1ke',
          productId: 'pro_01gsz4t5hdjse780zja8vvr7jg',
          planName: 'ChatApp Pro',
          quantity: 10,
          amount: 65215,
          tax: 5315,
          discount: 0,
          currency: 'USD',
          method: 'card',
          failureReason: null,
          firstPayment: null,
          live: true,
        },
      },
    ]);
    const [sandbox] = (await paddle.mapping.apply(transactionCompleted, { sandbox: true })).events;
    expect(sandbox?.billing.live).toBe(false);
  });

  it('tell of a payment once, though Paddle sends paid and completed', async () => {
    const paid = await one({ ...transactionCompleted, event_type: 'transaction.paid' });
    expect(paid.billing.key).toBe((await one(transactionCompleted)).billing.key);
  });

  it('tell of a renewal with its period, and of the customer where Paddle was asked', async () => {
    const renewal = {
      origin: 'subscription_recurring',
      subscription_id: 'sub_1',
      billing_period: { starts_at: '2023-09-11T08:07:35.449123Z', ends_at: '2023-10-11T08:07:35.449123Z' },
      customer: { id: 'ctm_1', email: 'nadia@example.com', name: 'Nadia', locale: 'ar' },
      custom_data: { username: 'nadia' },
    };
    expect((await one(transactionCompleted, renewal)).billing).toMatchObject({
      firstPayment: false,
      subscription: { id: 'sub_1' },
      customer: { email: 'nadia@example.com', name: 'Nadia', language: 'ar' },
      periodStart: '2023-09-11T08:07:35Z',
      periodEnd: '2023-10-11T08:07:35Z',
      metadata: { username: 'nadia' },
    });
  });

  it('tell why a payment failed, without a key', async () => {
    const [captured, failed] = transactionCompleted.data.payments;
    const message = { ...transactionCompleted, event_type: 'transaction.payment_failed' };
    expect(await one(message, { payments: [failed, captured] })).toMatchObject({
      type: 'payment.failed',
      billing: { key: null, amount: 65215, failureReason: 'declined' },
    });
  });

  it('tell of refunds and chargebacks once they are approved', async () => {
    expect(await one(adjustmentUpdated)).toMatchObject({
      type: 'payment.refunded',
      billing: {
        key: 'paddle:txn_01h8bxpvx398a7zbawb77y0kp5',
        paymentId: 'txn_01h8bxpvx398a7zbawb77y0kp5',
        subscription: { id: 'sub_01h8bxswamxysj44zt5n48njwh' },
        refunded: 100,
        currency: 'USD',
      },
    });
    expect((await one(adjustmentUpdated, { action: 'chargeback' })).type).toBe('payment.disputed');
    expect((await one(adjustmentUpdated, { action: 'chargeback_reverse' })).type).toBe('payment.dispute_won');
    expect(await told(adjustmentUpdated, { status: 'pending_approval' })).toEqual([]);
    expect(await told(adjustmentUpdated, { action: 'credit' })).toEqual([]);
  });

  it.each([
    ['subscription.created', 'subscription.created'],
    ['subscription.imported', 'subscription.created'],
    ['subscription.activated', 'subscription.updated'],
    ['subscription.trialing', 'subscription.updated'],
    ['subscription.updated', 'subscription.updated'],
    ['subscription.past_due', 'subscription.past_due'],
    ['subscription.paused', 'subscription.paused'],
    ['subscription.resumed', 'subscription.resumed'],
    ['subscription.canceled', 'subscription.cancelled'],
  ])('%s are %s', async (type, expected) => {
    expect((await one({ ...subscriptionUpdated, event_type: type })).type).toBe(expected);
  });

  it('tell how a subscription stands', async () => {
    expect((await one(subscriptionUpdated)).billing).toMatchObject({
      key: null,
      subscription: {
        id: 'sub_01h7ht5z5wdg9pz18jx1fagp8k',
        status: 'active',
        state: 'active',
        cancelAtPeriodEnd: false,
        endsAt: null,
      },
      priceId: 'pri_01gsz8x8sawmvhz1pv30nge1ke',
      quantity: 10,
      amount: 32400,
      currency: 'USD',
      periodStart: '2023-09-11T08:07:35Z',
      periodEnd: '2023-10-11T08:07:35Z',
    });
    const scheduled_change = { action: 'cancel', effective_at: '2023-10-11T08:07:35.449123Z' };
    expect((await one(subscriptionUpdated, { scheduled_change })).billing.subscription).toMatchObject({
      state: 'active',
      cancelAtPeriodEnd: true,
      endsAt: '2023-10-11T08:07:35Z',
    });
    expect((await one(subscriptionUpdated, { status: 'canceled' })).billing.subscription.state).toBe('cancelled');
  });

  it('name what is read from the API: the customer', () => {
    expect(paddle.refetch?.(transactionCompleted)).toEqual({ kind: 'payment', id: 'txn_01h8dzxgkvdwemdhbpcapj2tbj' });
    expect(paddle.refetch?.({ ...subscriptionUpdated, event_type: 'subscription.created' })).toMatchObject({
      kind: 'subscription',
    });
    for (const other of [subscriptionUpdated, adjustmentUpdated, {}, null, []]) {
      expect(paddle.refetch?.(other)).toBeNull();
    }
  });

  it('are told as what happened, whatever was read since', async () => {
    const { events } = await paddle.mapping.apply(
      { event_type: 'transaction.updated', occurred_at: '2024-01-01T00:00:00Z', data: transactionCompleted.data },
      { told: transactionCompleted },
    );
    expect(events.map(({ type }) => type)).toEqual(['payment.succeeded']);
  });

  it('of other kinds tell nothing', async () => {
    expect(await told({ ...transactionCompleted, event_type: 'transaction.billed' })).toEqual([]);
  });

  it('are read whatever their fields have become', async () => {
    await fc.assert(
      fc.asyncProperty(strayed(Object.values(fixtures)), async (message) => {
        await paddle.mapping.apply(message);
        paddle.identify(message, {});
        paddle.refetch?.(message);
      }),
      { numRuns: 300 },
    );
  });
});
