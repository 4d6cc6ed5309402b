import fc from 'fast-check';
import type { BillingFact } from './fact';
import type { MoneyBench } from './testing/bench';
import { plusDays } from './testing/facts';
import { reconciling } from './testing/reconciling';
import { endings, inBench, listedAfter, month, months, runs, start, story } from './testing/story';

/** Whatever messages were lost, came twice or in disorder: a reconciliation that reads the provider makes it good. */

jest.setTimeout(600_000);

/** How all stands: in the ledger, and on the panel. */
async function outcomeOf(bench: MoneyBench) {
  const now = new Date(bench.clock.now()).toISOString();
  const { subscriptions } = await bench.billing.subscriptions.list({ limit: 10 });
  const payments = await bench.billing.subscriptions.payments({});
  return {
    subscriptions: subscriptions.map(({ id, state, plan, paidUntil, serviceUntil, pastDueSince }) => ({
      ...{ id, state, plan, paidUntil, pastDueSince },
      // On which day dunning that is over ended it depends on when its beginning was heard of.
      serviceUntil: serviceUntil !== null && serviceUntil <= now ? 'over' : serviceUntil,
    })),
    // How often a payment was tried is not read.
    payments: payments
      .map(({ key, state, paidAt, refunded, amount, periodEnd }) => ({
        ...{ key, state, paidAt, refunded, amount, periodEnd },
      }))
      .sort((a, b) => (a.key < b.key ? -1 : 1)),
    // What has gone by without a line, or with one that is over or off, is all the same: nobody is served.
    served: [...bench.panel.lines.values()].flatMap(({ enabled, expiresAt, maxConnections }) =>
      enabled && (expiresAt === null || expiresAt > now) ? [{ expiresAt, maxConnections }] : [],
    ),
  };
}

/** Day by day, each message at its time. */
async function live(bench: MoneyBench, told: readonly BillingFact[], end: string): Promise<void> {
  // From here on payments are read, however late that is.
  await reconciled(bench, []);
  for (let day = 0; plusDays(start, day) <= end; day += 1) {
    const now = plusDays(start, day).replace('00:00:00Z', '07:00:00Z');
    const today = told.filter(({ received }) => received <= now && received > plusDays(now, -1));
    if (Date.parse(now) > bench.clock.now()) bench.clock.set(now);
    await bench.take(...today);
    await bench.run();
  }
}

/** @param told by the provider until now, whether it came or not */
async function reconciled(bench: MoneyBench, told: readonly BillingFact[]): Promise<void> {
  const all = await reconciling(bench);
  const { subscription, payments } = listedAfter(told);
  all.provider.holds = subscription.length === 0 ? [] : [subscription];
  all.provider.payments = payments;
  await bench.pass();
  const { id } = await all.reconcile();
  await all.fix(id);
}

const lossy = fc.tuple(months, endings, fc.integer({ min: 1, max: 40 })).chain(([all, ending, after]) => {
  const told = story(all, ending);
  const count = told.length;
  return fc.record({
    told: fc.constant(told),
    end: fc.constant(plusDays(start, (all.length - 1) * month + after + 27)),
    lost: fc.array(fc.boolean(), { minLength: count, maxLength: count }),
    twice: fc.array(fc.boolean(), { minLength: count, maxLength: count }),
    late: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: count, maxLength: count }),
  });
});

it('ends as without the loss, once a reconciliation has read the provider and was put right', async () => {
  await fc.assert(
    fc.asyncProperty(lossy, async ({ told, end, lost, twice, late }) => {
      const shown = told.filter(({ time }) => time <= end);
      const whole = await inBench(async (bench) => {
        await live(bench, shown, end);
        await reconciled(bench, shown);
        return outcomeOf(bench);
      });
      const mended = await inBench(async (bench) => {
        const delivered = shown.flatMap((each, index) => {
          if (lost[index] === true) return [];
          const received = plusDays(each.time, late[index] ?? 0).slice(0, 11) + each.time.slice(11);
          const once = { ...each, received };
          return twice[index] === true ? [once, { ...once, received: plusDays(received, 1) }] : [once];
        });
        await live(bench, delivered, end);
        await reconciled(bench, shown);
        return outcomeOf(bench);
      });
      expect({ ...mended, served: [] }).toEqual({ ...whole, served: [] });
      expect(mended.served.length).toBe(whole.served.length);
      for (const [index, line] of mended.served.entries()) {
        const other = whole.served[index];
        expect(line.maxConnections).toBe(other?.maxConnections);
        // The day of grace that was given before it was cancelled is left to the customer.
        const apart = Date.parse(line.expiresAt ?? '') - Date.parse(other?.expiresAt ?? '');
        expect(Math.abs(apart)).toBeLessThanOrEqual(86_400_000);
      }
    }),
    runs,
  );
});
