import { createHmac } from 'node:crypto';
import { btcpay } from './btcpay';
import fixtures from './fixtures/btcpay.json';
import { describeProof, describeStrays, factsOf } from './testing';

const { settled, invoice, charged } = fixtures;
const header = 'btcpay-sig';

describe('BTCPay’s signature', () => {
  describeProof('by a secret', {
    provider: btcpay,
    secret: 'secret_of_the_webhook',
    body: JSON.stringify(settled),
    header,
    sign: (body, secret) => ({ [header]: `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` }),
    recode: (signature) => `sha256=${Buffer.from(signature.slice(7), 'hex').toString('base64')}`,
    timed: false,
  });
});

describe('BTCPay’s messages', () => {
  it('are the same however often they are delivered again', () => {
    const again = { ...settled, deliveryId: 'another', isRedelivery: true };
    expect(btcpay.identify(again, {})).toEqual(btcpay.identify(settled, {}));
    expect(btcpay.identify({ ...settled, originalDeliveryId: null }, {}).id).toBe(settled.deliveryId);
  });

  it('of an invoice that is settled, with the invoice that was asked for', async () => {
    expect(await btcpay.mapping.apply({ ...settled, invoice })).toMatchObject({
      time: '2027-01-01T10:00:00Z',
      events: [
        {
          type: 'payment.succeeded',
          billing: {
            key: 'btcpay:PhFaTXVGAYCXsv3tYmWh1n',
            amount: 1200,
            currency: 'EUR',
            method: 'crypto',
            customer: { email: 'hal@example.com', name: 'Hal' },
            priceId: 'month',
            invoice: { number: 'order-7' },
            metadata: { mac: '00:1A:79:00:00:01' },
          },
        },
      ],
    });
  });

  it('of an invoice nothing could be asked of say whom it is for, and no amount', async () => {
    expect(await factsOf(btcpay, settled)).toMatchObject([
      { billing: { amount: null, customer: { email: 'hal@example.com' } } },
    ]);
  });

  it.each([
    ['InvoiceProcessing', {}, ['checkout.completed']],
    ['InvoiceInvalid', {}, ['payment.failed']],
    ['InvoiceExpired', { partiallyPaid: true }, ['payment.failed']],
    ['InvoiceExpired', { partiallyPaid: false }, []],
    ['InvoiceCreated', {}, []],
  ])('of the type %s %p', async (type, more, types) => {
    const told = await factsOf(btcpay, { ...settled, ...more, type });
    expect(told.map((each) => each.type)).toEqual(types);
    expect(told.every(({ billing }) => billing.key === null)).toBe(true);
  });

  it('of a plan paid from credit', async () => {
    expect(await factsOf(btcpay, charged)).toMatchObject([
      {
        type: 'payment.succeeded',
        billing: {
          key: `btcpay:${charged.deliveryId}`,
          amount: 1200,
          subscription: { id: 'offering_1~cust_1', state: 'active' },
          customer: { email: 'hal@example.com' },
          priceId: 'plan_1',
          periodEnd: '2027-02-01T10:00:00Z',
        },
      },
    ]);
  });

  it.each([
    ['SubscriberCreated', {}, 'subscription.created', 'active'],
    ['PlanStarted', {}, 'subscription.updated', 'active'],
    ['SubscriberPhaseChanged', { currentPhase: 'Grace' }, 'subscription.past_due', 'past_due'],
    ['SubscriberPhaseChanged', { currentPhase: 'Expired' }, 'subscription.updated', 'expired'],
    ['SubscriberDisabled', {}, 'subscription.paused', 'paused'],
  ])('of a subscriber: %s %p', async (type, more, expected, state) => {
    expect(await factsOf(btcpay, { ...charged, ...more, type })).toMatchObject([
      { type: expected, billing: { subscription: { id: 'offering_1~cust_1', state } } },
    ]);
  });

  it('name the invoice that is to be asked for', () => {
    expect(btcpay.refetch?.(settled)).toEqual({ kind: 'invoice', id: settled.invoiceId });
    expect(btcpay.refetch?.(charged)).toBeNull();
  });

  describeStrays(btcpay, [settled, { ...settled, invoice }, charged]);
});
