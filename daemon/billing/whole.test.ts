import fc from 'fast-check';
import type { Instant } from '../../panel';
import type { BillingFact } from './fact';
import { transitions, type State } from './subscriptions';
import { openMoneyBench, usualPolicy, type MoneyBench } from './testing/bench';
import { fact, failed, paid, plusDays, subscribed } from './testing/facts';

/** The whole of it under any messages, in any order, with any losses, crashes and faults of the panel. */

jest.setTimeout(300_000);

const start = '2027-01-01T00:00:00Z';
const month = 30;

/** One month of a customer at a provider: what it tells, and when. */
interface Month {
  outcome: 'paid' | 'failsThenPays' | 'neverPays' | 'refunded';
  /** Days after it is due. */
  paidAfter: number;
  failures: number;
}

const months = fc.array(
  fc.record<Month>({
    outcome: fc.constantFrom('paid', 'paid', 'paid', 'failsThenPays', 'neverPays', 'refunded'),
    paidAfter: fc.integer({ min: 0, max: 20 }),
    failures: fc.integer({ min: 1, max: 3 }),
  }),
  { minLength: 1, maxLength: 4 },
);

/** What the provider tells of these months, in its order. */
function story(all: readonly Month[]): BillingFact[] {
  const told: BillingFact[] = [];
  for (const [index, { outcome, paidAfter, failures }] of all.entries()) {
    const from = plusDays(start, index * month);
    const period: [Instant, Instant] = [from, plusDays(from, month)];
    const invoice = `in_${String(index + 1)}`;
    told.push(subscribed('active', from, period));
    if (outcome === 'failsThenPays' || outcome === 'neverPays') {
      for (let attempt = 0; attempt < failures; attempt += 1) {
        const at = plusDays(from, attempt * 3).replace('00:00:00Z', '01:00:00Z');
        told.push(failed(invoice, period, at));
        told.push(subscribed('past_due', at, period));
      }
    }
    if (outcome === 'neverPays') continue;
    const at =
      outcome === 'failsThenPays'
        ? plusDays(from, Math.max(paidAfter, failures * 3)).replace('00:00:00Z', '02:00:00Z')
        : from;
    told.push(paid(invoice, period, at));
    if (outcome === 'failsThenPays') told.push(subscribed('active', at.replace('02:00:00Z', '02:00:01Z'), period));
    if (outcome === 'refunded') {
      told.push(fact('payment.refunded', plusDays(from, 5), { paymentId: `pi_of_${invoice}`, refunded: 1299 }));
    }
  }
  return told.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}

/** What there is to see of it, without what depends on when it was seen. */
async function outcomeOf(bench: MoneyBench) {
  const { subscriptions } = await bench.billing.subscriptions.list({ limit: 10 });
  return {
    subscriptions: subscriptions.map(({ id, state, plan, paidUntil, serviceUntil, pastDueSince }) => ({
      id,
      state,
      plan,
      paidUntil,
      serviceUntil,
      pastDueSince,
    })),
    payments: (await bench.billing.subscriptions.payments({})).map(({ key, state, paidAt, refunded, failures }) => ({
      key,
      state,
      paidAt,
      refunded,
      failures,
    })),
    lines: [...bench.panel.lines.values()].map(({ enabled, expiresAt }) => ({ enabled, expiresAt })),
  };
}

const bench = async <T>(work: (opened: MoneyBench) => Promise<T>): Promise<T> => {
  const opened = await openMoneyBench({ policy: usualPolicy });
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
};

/** The same each time, so that a red run is the change's doing; XTREAM_UI_MONEY_SEED and XTREAM_UI_MONEY_RUNS look further. */
const runs = {
  numRuns: Number(process.env['XTREAM_UI_MONEY_RUNS'] ?? 12),
  seed: Number(process.env['XTREAM_UI_MONEY_SEED'] ?? 20_270_101),
};

it('ends alike in whatever order messages come, and however often', async () => {
  const shuffled = months.chain((all) => {
    const told = story(all);
    const order = fc.shuffledSubarray([...told, ...told], { minLength: told.length * 2, maxLength: told.length * 2 });
    return fc.record({ told: fc.constant(told), order });
  });
  await fc.assert(
    fc.asyncProperty(shuffled, async ({ told, order }) => {
      const end = plusDays(told.at(-1)?.time ?? start, 1);
      const of = (facts: readonly BillingFact[]) =>
        bench(async (each) => {
          // All is told at the end, so that only the order differs.
          each.clock.set(end);
          await each.take(...facts);
          await each.run();
          return outcomeOf(each);
        });
      expect(await of(order)).toEqual(await of(told));
    }),
    runs,
  );
});

it('with any messages lost ends as without the loss, once they are told after all', async () => {
  const lossy = months.chain((all) => {
    const told = story(all);
    return fc.record({ told: fc.constant(told), lost: fc.subarray(told) });
  });
  await fc.assert(
    fc.asyncProperty(lossy, async ({ told, lost }) => {
      const end = plusDays(told.at(-1)?.time ?? start, 1);
      const whole = await bench(async (each) => {
        each.clock.set(end);
        await each.take(...told);
        await each.run();
        return outcomeOf(each);
      });
      const mended = await bench(async (each) => {
        each.clock.set(end);
        await each.take(...told.filter((message) => !lost.includes(message)));
        await each.run();
        await each.take(...lost);
        await each.run();
        return outcomeOf(each);
      });
      expect(mended.subscriptions).toEqual(whole.subscriptions);
      expect(mended.payments).toEqual(whole.payments);
      expect(mended.lines.length).toBeLessThanOrEqual(1);
    }),
    runs,
  );
});

interface World {
  at: number;
  fault: 'none' | 'away' | 'answersLost' | 'killed' | 'both';
}

it('day by day, through crashes and faults: who has paid is served, nobody twice, and nobody past the policy’s end', async () => {
  const trouble = fc.array(
    fc.record<World>({
      at: fc.integer({ min: 0, max: 120 }),
      fault: fc.constantFrom('away', 'answersLost', 'killed', 'both'),
    }),
    { maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(months, trouble, async (all, troubles) =>
      bench(async (each) => {
        const told = story(all);
        const last = plusDays(start, all.length * month + 40);
        let losing = false;
        const reachable = each.panel.around;
        each.panel.around = async (moment, method) => {
          await reachable(moment, method);
          if (losing && moment === 'after' && /create|update|delete/.test(method)) {
            losing = false;
            await reachable('before', 'lost');
            throw Object.assign(new Error('The answer was lost.'), { code: 'ECONNRESET' });
          }
        };
        let next = 0;
        const states: State[] = [];
        for (let day = 0; plusDays(start, day) <= last; day += 1) {
          const now = plusDays(start, day).replace('00:00:00Z', '03:00:00Z');
          each.clock.set(now);
          const here = troubles.filter(({ at }) => at === day);
          const away = here.some(({ fault }) => fault === 'away' || fault === 'both');
          each.reachable = !away;
          losing = here.some(({ fault }) => fault === 'answersLost' || fault === 'both');
          while (told[next] !== undefined && (told[next]?.time ?? '') <= now) {
            await each.take(told[next]!);
            next += 1;
          }
          await each.run();
          if (here.some(({ fault }) => fault === 'killed')) await each.restart();
          each.reachable = true;
          losing = false;
          each.clock.advance({ hours: 2 });
          await each.run();
          // Whatever happened today, by the evening it is as it should be.
          for (let look = 0; look < 3; look += 1) {
            each.clock.advance({ hours: 2 });
            await each.run();
          }
          await check(each, states);
        }
        for (const [index, state] of states.entries()) {
          const before = states[index - 1];
          if (before !== undefined && before !== state)
            expect([before, transitions[before]]).toEqual([before, expect.arrayContaining([state])]);
        }
      }),
    ),
    runs,
  );
});

async function check(each: MoneyBench, states: State[]): Promise<void> {
  const now = new Date(each.clock.now()).toISOString();
  const { subscriptions } = await each.billing.subscriptions.list({ limit: 10 });
  const [subscription] = subscriptions;
  if (subscription === undefined) return;
  states.push(subscription.state);
  const lines = [...each.panel.lines.values()];
  const actions = await each.billing.service.actions.list({ limit: 100 });
  const context = JSON.stringify({ now, subscription, lines, actions, attention: await each.billing.attention.list() });
  // Nobody twice: one line, and never further than what was paid for and the longest grace.
  if (lines.length > 1) throw new Error(`Two lines: ${context}`);
  const [line] = lines;
  const isServed = line?.enabled === true && (line.expiresAt === null || line.expiresAt > now);
  const isPaid = subscription.paidUntil !== null && subscription.paidUntil > now;
  if (isPaid && !isServed) throw new Error(`Paid, and not served: ${context}`);
  if (line?.expiresAt != null && subscription.serviceUntil !== null && line.enabled) {
    const longest = [subscription.serviceUntil, line.expiresAt].sort()[0];
    const tooLong = Date.parse(line.expiresAt) - Date.parse(subscription.serviceUntil) > 8 * 86_400_000;
    if (tooLong || longest === undefined) throw new Error(`Extended too far: ${context}`);
  }
  // Nobody past the end of the policy: seven days after the first failure it is switched off.
  const { pastDueSince } = subscription;
  const over = pastDueSince !== null && Date.parse(now) - Date.parse(pastDueSince) > 8 * 86_400_000;
  if (over && !isPaid && isServed) throw new Error(`Served past the end of the policy: ${context}`);
}
