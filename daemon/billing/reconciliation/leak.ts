import { monthsBetween, monthsOf, perMonth } from '../money';
import type { Plan } from '../plans';
import type { LineSeen, Seen, SubscriptionSeen } from '../seen';

/** What is lost in a month, in the operator's own currency; or why nobody knows. */
export interface Leak {
  leakedPerMonth: number | null;
  leakUnknown: string | null;
}

export const noLeak: Leak = { leakedPerMonth: 0, leakUnknown: null };

const unknown = (reason: string): Leak => ({ leakedPerMonth: null, leakUnknown: reason });

/** What a subscription costs in a month: as its provider tells, else as was paid last, else as its plan says. */
export function leakOfSubscription(seen: Seen, { told, paid, plan }: SubscriptionSeen): Leak {
  const duration = plan?.duration ?? null;
  const months = (start: string | null, end: string | null): number | null =>
    (start === null || end === null ? null : monthsBetween(start, end)) ??
    (duration === null ? null : monthsOf(duration));
  if (told?.amount != null && told.currency !== null) {
    const { amount, currency, periodStart, periodEnd } = told;
    const each = months(periodStart, periodEnd);
    if (each !== null) return leakOf(seen, perMonth(amount, each), currency);
  }
  if (paid !== null) {
    const each = months(paid.periodStart, paid.periodEnd);
    if (each !== null) return leakOf(seen, perMonth(paid.amount, each), paid.currency);
  }
  return plan === null ? unknown('No price and no plan is known for it.') : leakOfPlan(seen, plan);
}

export function leakOfPlan(seen: Seen, { name, amount, currency, duration }: Plan): Leak {
  if (amount === null || currency === null) return unknown(`The plan ${name} names no price.`);
  if (duration === null) return unknown(`The plan ${name} names no duration, so its price in a month is not known.`);
  return leakOf(seen, perMonth(amount, monthsOf(duration)), currency);
}

/** What a line would cost that nobody pays for: the price of the one plan that gives what it has. */
export function leakOfLine(seen: Seen, line: LineSeen): Leak {
  const plans = plansLike(seen, line);
  const [plan, ...others] = plans;
  if (plan === undefined) return unknown('No plan gives what the line has.');
  if (others.length === 0) return leakOfPlan(seen, plan);
  return unknown(`Several plans give what the line has: ${plans.map(({ name }) => name).join(', ')}.`);
}

/** Plans that give what a line has: its package, else as many connections. */
function plansLike({ plans }: Seen, { panel, packageId, maxConnections }: LineSeen): Plan[] {
  const there = plans.plans.filter((plan) => plan.panel === panel && !plan.trial && plan.adjust === null);
  const ofPackage = there.filter((plan) => packageId !== null && plan.packageId === packageId);
  if (ofPackage.length > 0) return ofPackage;
  return there.filter((plan) => plan.packageId === null && plan.connections === maxConnections);
}

/** What lies between two: of a line with more than is paid for. */
export function difference(more: Leak, less: Leak): Leak {
  if (more.leakedPerMonth === null) return more;
  if (less.leakedPerMonth === null) return less;
  return { leakedPerMonth: Math.max(0, more.leakedPerMonth - less.leakedPerMonth), leakUnknown: null };
}

function leakOf({ rates, today }: Seen, amount: number, currency: string): Leak {
  const converted = rates.convert(amount, currency, rates.base, today);
  return 'problem' in converted ? unknown(converted.message) : { leakedPerMonth: converted.amount, leakUnknown: null };
}
