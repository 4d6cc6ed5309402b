import { createHmac } from 'node:crypto';
import { authorizeNet } from './authorize-net';
import fixtures from './fixtures/authorize-net.json';
import { describeProof, describeStrays, factsOf, prove } from './testing';

const { vector, suspended, paid, transaction, subscription } = fixtures;
const header = 'x-anet-signature';

describe('Authorize.Net’s signature', () => {
  const rawBody = Buffer.from(vector.body);

  it('is the one that is published with its key', async () => {
    const headers = { [header]: vector.signature };
    await expect(prove(authorizeNet, { rawBody, headers, secrets: [vector.key] })).resolves.toBeUndefined();
  });

  it('counts with the key’s digits decoded, too', async () => {
    const digest = createHmac('sha512', Buffer.from(vector.key, 'hex')).update(rawBody).digest('hex');
    const headers = { [header]: `sha512=${digest.toUpperCase()}` };
    await expect(prove(authorizeNet, { rawBody, headers, secrets: [vector.key] })).resolves.toBeUndefined();
  });

  describeProof('by a secret', {
    provider: authorizeNet,
    secret: vector.key,
    body: vector.body,
    header,
    sign: (body, secret) => ({
      [header]: `sha512=${createHmac('sha512', secret).update(body).digest('hex').toUpperCase()}`,
    }),
    recode: (signature) => `sha512=${Buffer.from(signature.slice(7), 'hex').toString('base64')}`,
    timed: false,
  });
});

describe('Authorize.Net’s messages', () => {
  const payment = (more: object, payload: object = {}): object => ({
    ...paid,
    ...more,
    payload: { ...paid.payload, ...payload },
  });

  it('are told apart by their notification’s id', () => {
    expect(authorizeNet.identify(paid, {})).toEqual({ id: paid.notificationId, type: paid.eventType });
  });

  it('of a payment, with the subscription that was asked for', async () => {
    const whole = payment({ transaction, subscription: { ...subscription, id: '145521' }, currency: 'CAD' });
    expect(await authorizeNet.mapping.apply(whole)).toMatchObject({
      time: '2017-03-29T20:48:02Z',
      events: [
        {
          type: 'payment.succeeded',
          billing: {
            key: 'authorize-net:60020981676',
            paymentId: '60020981676',
            amount: 4500,
            currency: 'CAD',
            firstPayment: false,
            customer: { id: '348', email: 'mark@example.com', name: 'Mark Jones', phone: '4255550100' },
            subscription: { id: '145521', state: 'active' },
            planName: 'Monthly',
            method: 'card',
            live: true,
          },
        },
      ],
    });
  });

  it('of a payment nothing could be asked of', async () => {
    expect(await factsOf(authorizeNet, paid)).toMatchObject([
      { type: 'payment.succeeded', billing: { amount: 4500, currency: 'USD', subscription: { id: null } } },
    ]);
  });

  it.each([
    [2, ['payment.failed']],
    [3, ['payment.failed']],
    [4, []],
    [0, []],
  ])('of a payment with the response code %d', async (responseCode, types) => {
    const told = await factsOf(authorizeNet, payment({}, { responseCode }));
    expect(told.map(({ type }) => type)).toEqual(types);
  });

  it('of a refund name the payment that was asked for', async () => {
    const refund = payment(
      {
        eventType: 'net.authorize.payment.refund.created',
        transaction: { refTransId: '60020981676', settleAmount: 20 },
      },
      { id: '60020999999', authAmount: 20 },
    );
    expect(await factsOf(authorizeNet, refund)).toMatchObject([
      {
        type: 'payment.refunded',
        billing: { key: 'authorize-net:60020981676', paymentId: '60020981676', refunded: 2000 },
      },
    ]);
  });

  it('of a void give all of it back', async () => {
    const voided = payment({ eventType: 'net.authorize.payment.void.created' });
    expect(await factsOf(authorizeNet, voided)).toMatchObject([
      { type: 'payment.refunded', billing: { key: 'authorize-net:60020981676', refunded: 4500 } },
    ]);
  });

  it.each([
    ['created', 'subscription.created', 'active', 'active'],
    ['updated', 'subscription.updated', 'active', 'active'],
    ['suspended', 'subscription.past_due', 'suspended', 'past_due'],
    ['cancelled', 'subscription.cancelled', 'canceled', 'cancelled'],
    ['terminated', 'subscription.cancelled', 'terminated', 'cancelled'],
    ['expired', 'subscription.cancelled', 'expired', 'expired'],
  ])('of a subscription that was %s', async (name, type, status, state) => {
    const told = await factsOf(authorizeNet, {
      ...suspended,
      eventType: `net.authorize.customer.subscription.${name}`,
      payload: { ...suspended.payload, status },
    });
    expect(told).toMatchObject([
      { type, billing: { customer: { id: '348' }, subscription: { id: '5155278', state }, amount: 2300 } },
    ]);
  });

  it('name what is to be asked for', () => {
    expect(authorizeNet.refetch?.(paid)).toEqual({ kind: 'payment', id: '60020981676' });
    expect(authorizeNet.refetch?.(suspended)).toEqual({ kind: 'subscription', id: '5155278' });
    expect(authorizeNet.refetch?.({ ...paid, eventType: 'net.authorize.customer.created' })).toBeNull();
  });

  describeStrays(authorizeNet, [suspended, paid, payment({ transaction, subscription, currency: 'USD' })]);
});
