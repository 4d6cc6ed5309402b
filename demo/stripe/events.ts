import type { StripeEvent } from './history';
import { addMonths } from './months';
import {
  address,
  invoiceLine,
  ofInvoice,
  openInvoice,
  paidInvoice,
  price,
  stripeId,
  type StripeObject,
  type Subscription,
} from './objects';

export interface Customer {
  email: string;
  name: string;
  /** E.164, or null when Checkout did not ask. */
  phone: string | null;
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** As Checkout names it, e.g. `ar`. */
  locale: string;
}

export interface Purchase {
  customer: Customer;
  /** The id of the price paid for. */
  priceId: string;
  /** Cents. */
  amount: number;
  /** Unix seconds. */
  paidAt: number;
  /** ISO 4217, lower case as Stripe's. Default `usd` */
  currency?: string;
  /** The length of a period. Default 1 */
  months?: number;
  /** As the price is called. Default `Monthly` */
  nickname?: string;
  /** Free days first; then nothing is paid now. Default 0 */
  trialDays?: number;
  /** A coupon the customer entered. */
  coupon?: { id: string; percentOff: number };
  /** What the operator attached to the subscription and the checkout. Default {} */
  metadata?: Record<string, string>;
}

/** An event around an object. @param created Unix seconds */
export function event(
  type: string,
  created: number,
  object: StripeObject,
  previous?: Record<string, unknown>,
): StripeEvent {
  return {
    id: stripeId('evt'),
    object: 'event',
    api_version: '2025-04-30.basil',
    created,
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type,
    data: previous === undefined ? { object } : { object, previous_attributes: previous },
  };
}

/** Everything Stripe sends for one first payment through Checkout, in the order in which it usually comes. */
export function subscribeEvents(purchase: Purchase): StripeEvent[] {
  const { customer, priceId, amount, paidAt, currency = 'usd', months = 1, nickname = 'Monthly' } = purchase;
  const { trialDays = 0, coupon, metadata = {} } = purchase;
  const buyer = { ...customer, id: stripeId('cus') };
  const invoiceId = stripeId('in');
  const trialEnd = trialDays > 0 ? paidAt + trialDays * 86_400 : null;
  const period = { start: paidAt, end: trialEnd ?? addMonths(paidAt, months) };
  const bought = price(priceId, amount, currency, nickname, months);
  const subscription: Subscription = {
    id: stripeId('sub'),
    object: 'subscription',
    status: trialEnd === null ? 'active' : 'trialing',
    customer: buyer.id,
    currency,
    billing_cycle_anchor: trialEnd ?? paidAt,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    ended_at: null,
    created: paidAt,
    start_date: paidAt,
    trial_start: trialEnd === null ? null : paidAt,
    trial_end: trialEnd,
    latest_invoice: invoiceId,
    livemode: false,
    metadata,
    items: {
      object: 'list',
      data: [
        {
          id: stripeId('si'),
          object: 'subscription_item',
          price: bought,
          quantity: 1,
          current_period_start: period.start,
          current_period_end: period.end,
        },
      ],
    },
  };
  const price0 = trialEnd === null ? amount : 0;
  const off = coupon ? { id: coupon.id, amount: Math.round((price0 * coupon.percentOff) / 100) } : undefined;
  const line = invoiceLine({
    subscription,
    price: bought,
    amount: price0,
    period,
    quantity: 1,
    description: trialEnd === null ? `1 × ${nickname}` : `Trial period for ${nickname}`,
  });
  const due = openInvoice({
    id: invoiceId,
    subscription,
    buyer,
    reason: 'subscription_create',
    lines: [line],
    discount: off,
    createdAt: paidAt,
  });
  const invoice = paidInvoice(due, paidAt + 1);
  const session = {
    id: stripeId('cs_test'),
    object: 'checkout.session',
    mode: 'subscription',
    status: 'complete',
    payment_status: invoice.amount_paid > 0 ? 'paid' : 'no_payment_required',
    customer: buyer.id,
    customer_email: customer.email,
    customer_details: {
      email: customer.email,
      name: customer.name,
      phone: customer.phone,
      address: address(customer.country),
      tax_exempt: 'none',
      tax_ids: [],
    },
    subscription: subscription.id,
    invoice: invoiceId,
    amount_total: invoice.amount_paid,
    amount_subtotal: price0,
    total_details: { amount_discount: off?.amount ?? 0, amount_shipping: 0, amount_tax: 0 },
    discounts: coupon ? [{ coupon: coupon.id, promotion_code: null }] : [],
    currency,
    locale: customer.locale,
    created: paidAt,
    livemode: false,
    metadata,
  };
  const discounts = coupon
    ? [
        event('customer.discount.created', paidAt, {
          id: ofInvoice('di', invoice),
          object: 'discount',
          customer: buyer.id,
          subscription: subscription.id,
          promotion_code: null,
          source: { type: 'coupon', coupon: coupon.id },
          start: paidAt,
          end: null,
        }),
      ]
    : [];
  return [
    event('customer.subscription.created', paidAt, subscription),
    ...discounts,
    event('checkout.session.completed', paidAt + 1, session),
    event('invoice.paid', paidAt + 1, invoice),
    event('invoice.payment_succeeded', paidAt + 1, invoice),
  ];
}
