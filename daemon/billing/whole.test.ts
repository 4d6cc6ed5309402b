import fc from 'fast-check';
import type { BillingFact } from './fact';
import { transitions, type State } from './subscriptions';
import type { MoneyBench } from './testing/bench';
import { plusDays } from './testing/facts';
import { inBench as bench, month, months, runs, start, story } from './testing/story';

/** The whole of it under any messages, in any order, with any losses, crashes and faults of the panel. */

jest.setTimeout(300_000);

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
          await each.answered();
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
