import {
  addDuration,
  instantFromUnix,
  latestExpiry,
  unixFromInstant,
  type Duration,
  type Instant,
} from '../../../panel';
import type { RateTable } from '../money';
import { inWords } from './explain';
import { ratioOf, split, type Ratio } from './split';

/** What a change of plan in the middle of a period costs, or what becomes of the time left. Nothing is carried out here. */

/** A period that is paid for. */
export interface PaidPeriod {
  /** What people call the plan. */
  plan: string;
  /** What was paid for the time from `since` to `end`: minor units of the currency, or credits. */
  amount: number;
  /** ISO 4217; null: credits of a panel. */
  currency: string | null;
  start: Instant;
  end: Instant;
  /** From when on `amount` was paid, where the plan was changed before in this period: `amount` is then what was charged at that change. @default start */
  since?: Instant;
}

/** The plan to change to. */
export interface Offer {
  plan: string;
  /** What a whole period costs: minor units of the currency, or credits. */
  amount: number;
  /** ISO 4217; null: credits of a panel. */
  currency: string | null;
  /** null: a period as long as the present one. */
  duration: Duration | null;
}

/** `charge`: what is left is credited, and the rest of the period charged. `convert`: what is left buys time of the new plan, and nothing is due. */
export type Way = 'charge' | 'convert';

export interface ProrationRequest {
  from: PaidPeriod;
  to: Offer;
  way: Way;
  /** When the change is made. Outside the period, its nearer end counts. */
  at: Instant;
  /** Whose months are meant. */
  timeZone: string;
  /** For plans of two currencies. */
  rates?: { table: RateTable; day: string };
}

/** All amounts in minor units of `currency`, or in credits. */
export interface Proration {
  way: Way;
  /** What is left of what was paid. */
  credit: number;
  /** What the new plan costs from the change on. */
  charge: number;
  /** charge − credit; below 0: the customer is owed it. */
  due: number;
  /** null: credits. */
  currency: string | null;
  newPeriodEnd: Instant;
  /** Time left of the present period, and its length. Seconds */
  remainingSeconds: number;
  periodSeconds: number;
  /** For people, in English. */
  explanation: string;
}

export interface ProrationProblem {
  problem: 'bad-period' | 'bad-amount' | 'no-price' | 'nothing-left' | 'currencies-differ' | 'too-late';
  message: string;
  hint: string;
}

/** Calculates a change of plan. @throws nothing that depends on the request: what cannot be calculated is a problem that says why */
export function prorate(request: ProrationRequest): Proration | ProrationProblem {
  const { from, to, way, timeZone } = request;
  const [start, end] = [unixFromInstant(from.start), unixFromInstant(from.end)];
  const since = from.since === undefined ? start : unixFromInstant(from.since);
  if (!(start < end) || !(start <= since && since < end)) {
    return problem('bad-period', `The period from ${from.since ?? from.start} to ${from.end} has no length.`);
  }
  for (const { plan, amount, currency } of [from, to]) {
    const isAmount = currency === null ? Number.isFinite(amount) : Number.isSafeInteger(amount);
    if (!isAmount || amount < 0) return problem('bad-amount', `${plan} costs ${String(amount)}, which is no amount.`);
  }
  const at = Math.min(Math.max(unixFromInstant(request.at), since), end);
  const present = inCurrencyOf(to, from, request.rates);
  if (typeof present !== 'number') return present;
  const time: Times = { start, since, at, end };
  const found = way === 'convert' ? converted(present, to, time, timeZone) : charged(present, to, time, timeZone);
  if ('problem' in found) return found;
  if (unixFromInstant(found.newPeriodEnd) > latestExpiry) {
    return problem('too-late', `The new period would end at ${found.newPeriodEnd}, later than panels can store.`);
  }
  const whole = {
    way,
    ...found,
    due: exactly(to.currency, found.charge - found.credit),
    currency: to.currency,
    remainingSeconds: end - at,
    periodSeconds: end - start,
  };
  return { ...whole, explanation: inWords(from, to, whole) };
}

/** Seconds since 1970. */
interface Times {
  start: number;
  since: number;
  at: number;
  end: number;
}

type Found = Pick<Proration, 'credit' | 'charge' | 'newPeriodEnd'>;

function charged(amount: number, to: Offer, { start, since, at, end }: Times, timeZone: string): Found {
  const credit = part(to.currency, amount, at - since, end - at);
  if (to.duration === null || isAsLong(to.duration, start, end, timeZone)) {
    return { credit, charge: part(to.currency, to.amount, at - start, end - at), newPeriodEnd: instantFromUnix(end) };
  }
  return { credit, charge: to.amount, newPeriodEnd: addDuration(instantFromUnix(at), to.duration, timeZone) };
}

/** Whole periods of the new plan follow the calendar; what is left after them buys a part of the next one. */
function converted(
  amount: number,
  to: Offer,
  { start, since, at, end }: Times,
  timeZone: string,
): Found | ProrationProblem {
  if (to.amount === 0)
    return problem('no-price', `${to.plan} costs nothing, so nothing can be converted into time of it.`);
  if (amount === 0 || at === end) return problem('nothing-left', 'Nothing that was paid for is left to be converted.');
  const duration = to.duration ?? { amount: end - start, unit: 'seconds' };
  const price = ratioOf(to.amount);
  const paid = ratioOf(amount);
  // How many periods of the new plan what is left is worth: amount × left ÷ (time paid for × price).
  const periods: Ratio = {
    numerator: paid.numerator * BigInt(end - at) * price.denominator,
    denominator: paid.denominator * BigInt(end - since) * price.numerator,
  };
  const whole = periods.numerator / periods.denominator;
  if (whole > 100_000n) return problem('too-late', `${to.plan} would last longer than panels can store.`);
  const from = after(at, duration, Number(whole), timeZone);
  const length = after(at, duration, Number(whole) + 1, timeZone) - from;
  const rest = (BigInt(length) * (periods.numerator % periods.denominator)) / periods.denominator;
  const credit = part(to.currency, amount, at - since, end - at);
  return { credit, charge: credit, newPeriodEnd: instantFromUnix(from + Number(rest)) };
}

/** The second of two parts of an amount. Money is split into whole minor units, credits as they fall. */
function part(currency: string | null, amount: number, first: number, second: number): number {
  if (currency === null) return exactly(null, (amount * second) / (first + second));
  return split(amount, [BigInt(first), BigInt(second)])[1] ?? 0;
}

/** Credits to a ten-thousandth, past which only binary fractions speak. */
function exactly(currency: string | null, amount: number): number {
  return currency === null ? Math.round(amount * 10_000) / 10_000 : amount;
}

/** Seconds since 1970: so many periods after a moment, counted from it at once, so that 31 January stays the 31st where a month has one. */
function after(
  at: number,
  { amount, unit }: Duration | { amount: number; unit: 'seconds' },
  periods: number,
  timeZone: string,
): number {
  if (unit === 'seconds') return at + amount * periods;
  return unixFromInstant(addDuration(instantFromUnix(at), { amount: amount * periods, unit }, timeZone));
}

/** What a period of a calendar month may differ from another of the same plan: one that begins on the 28th for one on the 31st. Seconds */
const slack = { calendar: 3 * 86_400 + 3600, exact: 3600 };

function isAsLong(duration: Duration, start: number, end: number, timeZone: string): boolean {
  const expected = after(start, duration, 1, timeZone);
  const isCalendar = duration.unit === 'months' || duration.unit === 'years';
  return Math.abs(expected - end) <= (isCalendar ? slack.calendar : slack.exact);
}

/** What was paid, in the currency of the new plan. */
function inCurrencyOf(
  to: Offer,
  { amount, currency, plan }: PaidPeriod,
  rates: ProrationRequest['rates'],
): number | ProrationProblem {
  if (currency === to.currency) return amount;
  const differ = `${plan} is paid in ${currency ?? 'credits'}, ${to.plan} in ${to.currency ?? 'credits'}`;
  if (currency === null || to.currency === null || rates === undefined) {
    return problem('currencies-differ', `${differ}.`);
  }
  const there = rates.table.convert(amount, currency, to.currency, rates.day);
  if ('problem' in there) {
    return { problem: 'currencies-differ', message: `${differ}. ${there.message}`, hint: there.hint };
  }
  return there.amount;
}

const hints: Readonly<Record<ProrationProblem['problem'], string>> = {
  'bad-period': 'Correct the period at the provider, or change the plan without proration.',
  'bad-amount': 'Correct the amount in the plan, in whole minor units (cents).',
  'no-price': 'Give the plan an amount and a currency, or change without conversion.',
  'nothing-left': 'Charge the new plan from now on, or change without conversion.',
  'currencies-differ': 'Give an exchange rate, or change the plan without proration.',
  'too-late': 'Panels store dates up to 2038-01-19. Change the plan without conversion.',
};

function problem(code: ProrationProblem['problem'], message: string): ProrationProblem {
  return { problem: code, message, hint: hints[code] };
}
