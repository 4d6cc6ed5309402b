import { event } from './events';
import { saleAfter, type StripeEvent } from './history';
import {
  inPeriod,
  invoiceLine,
  nextPeriod,
  ofInvoice,
  openInvoice,
  paidInvoice,
  periodOf,
  price,
  stripeId,
  type Invoice,
  type Period,
  type StripeObject,
  type Subscription,
} from './objects';

/**
 * What Stripe sends in the course of a subscription. Each function takes everything sent before (`subscribeEvents` first) and gives what comes
 * next; the caller adds it to what was sent. Moments are Unix seconds.
 */

export interface RenewOptions {
  at: number;
}

/** The next period is paid for; or the invoice whose payment failed, when there is one. */
export function renewEvents(sent: readonly StripeEvent[], { at }: RenewOptions): StripeEvent[] {
  const { subscription, invoices } = saleAfter(sent);
  const due = invoices.find(({ status }) => status === 'open');
  if (due) {
    const active = { ...subscription, status: 'active' };
    return [
      ...paid(paidInvoice(due, at), at),
      ...(subscription.status === 'active'
        ? []
        : [event('customer.subscription.updated', at, active, { status: subscription.status })]),
    ];
  }
  const next = renewal(sent, at, 'active');
  return [next.event, ...paid(paidInvoice(next.invoice, at), at)];
}

export interface FailOptions {
  at: number;
  /** When Stripe tries again; null: not any more. Default: three days later */
  nextAttemptAt?: number | null;
  /** As the bank worded it. Default `Your card was declined.` */
  reason?: string;
}

/** The renewal's payment fails: the first time or again. */
export function failEvents(sent: readonly StripeEvent[], options: FailOptions): StripeEvent[] {
  const { at, nextAttemptAt = at + 3 * 86_400, reason = 'Your card was declined.' } = options;
  const { invoices } = saleAfter(sent);
  // Only the payment knows why: since "basil" the invoice names neither it nor the reason.
  const attempt = (invoice: Invoice): StripeEvent[] => [
    event('payment_intent.payment_failed', at, {
      id: ofInvoice('pi', invoice),
      object: 'payment_intent',
      amount: invoice.amount_due,
      currency: invoice.currency,
      customer: invoice.customer,
      last_payment_error: { code: 'card_declined', message: reason, type: 'card_error' },
      livemode: false,
      metadata: {},
      status: 'requires_payment_method',
    }),
    event('invoice.payment_failed', at, {
      ...invoice,
      attempted: true,
      attempt_count: invoice.attempt_count + 1,
      next_payment_attempt: nextAttemptAt,
    }),
  ];
  const due = invoices.find(({ status }) => status === 'open');
  if (due) return attempt(due);
  const next = renewal(sent, at, 'active');
  return [
    next.event,
    ...attempt(next.invoice),
    event(
      'customer.subscription.updated',
      at,
      { ...next.subscription, status: 'past_due' },
      { status: next.subscription.status },
    ),
  ];
}

export interface CancelOptions {
  at: number;
  /** Default false: at once */
  atPeriodEnd?: boolean;
}

/** The subscription is cancelled: at once, or to end with its period. One that was to end, ends by this without `atPeriodEnd`. */
export function cancelEvents(sent: readonly StripeEvent[], { at, atPeriodEnd = false }: CancelOptions): StripeEvent[] {
  const { subscription } = saleAfter(sent);
  if (!atPeriodEnd) {
    const ended = {
      ...subscription,
      status: 'canceled',
      canceled_at: subscription.canceled_at ?? at,
      ended_at: at,
    };
    return [event('customer.subscription.deleted', at, ended)];
  }
  const toEnd = {
    ...subscription,
    cancel_at_period_end: true,
    cancel_at: periodOf(subscription).end,
    canceled_at: at,
  };
  const previous = { cancel_at_period_end: false, cancel_at: null, canceled_at: null };
  return [event('customer.subscription.updated', at, toEnd, previous)];
}

/** A cancellation at the period's end is taken back. */
export function uncancelEvents(sent: readonly StripeEvent[], { at }: { at: number }): StripeEvent[] {
  const { subscription } = saleAfter(sent);
  const { cancel_at_period_end, cancel_at, canceled_at } = subscription;
  const kept = { ...subscription, cancel_at_period_end: false, cancel_at: null, canceled_at: null };
  return [event('customer.subscription.updated', at, kept, { cancel_at_period_end, cancel_at, canceled_at })];
}

export interface ChangePlanOptions {
  at: number;
  priceId: string;
  /** Cents for a whole period. */
  amount: number;
  /** As the price is called. Default: the price's id */
  nickname?: string;
  /**
   * `now`: the difference for the rest of the period is charged at once, and nothing is paid back (Stripe's `always_invoice`);
   * `none`: nothing is charged before the next renewal. Default `now`
   */
  proration?: 'now' | 'none';
}

/** Another price from now on. */
export function changePlanEvents(sent: readonly StripeEvent[], options: ChangePlanOptions): StripeEvent[] {
  const { at, priceId, amount, nickname = priceId, proration = 'now' } = options;
  const { subscription, buyer } = saleAfter(sent);
  const [item] = subscription.items.data;
  const old = item.price;
  const bought = price(priceId, amount, old.currency, nickname, old.recurring.interval_count);
  const changed: Subscription = {
    ...subscription,
    items: { object: 'list', data: [{ ...item, price: bought }] },
  };
  const previous = { items: { object: 'list', data: [item] } };
  if (proration === 'none') return [event('customer.subscription.updated', at, changed, previous)];

  const { start, end } = periodOf(subscription);
  const rest: Period = { start: at, end };
  const share = (whole: number): number => Math.round((whole * item.quantity * (end - at)) / (end - start));
  const lines: StripeObject[] = [
    { price: old, amount: -share(old.unit_amount), description: `Unused time on ${old.nickname}` },
    { price: bought, amount: share(amount), description: `Remaining time on ${nickname}` },
  ].map((line) =>
    invoiceLine({ ...line, subscription: changed, period: rest, quantity: item.quantity, proration: true }),
  );
  const id = stripeId('in');
  const due = openInvoice({ id, subscription: changed, buyer, reason: 'subscription_update', lines, createdAt: at });
  return [
    event(
      'customer.subscription.updated',
      at,
      { ...changed, latest_invoice: id },
      { ...previous, latest_invoice: subscription.latest_invoice },
    ),
    ...paid(paidInvoice(due, at), at),
  ];
}

/** The trial ends in three days. */
export function trialEndingEvents(sent: readonly StripeEvent[], { at }: { at: number }): StripeEvent[] {
  return [event('customer.subscription.trial_will_end', at, saleAfter(sent).subscription)];
}

/** Stripe sends both of them. */
const paid = (invoice: Invoice, at: number): StripeEvent[] => [
  event('invoice.paid', at, invoice),
  event('invoice.payment_succeeded', at, invoice),
];

/** The subscription enters its next period, with an invoice for it that is due. */
function renewal(
  sent: readonly StripeEvent[],
  at: number,
  status: string,
): { subscription: Subscription; invoice: Invoice; event: StripeEvent } {
  const { subscription, buyer } = saleAfter(sent);
  const [item] = subscription.items.data;
  const period = nextPeriod(subscription);
  const id = stripeId('in');
  const renewed = { ...inPeriod(subscription, period), status, latest_invoice: id };
  const invoice = openInvoice({
    id,
    subscription: renewed,
    buyer,
    reason: 'subscription_cycle',
    lines: [
      invoiceLine({
        subscription: renewed,
        price: item.price,
        amount: item.price.unit_amount * item.quantity,
        period,
        quantity: item.quantity,
        description: `${String(item.quantity)} × ${item.price.nickname}`,
      }),
    ],
    createdAt: at,
  });
  const previous = {
    items: { object: 'list', data: [item] },
    latest_invoice: subscription.latest_invoice,
    ...(subscription.status === status ? {} : { status: subscription.status }),
  };
  return { subscription: renewed, invoice, event: event('customer.subscription.updated', at, renewed, previous) };
}
