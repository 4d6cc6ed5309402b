import type { EventData, Instant } from '../../../panel';
import type { EventDraft } from '../../events';
import type { CustomerView } from '../customers';
import { nextStep, type Policy } from '../dunning';
import type { Standing } from './fold';
import { subjectOf } from './telling';
import { newestPayment } from './books';
import type { PaymentTable, SubscriptionTable } from './tables';
import type { SubscriptionView } from './view';

/** What is told of dunning: that it begins, each step, and that it ends. */

interface Told {
  view: SubscriptionView;
  customer: CustomerView;
  time: Instant;
}

/** @param step counted from 0 */
export function stepPart(
  policy: Policy,
  since: Instant,
  step: number,
  payments: readonly PaymentTable[],
  at: Instant,
): NonNullable<EventData['dunningStep']> {
  const taken = nextStep(policy, since, step);
  const after = nextStep(policy, since, step + 1);
  const unpaid = newestPayment(payments.filter(({ paid_at, failed_at }) => paid_at === null && failed_at !== null));
  return {
    policy: policy.name,
    step: step + 1,
    steps: policy.steps.length,
    action: taken?.action ?? 'remind',
    channel: taken?.channel ?? null,
    template: taken?.template ?? null,
    since,
    daysPastDue: Math.max(0, Math.floor((Date.parse(at) - Date.parse(since)) / 86_400_000)),
    payUrl: unpaid?.pay_url ?? null,
    nextAction: after?.action ?? null,
    nextAt: after?.at ?? null,
  };
}

export function dunningBegun(
  before: SubscriptionTable,
  after: SubscriptionTable,
  { view, customer, policy, payments, time }: Told & { policy: Policy | null; payments: readonly PaymentTable[] },
): EventDraft[] {
  const since = after.dunning_since;
  if (policy === null || since === null || before.dunning_policy === after.dunning_policy) return [];
  if (policy.steps.length === 0) return [];
  const dunningStep = stepPart(policy, since, 0, payments, time);
  return [{ type: 'dunning.started', ...place(view, time), data: { subscription: view, customer, dunningStep } }];
}

export function dunningEnded(
  before: SubscriptionTable,
  after: SubscriptionTable,
  { view, customer, standing, time }: Told & { standing: Standing },
): EventDraft[] {
  if (before.dunning_policy === null || after.dunning_policy !== null) return [];
  const message =
    standing.state === 'cancelled' || standing.state === 'expired'
      ? 'The subscription has ended.'
      : standing.state === 'paused'
        ? 'The subscription was paused.'
        : 'It was paid, or the provider asks for it no more.';
  return [{ type: 'dunning.stopped', ...place(view, time), data: { subscription: view, customer, message } }];
}

export function stepDue(
  { view, customer, time }: Told,
  dunningStep: NonNullable<EventData['dunningStep']>,
): EventDraft {
  return { type: 'dunning.step_due', ...place(view, time), data: { subscription: view, customer, dunningStep } };
}

function place(view: SubscriptionView, time: Instant): Pick<EventDraft, 'panel' | 'subject' | 'time' | 'origin'> {
  return { panel: null, subject: subjectOf(view), time, origin: 'clock' };
}
