import { Mapping } from './mapping';

describe('a mapping', () => {
  const amountIn = async (amount: unknown, currency: unknown): Promise<number | null | undefined> => {
    const mapping = new Mapping({
      text: '{ "events": [{ "type": "payment.succeeded", "billing": { "amount": $minor(amount, currency) } }] }',
    });
    return (await mapping.apply({ amount, currency })).events[0]?.billing.amount;
  };

  it.each([
    ['19.99', 'USD', 1999],
    [19.99, 'usd', 1999],
    [0.07, 'EUR', 7],
    ['12', 'EUR', 1200],
    ['12.', 'EUR', 1200],
    ['10.00000000', 'EUR', 1000],
    ['1.5000', 'KWD', 1500],
    ['500.00', 'JPY', 500],
    ['-3.10', 'GBP', -310],
    [100, 'JPY', 100],
    ['0.005', 'USD', null],
    ['0.00012', 'BTC', null],
    ['a lot', 'USD', null],
    [1e30, 'USD', null],
    [null, 'USD', null],
    ['1', null, null],
    [['1'], 'USD', null],
  ])('counts %p %p in minor units', async (amount, currency, expected) => {
    expect(await amountIn(amount, currency)).toBe(expected);
  });

  it('is worked out in turn, however many there are at once', async () => {
    const slow = new Mapping({ text: '{ "time": $sum([1..1500].($ * 2)) > 0 ? 1 : 0, "events": [] }' });
    const all = Array.from({ length: 60 }, () => slow.apply({}));
    await expect(Promise.all(all)).resolves.toHaveLength(60);
  });
});
