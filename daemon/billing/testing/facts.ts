import { instantFromUnix, type BillingData, type EventType, type Instant } from '../../../panel';
import type { BillingFact } from '../fact';

/** What providers tell, in the canonical form, for tests. */

type Changes = Partial<Omit<BillingData, 'customer' | 'subscription' | 'invoice'>> & {
  customer?: Partial<BillingData['customer']>;
  subscription?: Partial<BillingData['subscription']>;
  invoice?: Partial<BillingData['invoice']>;
};

let counter = 0;

export function fact(
  type: EventType,
  time: Instant,
  { customer, subscription, invoice, ...changes }: Changes = {},
): BillingFact {
  counter += 1;
  const billing: BillingData = {
    provider: 'stripe',
    source: 'stripe',
    providerEventId: `evt_${String(counter)}`,
    providerEventType: type,
    key: null,
    version: null,
    paymentId: null,
    customer: {
      id: 'cus_1',
      email: 'nadia@example.com',
      name: null,
      phone: null,
      country: null,
      language: null,
      ...customer,
    },
    subscription: { id: 'sub_1', status: null, state: null, cancelAtPeriodEnd: false, endsAt: null, ...subscription },
    firstPayment: null,
    invoice: { id: null, number: null, hostedUrl: null, pdfUrl: null, ...invoice },
    priceId: 'price_monthly',
    productId: null,
    planName: null,
    quantity: 1,
    amount: 1299,
    tax: null,
    currency: 'USD',
    discount: null,
    refunded: null,
    method: null,
    periodStart: null,
    periodEnd: null,
    nextAttemptAt: null,
    failureReason: null,
    trialEnd: null,
    coupon: null,
    promotionCode: null,
    metadata: {},
    live: true,
    ...changes,
  };
  return { type, time, billing, received: time };
}

/** An invoice that was paid for a period. */
export function paid(
  invoice: string,
  period: [Instant, Instant],
  time: Instant = period[0],
  changes: Changes = {},
): BillingFact {
  const [periodStart, periodEnd] = period;
  return fact('payment.succeeded', time, {
    key: `stripe:${invoice}`,
    invoice: { id: invoice },
    paymentId: `pi_of_${invoice}`,
    periodStart,
    periodEnd,
    ...changes,
  });
}

export function failed(invoice: string, period: [Instant, Instant], time: Instant, changes: Changes = {}): BillingFact {
  const [periodStart, periodEnd] = period;
  return fact('payment.failed', time, {
    invoice: { id: invoice, hostedUrl: `https://pay.example.com/${invoice}` },
    periodStart,
    periodEnd,
    failureReason: 'Your card was declined.',
    ...changes,
  });
}

export function subscribed(
  state: NonNullable<BillingData['subscription']['state']>,
  time: Instant,
  period: [Instant, Instant] | null,
  changes: Changes = {},
): BillingFact {
  return fact('subscription.updated', time, {
    periodStart: period?.[0] ?? null,
    periodEnd: period?.[1] ?? null,
    ...changes,
    subscription: { state, status: state, ...changes.subscription },
  });
}

export function plusDays(instant: Instant, days: number): Instant {
  return instantFromUnix(Math.floor(Date.parse(instant) / 1000) + days * 86_400);
}
