import type { Instant } from '../../../panel';
import { instantOf, type Clock } from '../../clock';
import { Problem } from '../../problem';
import type { Rates } from '../money';
import type { PlanView } from '../plans';
import { prorate, type PaidPeriod, type Proration, type ProrationProblem, type Way } from './proration';

/** What a preview looks at of a subscription and its payments, the newest first. */
export interface Previewed {
  id: string;
  source: string;
  plan: string | null;
  quantity: number | null;
  paidUntil: Instant | null;
  payments: ReadonlyArray<{
    state: string;
    amount: number | null;
    refunded: number;
    currency: string | null;
    periodStart: Instant | null;
    periodEnd: Instant | null;
    paidAt: Instant | null;
  }>;
}

/** What a change of plan would cost, charged; and until when what is left would last, converted. */
export interface PlanChange extends Proration {
  subscription: string;
  from: string | null;
  plan: string;
  /** null: what is left cannot be converted. */
  convert: Pick<Proration, 'newPeriodEnd' | 'explanation'> | null;
}

/**
 * Calculates a change of plan and changes nothing.
 *
 * @param parts `manual`: the inbox source of what people enter, where a quantity counts periods, not pieces
 * @throws Problem 422 with the code of ProrationProblem
 */
export async function previewChange(
  { rates, clock, timeZone, manual }: { rates: Rates; clock: Clock; timeZone: string; manual: string },
  subscription: Previewed,
  plan: PlanView,
): Promise<PlanChange> {
  const now = clock.now();
  const from = paidPeriod(subscription, now);
  if (plan.amount === null) {
    throw new Problem(422, 'no-price', `The plan ${plan.plan} has no amount, so nobody knows what it costs.`, {
      field: 'plan',
      hint: 'Give the plan an amount and a currency.',
    });
  }
  const pieces = subscription.source === manual ? 1 : (subscription.quantity ?? 1);
  const request = {
    from,
    to: {
      plan: plan.label ?? plan.plan,
      amount: plan.amount * pieces,
      currency: plan.currency,
      duration: plan.duration,
    },
    at: instantOf(now),
    timeZone,
    rates: { table: await rates.table(), day: rates.today() },
  };
  const inThe = (way: Way): Proration | ProrationProblem => prorate({ ...request, way });
  const charged = inThe('charge');
  if ('problem' in charged) throw new Problem(422, charged.problem, charged.message, { hint: charged.hint });
  const converted = inThe('convert');
  const { id, plan: present } = subscription;
  return {
    subscription: id,
    from: present,
    plan: plan.plan,
    ...charged,
    convert:
      'problem' in converted ? null : { newPeriodEnd: converted.newPeriodEnd, explanation: converted.explanation },
  };
}

/** The period it is in, with what is left of its payment after refunds. @throws Problem 422 `nothing-left` */
function paidPeriod({ id, plan, paidUntil, payments }: Previewed, now: number): PaidPeriod {
  for (const payment of payments) {
    const { state, amount, refunded, currency } = payment;
    const [start, end] = [payment.periodStart ?? payment.paidAt, payment.periodEnd ?? paidUntil];
    if (!['paid', 'partly_refunded'].includes(state) || amount === null || start === null || end === null) continue;
    if (Date.parse(start) > now || Date.parse(end) <= now) continue;
    return { plan: plan ?? 'the present plan', amount: Math.max(amount - refunded, 0), currency, start, end };
  }
  throw new Problem(422, 'nothing-left', `Nothing that was paid for ${id} is left to be credited.`, {
    hint: 'Change the plan without proration: the new one is paid for from its next payment on.',
  });
}
