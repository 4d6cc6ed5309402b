import { paid, subscribed } from '../testing/facts';
import { namedPlan } from '../plans';
import { openMoneyBench, usualPlans, type MoneyBench } from '../testing/bench';

describe('what two subscriptions wait for', () => {
  let bench: MoneyBench;
  beforeEach(async () => {
    bench = await openMoneyBench();
    for (const [index, name] of ['nadia', 'omar'].entries()) {
      const who = {
        customer: { id: `cus_${name}`, email: `${name}@example.com` },
        subscription: { id: `sub_${name}` },
        priceId: 'price_unknown',
      };
      await bench.tell(paid(`in_${String(index)}`, ['2027-01-01T00:00:00Z', '2027-02-01T00:00:00Z'], undefined, who));
    }
  });
  afterEach(() => bench.close());
  const open = (about?: string) =>
    bench.billing.attention.list({ open: true, ...(about === undefined ? {} : { about }) });

  it('is one matter, shown to both', async () => {
    const all = await open();
    expect(all).toMatchObject([{ kind: 'unknown-price', about: 'subscription:stripe:sub_nadia', times: 2 }]);
    expect(await open('subscription:stripe:sub_nadia')).toEqual(all);
    expect(await open('subscription:stripe:sub_omar')).toEqual(all);
  });

  it('stays while one of them waits, and is resolved with the last', async () => {
    const change = (name: string, time: string) =>
      subscribed('active', time, null, {
        customer: { id: `cus_${name}`, email: `${name}@example.com` },
        subscription: { id: `sub_${name}` },
      });
    await bench.tell(change('nadia', '2027-01-02T00:00:00Z'));
    expect(await open()).toMatchObject([{ about: 'subscription:stripe:sub_omar' }]);
    expect(await bench.events('attention.resolved')).toEqual([]);
    await bench.tell(change('omar', '2027-01-03T00:00:00Z'));
    expect(await open()).toEqual([]);
    expect(await bench.events('attention.resolved')).toHaveLength(1);
  });

  it('is resolved for both by the plan that names it', async () => {
    const [monthly] = usualPlans;
    const plan = namedPlan.parse({ ...monthly, prices: ['price_monthly', 'price_unknown'] });
    await bench.billing.plans.configure([plan]);
    await bench.billing.ledger.wakeAll();
    await bench.run();
    expect(await open()).toEqual([]);
    expect(bench.panel.lines.size).toBe(2);
  });
});
