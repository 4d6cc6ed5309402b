import fc from 'fast-check';
import type { Instant } from '../../../panel';
import type { BillingFact } from '../fact';
import { openMoneyBench, usualPolicy, type MoneyBench } from './bench';
import { fact, failed, paid, plusDays, subscribed } from './facts';

/** What a customer does over some months, made up for property tests. */

export const start = '2027-01-01T00:00:00Z';
/** Days. */
export const month = 30;

/** One month of a customer at a provider: what it tells, and when. */
export interface Month {
  outcome: 'paid' | 'failsThenPays' | 'neverPays' | 'refunded' | 'disputed';
  /** Days after it is due. */
  paidAfter: number;
  failures: number;
  /** Days after it is due on which the customer takes the other plan; null: they keep what they have. */
  changesAfter: number | null;
}

/** How a story ends, in the last of its months. */
export type Ending = 'goesOn' | 'cancelled' | 'cancelledAtEnd' | 'paused';

export const months = fc.array(
  fc.record<Month>({
    outcome: fc.constantFrom('paid', 'paid', 'paid', 'failsThenPays', 'neverPays', 'refunded', 'disputed'),
    paidAfter: fc.integer({ min: 0, max: 20 }),
    failures: fc.integer({ min: 1, max: 3 }),
    changesAfter: fc.option(fc.integer({ min: 0, max: 25 }), { freq: 3 }),
  }),
  { minLength: 1, maxLength: 4 },
);

export const endings = fc.constantFrom<Ending>('goesOn', 'goesOn', 'cancelled', 'cancelledAtEnd', 'paused');

/** What the provider tells of these months, in its order. */
export function story(all: readonly Month[], ending: Ending = 'goesOn'): BillingFact[] {
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
    if (outcome === 'disputed') {
      told.push(fact('payment.disputed', plusDays(from, 12), { paymentId: `pi_of_${invoice}`, refunded: 1299 }));
    }
  }
  return withEnding(withChanges(inOrder(told), all), all.length, ending);
}

function inOrder(told: readonly BillingFact[]): BillingFact[] {
  return [...told].sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}

const isState = ({ type }: BillingFact): boolean => type.startsWith('subscription.');

/** From each change on, all that is told is of the other plan. */
function withChanges(told: readonly BillingFact[], all: readonly Month[]): BillingFact[] {
  return all.reduce<BillingFact[]>(
    (before, { changesAfter }, index) => {
      if (changesAfter === null) return before;
      const at = plusDays(start, index * month + changesAfter).replace('00:00:00Z', '05:00:00Z');
      const earlier = before.filter(({ time }) => time < at);
      const present = earlier.findLast(isState);
      if (present === undefined) return before;
      const priceId = present.billing.priceId === 'price_monthly' ? 'price_family' : 'price_monthly';
      const { periodStart, periodEnd, subscription } = present.billing;
      const period: [Instant, Instant] | null = periodStart && periodEnd ? [periodStart, periodEnd] : null;
      const changed = subscribed(subscription.state ?? 'active', at, period, { priceId });
      const later = before.filter(({ time }) => time >= at);
      return [...earlier, changed, ...later.map((each) => ({ ...each, billing: { ...each.billing, priceId } }))];
    },
    [...told],
  );
}

/** In the last of the months it is cancelled or paused; what would have come after is not told. */
function withEnding(told: readonly BillingFact[], count: number, ending: Ending): BillingFact[] {
  if (ending === 'goesOn') return [...told];
  const from = plusDays(start, (count - 1) * month);
  const period: [Instant, Instant] = [from, plusDays(from, month)];
  const at = plusDays(from, 26).replace('00:00:00Z', '06:00:00Z');
  const before = told.filter(({ time }) => time < at);
  const present = before.findLast(isState);
  const priceId = present?.billing.priceId ?? null;
  switch (ending) {
    case 'paused':
      return [...before, subscribed('paused', at, period, { priceId })];
    case 'cancelled':
      return [...before, subscribed('cancelled', at, period, { priceId, subscription: { endsAt: at } })];
    case 'cancelledAtEnd': {
      const [, endsAt] = period;
      const state = present?.billing.subscription.state ?? 'active';
      const announced = { priceId, subscription: { endsAt, cancelAtPeriodEnd: true } };
      return [
        ...before,
        subscribed(state, at, period, announced),
        subscribed('cancelled', endsAt, period, { priceId, subscription: { endsAt } }),
      ];
    }
  }
}

/** What the provider's lists tell once a story is over: its subscription as it is now, and its payments as they are now. */
export function listedAfter(told: readonly BillingFact[]): { subscription: BillingFact[]; payments: BillingFact[] } {
  const of = (type: string): BillingFact[] => told.filter((each) => each.type === type);
  const paid = of('payment.succeeded');
  const isPaid = ({ billing }: BillingFact): boolean =>
    paid.some((each) => each.billing.invoice.id === billing.invoice.id);
  // An invoice that is open is listed once, with the time of its first attempt.
  const open = new Map<string | null, BillingFact>();
  for (const each of of('payment.failed')) {
    const { id } = each.billing.invoice;
    if (!isPaid(each) && !open.has(id)) open.set(id, each);
  }
  const backs = told.filter(({ type }) => /refunded|dispute/.test(type));
  return {
    subscription: [...paid.slice(-1), ...told.filter(isState).slice(-1)],
    payments: [...paid, ...open.values(), ...backs],
  };
}

/** Over a bench of its own, whose dunning is the usual. */
export const inBench = async <T>(work: (opened: MoneyBench) => Promise<T>): Promise<T> => {
  const opened = await openMoneyBench({ policy: usualPolicy });
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
};

/** The same each time, so that a red run is the change's doing; XTREAM_UI_MONEY_SEED and XTREAM_UI_MONEY_RUNS look further. */
export const runs = {
  numRuns: Number(process.env['XTREAM_UI_MONEY_RUNS'] ?? 12),
  seed: Number(process.env['XTREAM_UI_MONEY_SEED'] ?? 20_270_101),
};
