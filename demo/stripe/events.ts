import { randomBytes } from 'node:crypto';

/**
 * The webhooks Stripe sends when somebody subscribes through Checkout, in the shape of API versions since "basil" (2025-04-30): the period lies on
 * the items, and an invoice names its subscription under `parent`.
 */

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
}

export interface StripeEvent {
  id: string;
  type: string;
  [field: string]: unknown;
}

const id = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`;
const month = 30 * 86_400;

function event(type: string, created: number, object: Record<string, unknown>): StripeEvent {
  return {
    id: id('evt'),
    object: 'event',
    api_version: '2025-04-30.basil',
    created,
    livemode: false,
    pending_webhooks: 1,
    request: { id: id('req'), idempotency_key: null },
    type,
    data: { object },
  };
}

/** Everything Stripe sends for one first payment, in the order in which it usually comes. */
export function subscribeEvents({ customer, priceId, amount, paidAt }: Purchase): StripeEvent[] {
  const customerId = id('cus');
  const subscriptionId = id('sub');
  const invoiceId = id('in');
  const period = { start: paidAt, end: paidAt + month };
  const address = { city: null, country: customer.country, line1: null, line2: null, postal_code: null, state: null };
  const price = {
    id: priceId,
    object: 'price',
    active: true,
    currency: 'usd',
    nickname: 'Monthly',
    product: 'prod_demo',
    recurring: { interval: 'month', interval_count: 1, usage_type: 'licensed' },
    type: 'recurring',
    unit_amount: amount,
    metadata: {},
  };
  const subscription = {
    id: subscriptionId,
    object: 'subscription',
    status: 'active',
    customer: customerId,
    currency: 'usd',
    cancel_at_period_end: false,
    created: paidAt,
    start_date: paidAt,
    latest_invoice: invoiceId,
    livemode: false,
    metadata: {},
    items: {
      object: 'list',
      data: [
        {
          id: id('si'),
          object: 'subscription_item',
          price,
          quantity: 1,
          current_period_start: period.start,
          current_period_end: period.end,
        },
      ],
    },
  };
  const session = {
    id: id('cs_test'),
    object: 'checkout.session',
    mode: 'subscription',
    status: 'complete',
    payment_status: 'paid',
    customer: customerId,
    customer_email: customer.email,
    customer_details: {
      email: customer.email,
      name: customer.name,
      phone: customer.phone,
      address,
      tax_exempt: 'none',
      tax_ids: [],
    },
    subscription: subscriptionId,
    invoice: invoiceId,
    amount_total: amount,
    amount_subtotal: amount,
    currency: 'usd',
    locale: customer.locale,
    created: paidAt,
    livemode: false,
    metadata: {},
  };
  const invoice = {
    id: invoiceId,
    object: 'invoice',
    status: 'paid',
    billing_reason: 'subscription_create',
    customer: customerId,
    customer_email: customer.email,
    customer_name: customer.name,
    customer_phone: customer.phone,
    customer_address: address,
    currency: 'usd',
    amount_due: amount,
    amount_paid: amount,
    amount_remaining: 0,
    total: amount,
    subtotal: amount,
    attempt_count: 1,
    number: `DEMO-${randomBytes(3).toString('hex').toUpperCase()}-0001`,
    hosted_invoice_url: `https://invoice.stripe.com/i/${invoiceId}`,
    invoice_pdf: `https://invoice.stripe.com/i/${invoiceId}/pdf`,
    created: paidAt,
    period_start: period.start,
    period_end: period.start,
    livemode: false,
    metadata: {},
    total_taxes: [],
    parent: {
      type: 'subscription_details',
      quote_details: null,
      subscription_details: { subscription: subscriptionId, metadata: {} },
    },
    lines: {
      object: 'list',
      has_more: false,
      data: [
        {
          id: id('il'),
          object: 'line_item',
          amount,
          currency: 'usd',
          description: '1 × Monthly',
          period,
          quantity: 1,
          livemode: false,
          metadata: {},
          parent: {
            type: 'subscription_item_details',
            invoice_item_details: null,
            subscription_item_details: { subscription: subscriptionId, proration: false },
          },
          pricing: { type: 'price_details', price_details: { price: priceId, product: 'prod_demo' } },
        },
      ],
    },
  };
  return [
    event('customer.subscription.created', paidAt, subscription),
    event('checkout.session.completed', paidAt + 1, session),
    event('invoice.paid', paidAt + 1, invoice),
    event('invoice.payment_succeeded', paidAt + 1, invoice),
  ];
}
