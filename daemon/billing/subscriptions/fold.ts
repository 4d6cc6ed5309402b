import { addDuration, type Duration, type Instant } from '../../../panel';
import type { Before } from '../fact';

/**
 * From everything told of a subscription to how it stands. Pure, and a fold over a set of facts: it makes no difference in which order they came, how often,
 * or by which way (webhook, refetch, reconciliation, a person). So a late or repeated message moves nothing, and what was lost is made good by whoever
 * brings it later.
 *
 * ```
 *                  paid / trial begins
 *   pending ──────────────────────────────▶ trialing, active
 *
 *   trialing ── trial over and paid ──▶ active         active ── payment failed ──▶ past_due
 *   trialing ── trial over, not paid ─▶ past_due, expired
 *
 *   past_due ── paid, forgiven ──▶ active              past_due ── dunning: suspend ──▶ suspended
 *   suspended ── paid, forgiven ─▶ active              suspended ── dunning goes on ──▶ suspended
 *
 *   pending, trialing, active, past_due, suspended ── paused at the provider ──▶ paused ── resumed ──▶ any of them
 *   all ── ended at the provider, or by dunning: terminate ──▶ cancelled
 *   all ── time used up, nothing to come ──▶ expired
 *   expired, cancelled ── paid for again (prepaid), or ended by mistake and undone at the provider ──▶ active, trialing
 * ```
 *
 * | state     | means                                                              | service until                                   |
 * | --------- | ------------------------------------------------------------------ | ----------------------------------------------- |
 * | pending   | made, not paid for yet                                             | never                                           |
 * | trialing  | its trial runs                                                     | the trial's end and grace                       |
 * | active    | paid for, or the provider says so and nothing speaks against it    | the end of what is paid for and grace           |
 * | past_due  | a payment failed and is still open                                 | that, or as long as the dunning policy waits    |
 * | suspended | past due, and the policy's step to suspend has come                | as past_due, but switched off                   |
 * | paused    | paused at the provider                                             | what is paid for, or switched off: a setting    |
 * | cancelled | ended at the provider, or by dunning                               | what is paid for, or at once: a setting         |
 * | expired   | what was paid for is used up, and nothing more is to come          | it is over                                      |
 */

/** A subscription as the newest message about it tells. */
export interface Told {
  /** The provider's id of the message. */
  eventId: string;
  at: Instant;
  /** When the same was last read from the provider; left out: never. */
  confirmedAt?: Instant;
  /** The provider's number of the state; null where it has none. */
  version: number | null;
  state: 'pending' | 'trialing' | 'active' | 'past_due' | 'paused' | 'cancelled' | 'expired' | null;
  status: string | null;
  periodStart: Instant | null;
  periodEnd: Instant | null;
  trialEnd: Instant | null;
  cancelAtPeriodEnd: boolean;
  endsAt: Instant | null;
  priceId: string | null;
  productId: string | null;
  planName: string | null;
  quantity: number;
  /** What a period costs, minor units. */
  amount: number | null;
  currency: string | null;
  coupon: string | null;
  promotionCode: string | null;
  live: boolean;
  /** It tells that the subscription was made; left out: something else. */
  isFirst?: boolean;
  /** How it was before what the message tells of; left out: not told. */
  before?: Before;
  /** Others told in the same second, which stand behind this one; left out: none. */
  besides?: readonly Told[];
}

/** What became of one invoice or payment, by whatever messages. */
export interface PaymentFacts {
  key: string;
  amount: number | null;
  paidAt: Instant | null;
  periodStart: Instant | null;
  periodEnd: Instant | null;
  /** How many times the plan's duration it pays for, where no period is told. */
  quantity: number;
  /** The first and the last failed attempt. */
  failedAt: Instant | null;
  lastFailedAt: Instant | null;
  /** Minor units given back so far. */
  refunded: number;
  refundedAt: Instant | null;
  disputedAt: Instant | null;
  disputeWonAt: Instant | null;
}

export interface Facts {
  told: Told | null;
  payments: readonly PaymentFacts[];
  /** How far the dunning policy has come. */
  dunning: { suspended: boolean; terminatedAt: Instant | null };
}

export type Reaction = 'keep' | 'suspend' | 'terminate';

/** What the operator has settled. */
export interface Terms {
  /** What a payment without a period of its own pays for. */
  duration: Duration | null;
  /** How much longer than what is paid for service lasts. Seconds. */
  graceSeconds: number;
  /** How long service goes on after a payment has failed. Seconds. */
  dunningGraceSeconds: number;
  timeZone: string;
  refund: { full: Reaction; partial: Reaction };
  chargeback: Reaction;
  paused: 'suspend' | 'keep';
  cancel: 'periodEnd' | 'now';
}

export type State = 'pending' | 'trialing' | 'active' | 'past_due' | 'paused' | 'suspended' | 'cancelled' | 'expired';

export type StopReason = 'non-payment' | 'refund' | 'chargeback' | 'paused' | 'cancelled';

export interface Standing {
  state: State;
  /** End of what was paid for and not given back. */
  paidUntil: Instant | null;
  /** Until when there is to be service; null: there is to be none. */
  serviceUntil: Instant | null;
  /** The first failure of those still open. */
  pastDueSince: Instant | null;
  /** The open invoice: its payment's key. */
  openPayment: string | null;
  /** Why service is to be stopped now, and how; null: it is not. */
  stop: { reason: StopReason; how: 'suspend' | 'terminate' } | null;
  /** When it stands otherwise although nobody tells anything: the earliest such moment ahead; null: never. */
  changesAt: Instant | null;
}

/** Whether a subscription that was read is as it is known, so that nothing has changed. How a state is called and what adorns it makes no difference. */
export function isSameState(read: Told, known: Told): boolean {
  const compared = [
    'state',
    'periodStart',
    'periodEnd',
    'trialEnd',
    'cancelAtPeriodEnd',
    'endsAt',
    'priceId',
    'productId',
    'quantity',
    'amount',
    'currency',
  ] as const;
  return compared.every((field) => read[field] === known[field]);
}

/** What of a payment speaks against it; null: it counts. */
function objection(payment: PaymentFacts, terms: Terms): { reason: 'refund' | 'chargeback'; how: Reaction } | null {
  const { disputedAt, disputeWonAt, refunded, amount } = payment;
  if (disputedAt !== null && (disputeWonAt === null || disputeWonAt < disputedAt)) {
    return { reason: 'chargeback', how: terms.chargeback };
  }
  if (refunded > 0) {
    return { reason: 'refund', how: refunded >= (amount ?? 0) ? terms.refund.full : terms.refund.partial };
  }
  return null;
}

function counts(payment: PaymentFacts, terms: Terms): boolean {
  return payment.paidAt !== null && (objection(payment, terms)?.how ?? 'keep') === 'keep';
}

/** Later first arguments last; what was paid in the same second, by key: always the same order. */
function inOrder<P extends PaymentFacts>(payments: readonly P[]): P[] {
  const moment = (payment: P): string => payment.periodStart ?? payment.paidAt ?? payment.failedAt ?? '';
  return [...payments].sort((a, b) => compare(moment(a), moment(b)) || compare(a.key, b.key));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const later = (a: Instant | null, b: Instant | null): Instant | null => (a === null || (b !== null && b > a) ? b : a);
const earlier = (a: Instant | null, b: Instant | null): Instant | null => (a === null || (b !== null && b < a) ? b : a);

export function plusSeconds(instant: Instant, seconds: number): Instant {
  return new Date(Date.parse(instant) + seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** What a payment pays for. */
export interface Covered {
  /** The payment's. */
  key: string;
  from: Instant;
  until: Instant;
  paidAt: Instant;
}

/** Until when each payment that counts pays, in order. The last is what is paid until. */
export function coverage(payments: readonly PaymentFacts[], terms: Terms): Covered[] {
  const covered: Covered[] = [];
  let until: Instant | null = null;
  /** Payments without a period that follow each other are counted from the first, so that 31 January is followed by 28 February and 31 March. */
  let run: { anchor: Instant; times: number } | null = null;
  for (const payment of inOrder(payments.filter((each) => counts(each, terms)))) {
    const { key, paidAt, periodStart, periodEnd, quantity } = payment;
    if (paidAt === null) continue;
    if (periodEnd !== null) {
      until = later(until, periodEnd) ?? periodEnd;
      covered.push({ key, from: periodStart ?? paidAt, until: periodEnd, paidAt });
      run = null;
    } else if (terms.duration !== null) {
      const times = Math.max(1, quantity);
      const from: Instant = until !== null && until > paidAt ? until : paidAt;
      run = run !== null && from === until ? { anchor: run.anchor, times: run.times + times } : { anchor: from, times };
      const { amount, unit } = terms.duration;
      until = addDuration(run.anchor, { amount: amount * run.times, unit }, terms.timeZone);
      covered.push({ key, from, until, paidAt });
    }
  }
  return covered;
}

/**
 * The unpaid invoice that is still open, if any. It is not when the provider has said since that all is well, nor when a later period was paid for: who has paid
 * for today is not cut off for what was due before.
 */
function openFailure(
  facts: Facts,
  covered: ReadonlyArray<{ until: Instant }>,
): { since: Instant; key: string | null } | null {
  const { told, payments } = facts;
  const wellSince = told !== null && (told.state === 'active' || told.state === 'trialing') ? told.at : null;
  const paidAt = payments.reduce<Instant | null>((last, payment) => later(last, payment.paidAt), null);
  const isOvertaken = ({ periodEnd, failedAt, lastFailedAt }: PaymentFacts): boolean => {
    if (periodEnd !== null) return covered.some(({ until }) => until >= periodEnd);
    return paidAt !== null && paidAt >= (lastFailedAt ?? failedAt ?? '');
  };
  const open = inOrder(
    payments.filter(
      (payment) =>
        payment.failedAt !== null &&
        payment.paidAt === null &&
        (wellSince === null || (payment.lastFailedAt ?? payment.failedAt) >= wellSince) &&
        !isOvertaken(payment),
    ),
  );
  const since = open.reduce<Instant | null>((first, { failedAt }) => earlier(first, failedAt), null);
  if (since !== null) return { since, key: open.at(-1)?.key ?? null };
  // The provider says so, and no payment has come since.
  if (told?.state === 'past_due' && (paidAt === null || paidAt < told.at)) return { since: told.at, key: null };
  return null;
}

/** @param now the second it is for */
export function standingOf(facts: Facts, terms: Terms, now: Instant): Standing {
  const { told, payments, dunning } = facts;
  const covered = coverage(payments, terms);
  const paidUntil = covered.reduce<Instant | null>((last, { until }) => later(last, until), null);
  const withGrace = paidUntil === null ? null : plusSeconds(paidUntil, terms.graceSeconds);
  const trialEnd = told?.trialEnd ?? null;
  const open = openFailure(facts, covered);

  const endedAt = endOf(told, dunning.terminatedAt, covered, now);
  if (endedAt !== null) {
    const terminated = dunning.terminatedAt !== null && endedAt === dunning.terminatedAt;
    // What was paid for is not taken away, unless the operator wants it so.
    const until = terminated || terms.cancel === 'now' ? endedAt : (later(endedAt, paidUntil) ?? endedAt);
    const over = until <= now;
    const state: State = told?.state === 'expired' && !terminated ? 'expired' : 'cancelled';
    return {
      state,
      paidUntil,
      serviceUntil: until,
      pastDueSince: null,
      openPayment: null,
      stop: stopAfter(
        facts,
        terms,
        over ? { reason: terminated ? 'non-payment' : 'cancelled', how: 'terminate' } : null,
      ),
      changesAt: over ? null : until,
    };
  }

  const takenBack = takenBackStop(payments, terms, paidUntil, now);
  const standing = (state: State, serviceUntil: Instant | null, rest: Partial<Standing> = {}): Standing => ({
    state,
    paidUntil,
    serviceUntil,
    pastDueSince: open?.since ?? null,
    openPayment: open?.key ?? null,
    stop: takenBack,
    changesAt: ahead(now, [serviceUntil, withGrace, paidUntil, trialEnd, told?.endsAt ?? null]),
    ...rest,
  });

  if (told?.state === 'paused') {
    const off = terms.paused === 'suspend' ? ({ reason: 'paused', how: 'suspend' } as const) : null;
    return standing('paused', withGrace, { stop: takenBack ?? off });
  }
  if (open !== null) {
    const waited = plusSeconds(open.since, terms.dunningGraceSeconds);
    // Whoever has never paid or tried is given nothing while their first payment fails.
    const known = paidUntil !== null || trialEnd !== null;
    const serviceUntil = known ? later(later(withGrace, trialEnd), waited) : null;
    if (!known) return standing(told?.state === 'past_due' ? 'past_due' : 'pending', null);
    if (!dunning.suspended) return standing('past_due', serviceUntil);
    return standing('suspended', serviceUntil, { stop: takenBack ?? { reason: 'non-payment', how: 'suspend' } });
  }
  if (
    trialEnd !== null &&
    trialEnd > now &&
    told?.state !== 'pending' &&
    (paidUntil === null || paidUntil <= trialEnd)
  ) {
    return standing('trialing', later(plusSeconds(trialEnd, terms.graceSeconds), withGrace));
  }
  if (withGrace !== null && withGrace > now) return standing('active', withGrace);
  // The provider calls it active for a period whose payment we have not heard of yet: it is on its way, or was lost.
  const promised = told?.state === 'active' && told.periodEnd !== null && told.periodEnd > now;
  if (promised) return standing('active', withGrace, { changesAt: ahead(now, [told.periodEnd, withGrace]) });
  if (paidUntil === null && trialEnd === null && takenBack === null) return standing('pending', null);
  return standing('expired', withGrace ?? (trialEnd === null ? null : plusSeconds(trialEnd, terms.graceSeconds)));
}

/** When it ended, where it has. What is paid after the end, for a time after it, undoes it: nobody pays for nothing. */
function endOf(
  told: Told | null,
  terminatedAt: Instant | null,
  covered: readonly Covered[],
  now: Instant,
): Instant | null {
  const ended =
    told !== null && (told.state === 'cancelled' || told.state === 'expired') ? (told.endsAt ?? told.at) : null;
  const at = earlier(ended === null || ended <= now ? ended : null, terminatedAt);
  if (at === null) return null;
  // What dunning ended is not ended once it is paid, whenever that was: its message may have been lost.
  const isByDunning = at === terminatedAt;
  const takenUpAgain = covered.some(({ paidAt, until }) => until > at && (isByDunning || paidAt > at));
  if (takenUpAgain) return null;
  // The provider has said since that it goes on: what dunning waited for is paid or forgiven there. Service follows from what is paid for.
  const goesOn = told?.state === 'active' || told?.state === 'trialing' || told?.state === 'paused';
  return isByDunning && goesOn && told.at > at ? null : at;
}

/** What was given back and would still run: service stops as the operator has settled. */
function takenBackStop(
  payments: readonly PaymentFacts[],
  terms: Terms,
  paidUntil: Instant | null,
  now: Instant,
): Standing['stop'] {
  if (paidUntil !== null && paidUntil > now) return null;
  const last = inOrder(payments.filter(({ paidAt }) => paidAt !== null)).at(-1);
  const against = last === undefined ? null : objection(last, terms);
  if (against === null || against.how === 'keep') return null;
  return { reason: against.reason, how: against.how };
}

function stopAfter(facts: Facts, terms: Terms, stop: Standing['stop']): Standing['stop'] {
  if (stop !== null) return stop;
  return takenBackStop(facts.payments, terms, null, '');
}

function ahead(now: Instant, moments: ReadonlyArray<Instant | null>): Instant | null {
  return moments.reduce<Instant | null>(
    (first, moment) => (moment === null || moment <= now ? first : earlier(first, moment)),
    null,
  );
}

/** From which state which others may follow, time and messages together. What is not here does not happen. */
export const transitions: Readonly<Record<State, readonly State[]>> = {
  pending: ['trialing', 'active', 'past_due', 'suspended', 'paused', 'cancelled', 'expired'],
  trialing: ['active', 'past_due', 'suspended', 'paused', 'cancelled', 'expired', 'pending'],
  active: ['trialing', 'past_due', 'suspended', 'paused', 'cancelled', 'expired', 'pending'],
  past_due: ['active', 'trialing', 'suspended', 'paused', 'cancelled', 'expired', 'pending'],
  suspended: ['active', 'trialing', 'past_due', 'paused', 'cancelled', 'expired', 'pending'],
  paused: ['active', 'trialing', 'past_due', 'suspended', 'cancelled', 'expired', 'pending'],
  cancelled: ['active', 'trialing', 'past_due', 'paused', 'expired', 'pending'],
  expired: ['active', 'trialing', 'past_due', 'paused', 'cancelled', 'pending'],
};
