import type { BillingData, EventType, Instant } from '../../../panel';
import type { EventDraft } from '../../events';
import type { CustomerView } from '../customers';
import { subjectOf as subjectOfMessage } from '../event-sink';
import type { BillingFact } from '../fact';
import type { State } from './fold';
import type { SubscriptionView } from './view';

/** From what changed of a subscription to the events that tell of it. Pure. */

/** What of a subscription is compared. */
export interface Before {
  state: State;
  plan: string | null;
  priceId: string | null;
}

export function subjectOf({ source, providerId }: Pick<SubscriptionView, 'source' | 'providerId'>): string {
  return `subscription:${source}/${providerId}`;
}

const serving: readonly State[] = ['active', 'trialing'];

/** The event of a change of state; null: it has none of its own. */
export function eventOfChange(before: State, after: State): EventType | null {
  if (before === after) return null;
  if ((before === 'paused' || before === 'suspended') && serving.includes(after)) return 'subscription.resumed';
  switch (after) {
    case 'active':
      return 'subscription.activated';
    case 'past_due':
      // What is suspended is past due as it was before.
      return before === 'suspended' ? null : 'subscription.past_due';
    case 'paused':
      return 'subscription.paused';
    case 'suspended':
      return 'subscription.suspended';
    case 'cancelled':
      return 'subscription.cancelled';
    case 'expired':
      return 'subscription.expired';
    case 'trialing':
    case 'pending':
      return null;
  }
}

/** @param told whether a message told something new of the subscription itself */
export function changeEvents(
  before: Before,
  view: SubscriptionView,
  customer: CustomerView,
  cause: { billing: BillingData | null; time: Instant; told: boolean },
): EventDraft[] {
  const base = {
    panel: null,
    subject: subjectOf(view),
    time: cause.time,
    origin: cause.billing === null ? ('clock' as const) : ('billing' as const),
  };
  const billing = cause.billing ?? ledgerBilling(view, customer);
  const parts = { subscription: view, customer };
  const drafts: EventDraft[] = [];
  const changed = eventOfChange(before.state, view.state);
  if (changed !== null) drafts.push({ ...base, type: changed, data: { billing, ...parts } });
  const isOtherPlan = before.plan !== null && view.plan !== null && before.plan !== view.plan;
  const isOtherPrice = before.priceId !== null && view.priceId !== null && before.priceId !== view.priceId;
  if (isOtherPlan || isOtherPrice) {
    drafts.push({
      ...base,
      type: 'subscription.plan_changed',
      data: {
        ...(cause.billing === null ? {} : { billing }),
        ...parts,
        before: { plan: before.plan, priceId: before.priceId },
        after: { plan: view.plan, priceId: view.priceId },
      },
    });
  }
  if (cause.told && drafts.length === 0)
    drafts.push({ ...base, type: 'subscription.updated', data: { billing, ...parts } });
  return drafts;
}

/** The event of a fact, with what the ledger knows of its subscription. */
export function factEvent(
  { type, time, billing }: BillingFact,
  known: { view: SubscriptionView; customer: CustomerView } | null,
): EventDraft {
  return {
    type,
    panel: null,
    subject: known === null ? subjectOfMessage(billing) : subjectOf(known.view),
    time,
    origin: 'billing',
    data: { billing, ...(known === null ? {} : { subscription: known.view, customer: known.customer }) },
  };
}

/** What a message would say that the ledger finds by itself: a step of dunning, time that is used up. */
function ledgerBilling(view: SubscriptionView, customer: CustomerView): BillingData {
  const { id, email, name, phone, country, language } = customer;
  const told = view.state === 'suspended' ? 'past_due' : view.state;
  return {
    provider: view.provider,
    source: view.source,
    providerEventId: `ledger:${view.id}:${view.updatedAt}`,
    providerEventType: 'ledger',
    key: null,
    version: null,
    paymentId: null,
    customer: { id, email, name, phone, country, language },
    subscription: {
      id: view.providerId,
      status: view.state,
      state: told,
      cancelAtPeriodEnd: view.cancelAtPeriodEnd,
      endsAt: view.endsAt,
    },
    firstPayment: null,
    invoice: { id: null, number: null, hostedUrl: null, pdfUrl: null },
    priceId: view.priceId,
    productId: view.productId,
    planName: view.plan,
    quantity: view.quantity,
    amount: view.amount,
    tax: null,
    currency: view.currency,
    discount: null,
    refunded: null,
    method: null,
    periodStart: view.periodStart,
    periodEnd: view.periodEnd,
    nextAttemptAt: null,
    failureReason: null,
    trialEnd: view.trialEnd,
    coupon: view.coupon,
    promotionCode: null,
    metadata: view.metadata,
    live: view.live,
  };
}
