import { createHmac } from 'node:crypto';
import fixtures from './fixtures/square.json';
import { square } from './square';
import { describeProof, describeStrays, factsOf, prove } from './testing';

const { published, subscription, customer, invoicePaid, payment, refund } = fixtures;
const url = 'https://example.com/webhook';
const message = (type: string, object: object): object => ({
  type,
  event_id: 'evt',
  created_at: '2027-01-05T10:00:00Z',
  data: { object },
});

describe('Square’s signature', () => {
  it('is the one Square publishes', async () => {
    const headers = { 'x-square-hmacsha256-signature': '2kRE5qRU2tR+tBGlDwMEw2avJ7QM4ikPYD/PJ3bd9Og=' };
    const proof = { rawBody: Buffer.from('{"hello":"world"}'), headers, secrets: ['asdf1234'] };
    await expect(prove(square, { ...proof, settings: { url } })).resolves.toBeUndefined();
    // The address is signed, too.
    await expect(prove(square, { ...proof, settings: { url: `${url}/` } })).rejects.toMatchObject({
      code: 'bad-signature',
    });
  });

  describeProof('by a secret', {
    provider: square,
    secret: 'a_signature_key',
    body: JSON.stringify(published),
    settings: { url },
    header: 'x-square-hmacsha256-signature',
    sign: (body, secret) => ({
      'x-square-hmacsha256-signature': createHmac('sha256', secret).update(url).update(body).digest('base64'),
    }),
    recode: (signature) => Buffer.from(signature, 'base64').toString('hex'),
    timed: false,
  });

  it('of the older kind counts for nothing', async () => {
    const rawBody = Buffer.from('{"hello":"world"}');
    const old = createHmac('sha1', 'asdf1234').update(url).update(rawBody).digest('base64');
    const headers = { 'x-square-signature': old, 'x-square-hmacsha256-signature': old };
    await expect(prove(square, { rawBody, headers, secrets: ['asdf1234'], settings: { url } })).rejects.toMatchObject({
      code: 'bad-signature',
    });
  });
});

describe('Square’s messages', () => {
  it('are told apart by their event’s id', () => {
    expect(square.identify(published, {})).toEqual({
      id: 'c0b40cc0-7cb2-4aa1-81ce-0893b9b0b9b8',
      type: 'subscription.updated',
    });
  });

  it('of a subscription as Square publishes it', async () => {
    expect(await square.mapping.apply(published)).toMatchObject({
      time: '2020-07-15T05:14:11Z',
      events: [
        {
          type: 'subscription.updated',
          billing: {
            version: 1594790050754,
            customer: { id: 'QX2XG9GMQS2BVBJKPG8CJ8JKCR' },
            subscription: { id: '592b9720-d2ef-4ee4-b3fd-9d98e4f829d2', state: 'active', cancelAtPeriodEnd: false },
            priceId: 'CRUUZUK5W6PIIM6H54242NV6',
            live: true,
          },
        },
      ],
    });
  });

  it.each([
    ['CANCELED', 'subscription.cancelled', 'cancelled'],
    ['PAUSED', 'subscription.paused', 'paused'],
    ['DEACTIVATED', 'subscription.paused', 'paused'],
    ['PENDING', 'subscription.updated', 'pending'],
  ])('of a subscription that is %s', async (status, type, state) => {
    const told = await factsOf(square, message('subscription.updated', { subscription: { ...subscription, status } }));
    expect(told).toMatchObject([{ type, billing: { subscription: { status, state } } }]);
  });

  it('of one that will end, with the customer who was asked for', async () => {
    const ending = { ...subscription, canceled_date: '2027-01-31' };
    const told = await factsOf(square, message('subscription.updated', { subscription: ending, customer }));
    expect(told).toMatchObject([
      {
        billing: {
          customer: { email: 'amelia@example.com', name: 'Amelia Earhart', country: 'US' },
          subscription: { cancelAtPeriodEnd: true, endsAt: '2027-01-31T00:00:00Z' },
          periodEnd: '2027-02-01T00:00:00Z',
          amount: 1200,
          currency: 'USD',
        },
      },
    ]);
  });

  it('of an invoice that is paid, with the subscription that was asked for', async () => {
    const { invoice } = invoicePaid.data.object;
    const told = await factsOf(square, message('invoice.payment_made', { invoice, subscription }));
    expect(told).toMatchObject([
      {
        type: 'payment.succeeded',
        billing: {
          key: 'square:inv:0-1',
          paymentId: 'order-1',
          subscription: { id: 'sub-1', state: 'active' },
          customer: { id: 'cust-1', email: 'amelia@example.com' },
          amount: 1200,
          currency: 'USD',
          priceId: 'plan-variation-1',
          periodEnd: '2027-02-01T00:00:00Z',
          method: 'card',
        },
      },
    ]);
    expect(await factsOf(square, invoicePaid)).toMatchObject([{ billing: { subscription: { id: 'sub-1' } } }]);
  });

  it('of an invoice paid in part tell nothing yet', async () => {
    const invoice = { ...invoicePaid.data.object.invoice, status: 'PARTIALLY_PAID' };
    expect(await factsOf(square, message('invoice.payment_made', { invoice }))).toEqual([]);
  });

  it('of a charge that failed', async () => {
    const invoice = {
      ...invoicePaid.data.object.invoice,
      status: 'UNPAID',
      next_payment_amount_money: { amount: 1200, currency: 'USD' },
    };
    expect(await factsOf(square, message('invoice.scheduled_charge_failed', { invoice }))).toMatchObject([
      { type: 'payment.failed', billing: { key: null, amount: 1200, subscription: { id: 'sub-1' } } },
    ]);
  });

  it('of a checkout’s payment, not of an invoice’s', async () => {
    const checkout = { ...payment, application_details: { square_product: 'ECOMMERCE_API' } };
    expect(await factsOf(square, message('payment.updated', { payment: checkout }))).toMatchObject([
      { type: 'payment.succeeded', billing: { key: 'square:order-1', amount: 1200, method: 'card' } },
    ]);
    expect(await factsOf(square, message('payment.updated', { payment }))).toEqual([]);
  });

  it('of a refund and a dispute', async () => {
    expect(await factsOf(square, refund)).toMatchObject([
      { type: 'payment.refunded', billing: { refunded: 400, currency: 'USD', failureReason: 'Asked for it' } },
    ]);
    const dispute = {
      id: 'dispute-1',
      state: 'EVIDENCE_REQUIRED',
      amount_money: { amount: 1200, currency: 'USD' },
      disputed_payment: { payment_id: 'pay-1' },
      reason: 'NO_KNOWLEDGE',
    };
    expect(await factsOf(square, message('dispute.created', { dispute, payment }))).toMatchObject([
      { type: 'payment.disputed', billing: { paymentId: 'order-1', refunded: 1200 } },
    ]);
    const won = { ...dispute, state: 'WON' };
    expect(await factsOf(square, message('dispute.state.changed', { dispute: won }))).toMatchObject([
      { type: 'payment.dispute_won', billing: { paymentId: 'pay-1' } },
    ]);
  });

  it('name what is to be asked for', () => {
    expect(square.refetch?.(published)).toEqual({ kind: 'subscription', id: published.data.id });
    expect(square.refetch?.(invoicePaid)).toEqual({ kind: 'invoice', id: 'inv:0-1' });
    expect(square.refetch?.(refund)).toEqual({ kind: 'payment', id: 'pay-1' });
    expect(square.refetch?.(message('catalog.version.updated', {}))).toBeNull();
  });

  describeStrays(square, [published, invoicePaid, refund, message('invoice.payment_made', { subscription, customer })]);
});
