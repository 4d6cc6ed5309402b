import type { BillingData } from '../../../panel';
import type { BillingFact } from '../fact';
import type { Told } from './fold';

/** What a message says of its subscription; null: it is about something else. */
export function toldOf({ type, time, billing, before }: BillingFact): Told | null {
  if (!type.startsWith('subscription.')) return null;
  const { subscription } = billing;
  return {
    eventId: billing.providerEventId,
    at: time,
    version: billing.version,
    state: subscription.state ?? stateByType[type] ?? null,
    status: subscription.status,
    periodStart: billing.periodStart,
    periodEnd: billing.periodEnd,
    trialEnd: billing.trialEnd,
    cancelAtPeriodEnd: subscription.cancelAtPeriodEnd ?? false,
    endsAt: subscription.endsAt,
    priceId: billing.priceId,
    productId: billing.productId,
    planName: billing.planName,
    quantity: billing.quantity ?? 1,
    amount: billing.amount,
    currency: billing.currency,
    coupon: billing.coupon,
    promotionCode: billing.promotionCode,
    live: billing.live,
    ...(type === 'subscription.created' ? { isFirst: true } : {}),
    ...(before === undefined ? {} : { before }),
  };
}

/** What a message's type says where its subscription's state is not told. */
const stateByType: Readonly<Record<string, Told['state']>> = {
  'subscription.past_due': 'past_due',
  'subscription.cancelled': 'cancelled',
  'subscription.paused': 'paused',
  'subscription.resumed': 'active',
};

/** What an operator attached, the newest of each name. */
export type Metadata = Record<string, { value: string; at: string }>;

export function mergedMetadata(known: Metadata, billing: BillingData, at: string): Metadata {
  const merged = { ...known };
  for (const [name, value] of Object.entries(billing.metadata)) {
    const present = merged[name];
    if (present !== undefined && (present.at > at || (present.at === at && present.value >= value))) continue;
    merged[name] = { value, at };
  }
  return merged;
}

export function plainMetadata(metadata: Metadata): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).map(([name, { value }]) => [name, value]));
}
