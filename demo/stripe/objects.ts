import { randomBytes } from 'node:crypto';
import { addMonths } from './months';

/**
 * The objects Stripe keeps of a sale, in the shape of API versions since "basil" (2025-04-30): the period lies on the items, an invoice names its
 * subscription under `parent`, a line its price under `pricing`. Only fields that somebody reads, with Stripe's names and types.
 */

export interface StripeObject {
  id: string;
  object: string;
  [field: string]: unknown;
}

export interface Period {
  /** Unix seconds, as is the end. */
  start: number;
  end: number;
}

export interface Price extends StripeObject {
  currency: string;
  nickname: string;
  product: string;
  recurring: { interval: string; interval_count: number; usage_type: string };
  unit_amount: number;
}

export interface Subscription extends StripeObject {
  status: string;
  customer: string;
  currency: string;
  billing_cycle_anchor: number;
  cancel_at: number | null;
  cancel_at_period_end: boolean;
  canceled_at: number | null;
  ended_at: number | null;
  latest_invoice: string | null;
  items: {
    object: 'list';
    data: [
      {
        id: string;
        object: string;
        price: Price;
        quantity: number;
        current_period_start: number;
        current_period_end: number;
      },
    ];
  };
}

export interface Invoice extends StripeObject {
  status: string;
  billing_reason: string;
  customer: string;
  currency: string;
  amount_due: number;
  amount_paid: number;
  amount_remaining: number;
  total: number;
  attempt_count: number;
  next_payment_attempt: number | null;
  lines: { object: 'list'; has_more: boolean; data: StripeObject[] };
  created: number;
}

/** A random id as Stripe's, e.g. `in_0f…`. */
export const stripeId = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`;

/** What belongs to an invoice here has its digits, so that it can be found without being kept: `in_0f…` was paid by `pi_0f…` and `ch_0f…`. */
export const ofInvoice = (prefix: string, invoice: { id: string }): string =>
  `${prefix}_${invoice.id.slice(invoice.id.indexOf('_') + 1)}`;

export function price(id: string, amount: number, currency: string, nickname: string, months: number): Price {
  return {
    id,
    object: 'price',
    active: true,
    currency,
    nickname,
    product: 'prod_demo',
    recurring: { interval: 'month', interval_count: months, usage_type: 'licensed' },
    type: 'recurring',
    unit_amount: amount,
    metadata: {},
  };
}

export const periodOf = ({ items }: Subscription): Period => ({
  start: items.data[0].current_period_start,
  end: items.data[0].current_period_end,
});

/** The period after the present one: whole months from the anchor, on its day of the month or the month's last. */
export function nextPeriod(subscription: Subscription): Period {
  const start = periodOf(subscription).end;
  const step = subscription.items.data[0].price.recurring.interval_count;
  for (let months = step; ; months += step) {
    const end = addMonths(subscription.billing_cycle_anchor, months);
    if (end > start) return { start, end };
  }
}

/** The subscription in another period. */
export function inPeriod(subscription: Subscription, { start, end }: Period): Subscription {
  const [item] = subscription.items.data;
  return {
    ...subscription,
    items: { object: 'list', data: [{ ...item, current_period_start: start, current_period_end: end }] },
  };
}

export interface LineOptions {
  subscription: Subscription;
  price: Price;
  amount: number;
  period: Period;
  quantity: number;
  description: string;
  /** A part of a period that is credited or charged because the plan changed. Default false */
  proration?: boolean;
}

export function invoiceLine(options: LineOptions): StripeObject {
  const { subscription, price: bought, amount, period, quantity, description, proration = false } = options;
  return {
    id: stripeId('il'),
    object: 'line_item',
    amount,
    currency: bought.currency,
    description,
    period: { ...period },
    quantity,
    livemode: false,
    metadata: {},
    parent: {
      type: 'subscription_item_details',
      invoice_item_details: null,
      subscription_item_details: {
        subscription: subscription.id,
        subscription_item: subscription.items.data[0].id,
        proration,
      },
    },
    pricing: { type: 'price_details', price_details: { price: bought.id, product: bought.product } },
  };
}

export interface Buyer {
  id: string;
  email: string;
  name: string;
  phone: string | null;
  country: string;
}

export interface InvoiceOptions {
  id: string;
  subscription: Subscription;
  buyer: Buyer;
  reason: 'subscription_create' | 'subscription_cycle' | 'subscription_update';
  lines: StripeObject[];
  /** Cents taken off, and by what. */
  discount?: { id: string; amount: number } | undefined;
  createdAt: number;
}

/** An invoice that is due: what it comes to is the sum of its lines less the discount, and nothing below zero. */
export function openInvoice(options: InvoiceOptions): Invoice {
  const { id, subscription, buyer, reason, lines, discount, createdAt } = options;
  const subtotal = lines.reduce((sum, { amount }) => sum + Number(amount), 0);
  const total = subtotal - (discount?.amount ?? 0);
  const due = Math.max(0, total);
  return {
    id,
    object: 'invoice',
    status: 'open',
    billing_reason: reason,
    collection_method: 'charge_automatically',
    customer: buyer.id,
    customer_email: buyer.email,
    customer_name: buyer.name,
    customer_phone: buyer.phone,
    customer_address: address(buyer.country),
    currency: subscription.currency,
    amount_due: due,
    amount_paid: 0,
    amount_remaining: due,
    subtotal,
    total,
    discounts: discount ? [ofInvoice('di', { id })] : [],
    total_discount_amounts: discount ? [{ amount: discount.amount, discount: ofInvoice('di', { id }) }] : [],
    total_taxes: [],
    attempt_count: 0,
    attempted: false,
    next_payment_attempt: null,
    number: `DEMO-${randomBytes(3).toString('hex').toUpperCase()}-0001`,
    hosted_invoice_url: `https://invoice.stripe.com/i/${id}`,
    invoice_pdf: `https://invoice.stripe.com/i/${id}/pdf`,
    created: createdAt,
    period_start: createdAt,
    period_end: createdAt,
    livemode: false,
    metadata: {},
    parent: {
      type: 'subscription_details',
      quote_details: null,
      subscription_details: { subscription: subscription.id, metadata: {} },
    },
    lines: { object: 'list', has_more: false, data: lines },
  };
}

/** The invoice, paid in full. */
export const paidInvoice = (invoice: Invoice, paidAt: number): Invoice => ({
  ...invoice,
  status: 'paid',
  amount_paid: invoice.amount_due,
  amount_remaining: 0,
  attempt_count: invoice.attempt_count + 1,
  attempted: true,
  next_payment_attempt: null,
  status_transitions: {
    finalized_at: invoice.created,
    marked_uncollectible_at: null,
    paid_at: paidAt,
    voided_at: null,
  },
});

/** The payment of an invoice, as the card was charged. */
export function chargeOf(invoice: Invoice, refunded = 0): StripeObject {
  return {
    id: ofInvoice('ch', invoice),
    object: 'charge',
    amount: invoice.amount_paid,
    amount_captured: invoice.amount_paid,
    amount_refunded: refunded,
    billing_details: { email: invoice['customer_email'], name: invoice['customer_name'], phone: null },
    captured: true,
    created: invoice.created,
    currency: invoice.currency,
    customer: invoice.customer,
    disputed: false,
    livemode: false,
    metadata: {},
    paid: true,
    payment_intent: ofInvoice('pi', invoice),
    payment_method_details: { type: 'card', card: { brand: 'visa', last4: '4242' } },
    refunded: refunded > 0 && refunded >= invoice.amount_paid,
    status: 'succeeded',
  };
}

/** What ties a payment to its invoice: neither names the other since "basil". */
export function invoicePaymentOf(invoice: Invoice): StripeObject {
  return {
    id: ofInvoice('inpay', invoice),
    object: 'invoice_payment',
    amount_paid: invoice.amount_paid,
    amount_requested: invoice.amount_due,
    created: invoice.created,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { type: 'payment_intent', payment_intent: ofInvoice('pi', invoice) },
    status: invoice.status === 'paid' ? 'paid' : 'open',
  };
}

export function address(country: string): object {
  return { city: null, country, line1: null, line2: null, postal_code: null, state: null };
}
