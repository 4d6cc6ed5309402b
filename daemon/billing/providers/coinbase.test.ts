import { createHmac } from 'node:crypto';
import { coinbase } from './coinbase';
import fixtures from './fixtures/coinbase.json';
import { describeProof, describeStrays, factsOf, prove } from './testing';

const { vector, failed, confirmed } = fixtures;
const header = 'x-cc-webhook-signature';
const message = (event: object): object => ({ id: 1, attempt_number: 1, event });

describe('Coinbase Commerce’s signature', () => {
  it('is the one of Coinbase’s own library', async () => {
    const rawBody = Buffer.from(vector.body);
    const headers = { [header]: vector.signature };
    await expect(prove(coinbase, { rawBody, headers, secrets: [vector.secret] })).resolves.toBeUndefined();
  });

  describeProof('by a secret', {
    provider: coinbase,
    secret: vector.secret,
    body: vector.body,
    header,
    sign: (body, secret) => ({ [header]: createHmac('sha256', secret).update(body).digest('hex') }),
    recode: (signature) => Buffer.from(signature, 'hex').toString('base64'),
    timed: false,
  });
});

describe('Coinbase Commerce’s messages', () => {
  it('are told apart by their event’s id, whatever the delivery', () => {
    const ids = [1, 2].map((attempt) => coinbase.identify({ id: attempt, attempt_number: attempt, event: failed }, {}));
    expect(new Set(ids.map(({ id }) => id))).toEqual(new Set([failed.id]));
  });

  it('of a charge that is paid tell of it once, with what its metadata says', async () => {
    expect(await coinbase.mapping.apply(message(confirmed))).toMatchObject({
      time: '2027-01-01T10:00:00Z',
      events: [
        {
          type: 'payment.succeeded',
          billing: {
            key: 'coinbase:f765421f-2245-4a5b-9a2c-0b3a0d2f7f1f',
            amount: 1200,
            currency: 'USD',
            method: 'crypto',
            customer: { email: 'satoshi@example.com', name: 'Satoshi' },
            priceId: 'month',
            metadata: { mac: '00:1A:79:00:00:01' },
          },
        },
      ],
    });
    const resolved = await factsOf(coinbase, message({ ...confirmed, type: 'charge:resolved' }));
    expect(resolved[0]?.billing.key).toBe('coinbase:f765421f-2245-4a5b-9a2c-0b3a0d2f7f1f');
  });

  it('of a charge without a price tell what came in', async () => {
    const data = { ...confirmed.data, pricing: undefined };
    expect(await factsOf(coinbase, message({ ...confirmed, data }))).toMatchObject([{ billing: { amount: 1201 } }]);
  });

  it('of a payment that is not sure yet', async () => {
    expect(await factsOf(coinbase, message({ ...confirmed, type: 'charge:pending' }))).toMatchObject([
      { type: 'checkout.completed', billing: { key: null } },
    ]);
  });

  it('of a charge nobody paid in time, and of money that came too late', async () => {
    expect(await factsOf(coinbase, message(failed))).toMatchObject([
      { type: 'payment.failed', billing: { customer: { id: 'id_1005' }, failureReason: 'EXPIRED' } },
    ]);
    expect(await factsOf(coinbase, message({ ...confirmed, type: 'charge:delayed' }))).toMatchObject([
      { type: 'payment.failed', billing: { failureReason: expect.stringContaining('resolve it') as string } },
    ]);
  });

  it('that a charge was made tell nothing', async () => {
    expect(await factsOf(coinbase, JSON.parse(vector.body))).toEqual([]);
  });

  describeStrays(coinbase, [message(confirmed), message(failed)]);
});
