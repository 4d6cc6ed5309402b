import { event } from './events';
import { saleAfter, type StripeEvent } from './history';
import { chargeOf, ofInvoice, type Invoice, type StripeObject } from './objects';

/** What Stripe sends when money goes back. As in `course.ts`: everything sent before goes in, what comes next comes out. */

interface Paid {
  invoice: Invoice;
  objects: Map<string, StripeObject>;
}

/** @throws Error when nothing was paid */
function lastPaid(sent: readonly StripeEvent[], invoiceId?: string): Paid {
  const { invoices, objects } = saleAfter(sent);
  const invoice = invoices.find(
    ({ id, status, amount_paid }) => status === 'paid' && amount_paid > 0 && (invoiceId ?? id) === id,
  );
  if (!invoice) throw new Error('Nothing was paid in these events that could go back.');
  return { invoice, objects };
}

export interface RefundOptions {
  /** Unix seconds. */
  at: number;
  /** Cents. Default: all that is left of the payment */
  amount?: number;
  /** Default: the newest paid one */
  invoiceId?: string;
}

/** A payment is paid back, whole or in part. */
export function refundEvents(sent: readonly StripeEvent[], { at, amount, invoiceId }: RefundOptions): StripeEvent[] {
  const { invoice, objects } = lastPaid(sent, invoiceId);
  const before = Number(objects.get(ofInvoice('ch', invoice))?.['amount_refunded'] ?? 0);
  const back = amount ?? invoice.amount_paid - before;
  const charge = chargeOf(invoice, before + back);
  const refund = {
    id: ofInvoice(`re_${String(before)}`, invoice),
    object: 'refund',
    amount: back,
    charge: charge.id,
    created: at,
    currency: invoice.currency,
    metadata: {},
    payment_intent: charge['payment_intent'],
    reason: 'requested_by_customer',
    status: 'succeeded',
  };
  return [
    event('charge.refunded', at, charge, { amount_refunded: before, refunded: false }),
    event('refund.created', at, refund),
  ];
}

export interface DisputeOptions {
  /** Unix seconds. */
  at: number;
  /** Stripe's word. Default `fraudulent` */
  reason?: string;
  /** Default: the newest paid one */
  invoiceId?: string;
}

/** The customer's bank takes a payment back (a chargeback). */
export function disputeEvents(sent: readonly StripeEvent[], options: DisputeOptions): StripeEvent[] {
  const { at, reason = 'fraudulent', invoiceId } = options;
  const { invoice } = lastPaid(sent, invoiceId);
  const dispute = {
    id: ofInvoice('du', invoice),
    object: 'dispute',
    amount: invoice.amount_paid,
    charge: ofInvoice('ch', invoice),
    created: at,
    currency: invoice.currency,
    evidence_details: { due_by: at + 7 * 86_400, has_evidence: false, past_due: false, submission_count: 0 },
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: ofInvoice('pi', invoice),
    reason,
    status: 'needs_response',
  };
  return [event('charge.dispute.created', at, dispute), event('charge.dispute.funds_withdrawn', at, dispute)];
}

/** The dispute is decided. @throws Error when there is none */
export function disputeClosedEvents(
  sent: readonly StripeEvent[],
  { at, won }: { at: number; won: boolean },
): StripeEvent[] {
  const disputes = [...saleAfter(sent).objects.values()].filter(({ object }) => object === 'dispute');
  const dispute = disputes.at(-1);
  if (!dispute) throw new Error('Nothing is disputed in these events.');
  const closed = { ...dispute, status: won ? 'won' : 'lost' };
  return [
    ...(won ? [event('charge.dispute.funds_reinstated', at, closed)] : []),
    event('charge.dispute.closed', at, closed, { status: dispute['status'] }),
  ];
}
