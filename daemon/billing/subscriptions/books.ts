import { scheduleOf, type Policies, type Policy, type PolicyBook } from '../dunning';
import type { Plan, PlanBook, Plans } from '../plans';
import type { Trouble } from '../attention';
import type { BillingSettings } from '../settings';
import type { Write } from '../../store';
import type { Terms, Told } from './fold';
import type { PaymentTable, SubscriptionTable } from './tables';

/** Plans and policies at one moment. */
export interface Books {
  plans: PlanBook;
  policies: PolicyBook;
}

export async function openBooks(parts: { plans: Plans; policies: Policies }, trx: Write): Promise<Books> {
  return { plans: await parts.plans.book(trx), policies: await parts.policies.book(trx) };
}

/** What is paid for with a subscription, and how its dunning goes. */
export interface Bought {
  priceId: string | null;
  productId: string | null;
  plan: Plan | null;
  policy: Policy | null;
  troubles: Trouble[];
}

/** The newest of those that were paid or tried, by what they are for. */
export function newestPayment(payments: readonly PaymentTable[]): PaymentTable | undefined {
  const moment = (row: PaymentTable): string => row.period_start ?? row.paid_at ?? row.failed_at ?? '';
  return [...payments]
    .sort((a, b) => (moment(a) < moment(b) ? -1 : moment(a) > moment(b) ? 1 : a.key < b.key ? -1 : 1))
    .at(-1);
}

/**
 * Which plan a subscription is of: by the price its newest message names, else that of its newest payment, else by the name that somebody put into `plan` of
 * its metadata.
 */
export function boughtWith(
  { plans, policies }: Books,
  row: Pick<SubscriptionTable, 'id' | 'source' | 'plan'>,
  told: Told | null,
  payments: readonly PaymentTable[],
  metadata: Readonly<Record<string, string>>,
): Bought {
  const newest = newestPayment(payments.filter(({ price, product }) => price !== null || product !== null));
  const isTold = told !== null && (told.priceId !== null || told.productId !== null);
  const priceId = isTold ? told.priceId : (newest?.price ?? null);
  const productId = isTold ? told.productId : (newest?.product ?? null);
  const named = metadata['plan'];
  const byName = named === undefined ? undefined : (plans.get(named) ?? planOfPrice(plans, row.source, named));
  const resolved = plans.resolve({ source: row.source, priceId, productId });
  if ('plan' in resolved) return { priceId, productId, ...withPolicy(policies, resolved.plan) };
  if (byName !== undefined && resolved.problem === 'unknown')
    return { priceId, productId, ...withPolicy(policies, byName) };
  const price = priceId ?? productId ?? named ?? null;
  const subject = `${row.source}/${price ?? row.id}`;
  const what = price === null ? 'It names no price' : `Its price is ${price}`;
  const trouble: Trouble =
    resolved.problem === 'ambiguous'
      ? {
          kind: 'ambiguous-price',
          subject,
          message: `The price ${price ?? ''} of ${row.source} is named by the plans ${resolved.plans.join(' and ')}, so it stands for none of them.`,
          fix: 'Take the price from all plans but one. What waits for it goes on by itself.',
          data: { price, plans: resolved.plans },
        }
      : {
          kind: 'unknown-price',
          subject,
          message: `A subscription of ${row.source} is for something no plan names. ${what}.`,
          fix:
            price === null
              ? 'Put the name of a plan into the metadata of the payment as "plan", or choose a plan for the subscription.'
              : `Add ${price} to the prices of a plan. What waits for it goes on by itself.`,
          data: { price },
        };
  return { priceId, productId, plan: null, policy: null, troubles: [trouble] };
}

function planOfPrice(plans: PlanBook, source: string, price: string): Plan | undefined {
  const found = plans.resolve({ source, priceId: price, productId: null });
  return 'plan' in found ? found.plan : undefined;
}

function withPolicy(policies: PolicyBook, plan: Plan): Pick<Bought, 'plan' | 'policy' | 'troubles'> {
  const chosen = policies.forPlan(plan);
  if (!('problem' in chosen)) return { plan, policy: chosen.policy, troubles: [] };
  const { problem, policy, message, hint } = chosen;
  const kind = problem === 'unknown' ? 'policy-fault' : 'policy-order';
  return { plan, policy: null, troubles: [{ kind, subject: policy, message, fix: hint, data: { plan: plan.name } }] };
}

/** What holds for a subscription of this plan. */
export function termsOf(settings: BillingSettings, { plan, policy }: Pick<Bought, 'plan' | 'policy'>): Terms {
  const graceSeconds = plan?.grace ?? settings.graceSeconds;
  return {
    duration: plan?.duration ?? null,
    graceSeconds,
    dunningGraceSeconds: policy === null ? graceSeconds : waitOf(policy, graceSeconds),
    timeZone: settings.timeZone,
    refund: settings.refund,
    chargeback: settings.chargeback,
    paused: settings.paused,
    cancel: settings.cancel,
  };
}

/** How long after a failure a policy first takes service away; one that never does leaves it to the line's expiry. Seconds. */
function waitOf(policy: Policy, graceSeconds: number): number {
  const origin = '1970-01-01T00:00:00Z';
  const cut = scheduleOf(policy, origin).find(({ action }) => action !== 'remind');
  return cut === undefined ? graceSeconds : Date.parse(cut.at) / 1000;
}
