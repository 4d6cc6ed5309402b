import { Rates } from '../money';
import { fact, failed, paid } from '../testing/facts';
import { openMoneyBench, type MoneyBench } from '../testing/bench';
import { Reports } from '.';

describe('the report of revenue', () => {
  let bench: MoneyBench;
  let reports: Reports;
  const january = { from: '2027-01-01T00:00:00Z', to: '2027-02-01T00:00:00Z', currency: 'USD' };
  const period: [string, string] = ['2027-01-05T00:00:00Z', '2027-02-05T00:00:00Z'];
  beforeEach(async () => {
    bench = await openMoneyBench();
    const rates = new Rates({ store: bench.store, clock: bench.clock, base: 'USD', timeZone: 'UTC' });
    await rates.configure([{ day: '2027-01-01', from: 'EUR', to: 'USD', rate: '1.1' }]);
    reports = new Reports({ store: bench.store, rates, plans: bench.billing.plans });
  });
  afterEach(() => bench.close());

  it('adds up what was paid, by plan and promotion, and what it comes to in a month', async () => {
    await bench.tell(paid('in_1', period, period[0], { promotionCode: 'WELCOME', discount: 200 }));
    expect(await reports.revenue(january)).toMatchObject({
      paid: { count: 1, amount: 1299 },
      monthly: { atStart: 0, atEnd: 1299 },
      subscriptions: { atStart: 0, atEnd: 1, begun: 1, ended: 0 },
      byPlan: [{ plan: 'monthly', count: 1, amount: 1299 }],
      byPromotion: [{ promotion: 'WELCOME', count: 1, amount: 1299, discount: 200 }],
      withoutRate: [],
    });
  });

  it('tells what failed, and what of it was paid after all', async () => {
    await bench.tell(failed('in_1', period, period[0]), paid('in_1', period, '2027-01-09T00:00:00Z'));
    expect(await reports.revenue(january)).toMatchObject({
      failed: { count: 1, amount: 1299, recovered: 1, recoveredAmount: 1299 },
    });
  });

  it('takes what was given back out of what is paid for', async () => {
    await bench.tell(
      paid('in_1', period),
      fact('payment.refunded', '2027-01-10T00:00:00Z', { paymentId: 'pi_of_in_1', refunded: 1299 }),
    );
    expect(await reports.revenue(january)).toMatchObject({
      refunded: { count: 1, amount: 1299 },
      monthly: { atEnd: 0 },
      subscriptions: { atEnd: 0 },
    });
  });

  it('converts by the rate of the day, and names what has none', async () => {
    await bench.tell(paid('in_1', period, period[0], { currency: 'EUR', amount: 1000 }));
    await bench.tell(paid('in_2', period, period[0], { currency: 'KWD', amount: 4000, subscription: { id: 'sub_2' } }));
    const report = await reports.revenue(january);
    expect(report.paid).toEqual({ count: 1, amount: 1100 });
    expect(report.withoutRate).toMatchObject([{ currency: 'KWD' }]);
  });

  it('counts as ended what was paid for at the beginning and is not at the end', async () => {
    await bench.tell(paid('in_1', ['2026-12-15T00:00:00Z', '2027-01-15T00:00:00Z'], '2026-12-15T00:00:00Z'));
    expect(await reports.revenue(january)).toMatchObject({
      monthly: { atStart: 1299, atEnd: 0 },
      subscriptions: { atStart: 1, atEnd: 0, ended: 1 },
    });
  });
});
