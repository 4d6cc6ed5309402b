import type { EventData, Instant } from '../../../panel';
import type { Store, Write } from '../../store';
import type { Standing, Told } from './fold';
import type { PaymentTable, SubscriptionLineTable, SubscriptionTable } from './tables';
import { newestPayment } from './books';
import { plainMetadata, type Metadata } from './told';

/** A subscription as events and the API show it. */
export type SubscriptionView = NonNullable<EventData['subscription']>;

export function toldIn(row: Pick<SubscriptionTable, 'told'>): Told | null {
  return row.told === null ? null : (JSON.parse(row.told) as Told);
}

/** How it stands, with the step of dunning that comes next. */
export type Kept = Standing & { nextStep: { action: string; at: Instant } | null };

export function standingIn(row: Pick<SubscriptionTable, 'standing'>): Kept {
  return JSON.parse(row.standing) as Kept;
}

export function metadataIn(row: Pick<SubscriptionTable, 'metadata'>): Metadata {
  return JSON.parse(row.metadata) as Metadata;
}

export function viewOf(
  row: SubscriptionTable,
  payments: readonly PaymentTable[],
  lines: readonly SubscriptionLineTable[],
): SubscriptionView {
  const told = toldIn(row);
  const standing = standingIn(row);
  const newest = newestPayment(payments);
  return {
    id: row.id,
    source: row.source,
    provider: row.provider,
    providerId: row.provider_id,
    customerId: row.customer,
    state: standing.state,
    plan: row.plan,
    priceId: told?.priceId ?? newest?.price ?? null,
    productId: told?.productId ?? newest?.product ?? null,
    quantity: told?.quantity ?? newest?.quantity ?? 1,
    amount: told?.amount ?? newest?.amount ?? null,
    currency: told?.currency ?? newest?.currency ?? null,
    periodStart: told?.periodStart ?? newest?.period_start ?? null,
    periodEnd: told?.periodEnd ?? newest?.period_end ?? null,
    paidUntil: standing.paidUntil,
    serviceUntil: standing.serviceUntil,
    trialEnd: told?.trialEnd ?? null,
    cancelAtPeriodEnd: told?.cancelAtPeriodEnd ?? false,
    endsAt: told?.endsAt ?? row.terminated_at,
    pastDueSince: standing.pastDueSince,
    suspension: lines.find(({ suspension }) => suspension !== null)?.suspension ?? null,
    dunning: dunningOf(row, standing),
    coupon: told?.coupon ?? newest?.coupon ?? null,
    metadata: plainMetadata(metadataIn(row)),
    live: told?.live ?? newest?.live === 1,
    lines: lines.map(({ panel, line, username }) => ({ panel, lineId: line, username })),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function dunningOf(row: SubscriptionTable, { nextStep }: Kept): SubscriptionView['dunning'] {
  const { dunning_policy: policy, dunning_since: since, dunning_steps: stepsDone } = row;
  if (policy === null || since === null) return null;
  return { policy, since, stepsDone, nextAction: nextStep?.action ?? null, nextAt: nextStep?.at ?? null };
}

/** Payments of a subscription, in no order. */
export function paymentsOf(db: Store['db'] | Write, subscription: string): Promise<PaymentTable[]> {
  return db.selectFrom('payments').selectAll().where('subscription', '=', subscription).execute();
}

/** Lines that serve a subscription, the first one first. */
export function linesOf(db: Store['db'] | Write, subscription: string): Promise<SubscriptionLineTable[]> {
  return db
    .selectFrom('subscription_lines')
    .selectAll()
    .where('subscription', '=', subscription)
    .orderBy('since')
    .orderBy('panel')
    .orderBy('line')
    .execute();
}
