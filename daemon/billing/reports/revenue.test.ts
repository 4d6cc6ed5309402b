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

  it('tells what made the difference of what is paid for in a month, and all of it', async () => {
    const before: [string, string] = ['2026-12-20T00:00:00Z', '2027-01-20T00:00:00Z'];
    const after: [string, string] = ['2027-01-20T00:00:00Z', '2027-02-20T00:00:00Z'];
    const long: [string, string] = ['2026-10-01T00:00:00Z', '2026-11-01T00:00:00Z'];
    let invoice = 0;
    const pay = async (who: string, amount: number, period: [string, string]): Promise<void> => {
      const of = { customer: { id: who, email: `${who}@example.com` }, subscription: { id: who }, amount };
      await bench.take(paid(`in_${String((invoice += 1))}`, period, period[0], of));
    };
    await pay('newcomer', 1000, after);
    await pay('grower', 1000, before);
    await pay('grower', 1700, after);
    await pay('saver', 2000, before);
    await pay('saver', 1500, after);
    await pay('leaver', 900, before);
    await pay('returner', 1100, long);
    await pay('returner', 1100, after);
    await pay('keeper', 1200, before);
    await pay('keeper', 1200, after);
    const { monthly } = await reports.revenue(january);
    expect(monthly).toEqual({
      atStart: 5100,
      atEnd: 6500,
      movements: { new: 1000, reactivation: 1100, expansion: 700, contraction: -500, churn: -900 },
    });
    const sum = Object.values<number>({ ...monthly.movements }).reduce((all, each) => all + each, 0);
    expect(sum).toBe(monthly.atEnd - monthly.atStart);
  });
});
