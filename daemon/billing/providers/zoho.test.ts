import { createHmac } from 'node:crypto';
import fixtures from './fixtures/zoho.json';
import { describeProof, describeStrays, factsOf, prove } from './testing';
import { zoho } from './zoho';

const { signed, listed, paid, gateway } = fixtures;
const header = 'x-zoho-webhook-signature';
const hmac = (secret: string, content: string | Buffer, encoding: 'hex' | 'base64' = 'hex'): string =>
  createHmac('sha256', secret).update(content).digest(encoding);
const secret = 'token0123456789';

describe('Zoho Billing’s signature', () => {
  describeProof('by a secret', {
    provider: zoho,
    secret,
    body: JSON.stringify(paid),
    header,
    sign: (body, key) => ({ [header]: hmac(key, body) }),
    recode: (signature) => Buffer.from(signature, 'hex').toString('latin1'),
    timed: false,
  });

  it('is made of the query’s pairs by name, and the JSON, as Zoho’s example shows', async () => {
    const proof = {
      rawBody: Buffer.from(signed.body),
      headers: { [header]: hmac(secret, signed.constructed) },
      secrets: [secret],
    };
    const url = `https://example.com/v1/inbox/zoho?${signed.query}`;
    await expect(prove(zoho, { ...proof, settings: { url } })).resolves.toBeUndefined();
    await expect(prove(zoho, proof)).rejects.toMatchObject({ code: 'bad-signature' });
  });

  it('counts in base64, too: Zoho’s page does not say', async () => {
    const rawBody = Buffer.from(signed.body);
    const headers = { [header]: hmac(secret, rawBody, 'base64') };
    await expect(prove(zoho, { rawBody, headers, secrets: [secret] })).resolves.toBeUndefined();
  });

  it('of a form is made of its pairs, decoded', async () => {
    const form = new URLSearchParams({ event_type: 'payment_thankyou', event_id: '7', JSONString: '{"a":"ü"}' });
    const rawBody = Buffer.from(form.toString());
    const headers = {
      'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
      [header]: hmac(secret, 'JSONString{"a":"ü"}event_id7event_typepayment_thankyou'),
    };
    await expect(prove(zoho, { rawBody, headers, secrets: [secret] })).resolves.toBeUndefined();
    expect(zoho.parse?.(rawBody, headers)).toMatchObject({ event_id: '7', a: 'ü' });
  });
});

describe('Zoho Payments’ signature', () => {
  describeProof('by a secret', {
    provider: zoho,
    secret,
    body: JSON.stringify(gateway),
    header,
    sign: (body, key, at) => ({
      [header]: `t=${String(at * 1000)},v=${hmac(key, `${String(at * 1000)}.${body.toString()}`)}`,
    }),
    recode: (signature) =>
      signature.replace(/v=(.+)$/, (_, hex: string) => `v=${Buffer.from(hex, 'hex').toString('base64')}`),
    timed: true,
  });
});

describe('a header of the operator’s own', () => {
  const settings = { header: 'X-Token' };
  const rawBody = Buffer.from('{}');
  const verify = (headers: Record<string, string>): Promise<void> =>
    prove(zoho, { rawBody, headers, secrets: ['former', secret], settings });

  it('proves by one of the secrets', async () => {
    await expect(verify({ 'x-token': secret })).resolves.toBeUndefined();
  });

  it.each([
    ['another value', { 'x-token': 'other' }],
    ['a part of it', { 'x-token': secret.slice(1) }],
    ['nothing', {}],
    ['a signature in its place', { [header]: hmac(secret, rawBody) }],
  ])('is refused with %s', async (_, headers) => {
    await expect(verify(headers)).rejects.toMatchObject({ status: 400, code: 'bad-signature' });
  });
});

describe('Zoho’s messages', () => {
  const parsed = (message: object): unknown => zoho.parse?.(Buffer.from(JSON.stringify(message)), {});

  it('are told apart by their event’s id, a number or a text', () => {
    expect(zoho.identify(listed, {})).toEqual({ id: '90300000005337', type: 'subscription_activation' });
    expect(zoho.identify(gateway, {}).id).toBe('9973000000138072');
  });

  it('of a subscription, as the list of events holds it', async () => {
    expect(await zoho.mapping.apply(parsed(listed))).toMatchObject({
      time: '2016-06-06T01:28:20Z',
      events: [
        {
          type: 'subscription.updated',
          billing: {
            customer: { id: '90300000079211', email: 'benjamin.george@bowmanfurniture.com', name: 'Bowman Furniture' },
            subscription: { id: '90300000079200', status: 'live', state: 'active', cancelAtPeriodEnd: false },
            priceId: 'basic-monthly',
            amount: 5000,
            currency: 'USD',
            periodStart: '2016-06-05T00:00:00Z',
            periodEnd: '2016-07-05T00:00:00Z',
          },
        },
      ],
    });
  });

  it.each([
    ['subscription_unpaid', 'unpaid', 'subscription.past_due', 'past_due'],
    ['subscription_renewed', 'dunning', 'subscription.past_due', 'past_due'],
    ['subscription_renewed', 'non_renewing', 'subscription.updated', 'active'],
    ['subscription_cancelled', 'cancelled_from_dunning', 'subscription.cancelled', 'cancelled'],
    ['subscription_expired', 'expired', 'subscription.cancelled', 'expired'],
    ['subscription_paused', 'paused', 'subscription.paused', 'paused'],
    ['subscription_created', 'trial', 'subscription.created', 'trialing'],
  ])('of the type %s, %s', async (event_type, status, type, state) => {
    const subscription = { ...(JSON.parse(listed.payload) as { subscription: object }).subscription, status };
    expect(await factsOf(zoho, { event_type, data: { subscription } })).toMatchObject([
      { type, billing: { subscription: { state, cancelAtPeriodEnd: status === 'non_renewing' } } },
    ]);
  });

  it('of a payment tell of it once for its invoice', async () => {
    const billing = {
      key: 'zoho:90300000079426',
      paymentId: '90300000079300',
      subscription: { id: '90300000079200' },
      amount: 5000,
      currency: 'USD',
      method: 'card',
      live: true,
    };
    for (const event_type of ['payment_thankyou', 'payment_succeeded']) {
      expect(await zoho.mapping.apply({ ...paid, event_type })).toMatchObject({
        time: '2027-01-01T10:00:00Z',
        events: [{ type: 'payment.succeeded', billing }],
      });
    }
    expect(await factsOf(zoho, { ...paid, event_type: 'payment_declined' })).toMatchObject([
      { type: 'payment.failed', billing: { key: null } },
    ]);
  });

  it('of Zoho Payments', async () => {
    expect(await zoho.mapping.apply(gateway)).toMatchObject({
      time: '2025-08-25T04:42:55Z',
      events: [
        {
          type: 'payment.succeeded',
          billing: { key: 'zoho:9973000000138060', amount: 20_000, currency: 'USD', method: 'card', live: false },
        },
      ],
    });
    const refund = { payment_id: '9973000000138060', amount: '20.00', currency: 'USD' };
    expect(await factsOf(zoho, { ...gateway, event_type: 'refund.succeeded', event_object: { refund } })).toMatchObject(
      [{ type: 'payment.refunded', billing: { key: 'zoho:9973000000138060', refunded: 2000 } }],
    );
  });

  it('that are no JSON are refused', () => {
    expect(() => zoho.parse?.(Buffer.from('{'), {})).toThrow(expect.objectContaining({ code: 'not-json' }) as Error);
  });

  describeStrays(zoho, [parsed(listed), paid, gateway]);
});
