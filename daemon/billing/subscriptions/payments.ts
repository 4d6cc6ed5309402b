import type { BillingData, Instant } from '../../../panel';
import type { Write } from '../../store';
import type { BillingFact } from '../fact';
import type { PaymentFacts } from './fold';
import type { PaymentTable } from './tables';

/** What is known of payments: each fact about one is merged into its row, so that order and repetition make no difference. */

/** Names the invoice or payment a message is about; null: it names none. */
export function paymentKeyOf({ provider, key, invoice, paymentId }: BillingData): string | null {
  if (key !== null) return key;
  const id = invoice.id ?? paymentId;
  return id === null ? null : `${provider}:${id}`;
}

/** Providers that number what they sell anew for each account: 12 of one account is not 12 of another. */
const numberedByAccount: ReadonlySet<string> = new Set(['chargebee', 'authorize-net']);

/**
 * A payment's key as it is kept. Where ids are numbered by account and another source has the key already, the source is part of it: `chargebee@second:12`. What
 * is kept already keeps its key, so that no payment ever has two.
 */
export async function ownKeyOf(trx: Write, { provider, source }: BillingData, key: string): Promise<string> {
  if (!numberedByAccount.has(provider) || !key.startsWith(`${provider}:`)) return key;
  const own = `${provider}@${source}${key.slice(provider.length)}`;
  const rows = await trx.selectFrom('payments').select(['key', 'source']).where('key', 'in', [key, own]).execute();
  const isOthers = rows.some((row) => row.key === key && row.source !== source);
  return isOthers || rows.some((row) => row.key === own) ? own : key;
}

const least = (a: Instant | null, b: Instant | null): Instant | null => (a === null || (b !== null && b < a) ? b : a);
const most = (a: Instant | null, b: Instant | null): Instant | null => (a === null || (b !== null && b > a) ? b : a);

function emptyRow(key: string, { billing }: BillingFact, subscription: string, customer: string): PaymentTable {
  return {
    key,
    source: billing.source,
    provider: billing.provider,
    subscription,
    customer,
    payment_id: null,
    invoice_id: null,
    invoice_number: null,
    pay_url: null,
    pdf_url: null,
    amount: null,
    tax: null,
    discount: null,
    currency: null,
    method: null,
    price: null,
    product: null,
    plan_name: null,
    quantity: 1,
    period_start: null,
    period_end: null,
    paid_at: null,
    failed_at: null,
    last_failed_at: null,
    failures: 0,
    failure_reason: null,
    next_attempt_at: null,
    refunded: 0,
    refunded_at: null,
    disputed: 0,
    disputed_at: null,
    dispute_won_at: null,
    coupon: null,
    promotion_code: null,
    first: null,
    note: null,
    told_by: null,
    live: billing.live ? 1 : 0,
  };
}

/** What a message about an invoice says of it. Of a paid one, that it was paid counts, not what a failed attempt said before. */
function described(row: PaymentTable, { billing }: BillingFact, rules: boolean): PaymentTable {
  const pick = <T>(told: T | null, known: T | null): T | null => (rules ? (told ?? known) : (known ?? told));
  return {
    ...row,
    payment_id: pick(billing.paymentId, row.payment_id),
    invoice_id: pick(billing.invoice.id, row.invoice_id),
    invoice_number: pick(billing.invoice.number, row.invoice_number),
    pay_url: pick(billing.invoice.hostedUrl, row.pay_url),
    pdf_url: pick(billing.invoice.pdfUrl, row.pdf_url),
    amount: pick(billing.amount, row.amount),
    tax: pick(billing.tax, row.tax),
    discount: pick(billing.discount, row.discount),
    currency: pick(billing.currency, row.currency),
    method: pick(billing.method, row.method),
    price: pick(billing.priceId, row.price),
    product: pick(billing.productId, row.product),
    plan_name: pick(billing.planName, row.plan_name),
    quantity: rules ? (billing.quantity ?? row.quantity) : row.quantity === 1 ? (billing.quantity ?? 1) : row.quantity,
    period_start: pick(billing.periodStart, row.period_start),
    period_end: pick(billing.periodEnd, row.period_end),
    coupon: pick(billing.coupon, row.coupon),
    promotion_code: pick(billing.promotionCode, row.promotion_code),
    first: pick(billing.firstPayment === null ? null : Number(billing.firstPayment), row.first),
    told_by: rules ? billing.providerEventId : row.told_by,
  };
}

/**
 * Merges a fact into what is known of its payment.
 * @returns whether it tells something that was not known
 */
export async function recordPayment(
  trx: Write,
  key: string,
  fact: BillingFact,
  subscription: string,
  customer: string,
): Promise<boolean> {
  const present = await trx.selectFrom('payments').selectAll().where('key', '=', key).executeTakeFirst();
  const row = present ?? emptyRow(key, fact, subscription, customer);
  const next = await merged(trx, row, fact);
  if (next === null) return false;
  if (present === undefined) await trx.insertInto('payments').values(next).execute();
  else await trx.updateTable('payments').set(next).where('key', '=', key).execute();
  return true;
}

/** An invoice that is read tells that it is open, and perhaps since when: not of one more attempt. Milliseconds. */
const sameAttempt = 3_600_000;

function isUnknownFailure({ paid_at, failed_at }: PaymentTable, time: Instant): boolean {
  if (paid_at !== null) return false;
  return failed_at === null || Date.parse(failed_at) - Date.parse(time) > sameAttempt;
}

/** @returns null: nothing new */
async function merged(trx: Write, row: PaymentTable, fact: BillingFact): Promise<PaymentTable | null> {
  const { type, time, billing } = fact;
  switch (type) {
    case 'payment.succeeded': {
      // The same message once more: its mapping was mended.
      const rules = row.paid_at === null || row.told_by === billing.providerEventId;
      const next = { ...described(row, fact, rules), paid_at: least(row.paid_at, time) };
      return JSON.stringify(next) === JSON.stringify(row) ? null : next;
    }
    case 'payment.failed': {
      if (fact.read === true && !isUnknownFailure(row, time)) return null;
      const attempt = await trx
        .insertInto('payment_attempts')
        .values({ key: row.key, at: time })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      if (attempt.numInsertedOrUpdatedRows !== 1n) return null;
      const newest = row.last_failed_at === null || time >= row.last_failed_at;
      return {
        ...described(row, fact, row.paid_at === null && newest),
        failed_at: least(row.failed_at, time),
        last_failed_at: most(row.last_failed_at, time),
        failures: row.failures + 1,
        failure_reason: newest ? billing.failureReason : row.failure_reason,
        next_attempt_at: newest ? billing.nextAttemptAt : row.next_attempt_at,
      };
    }
    case 'payment.refunded': {
      // What has been given back so far only grows; a message that names no sum gives back all.
      const refunded = Math.max(row.refunded, billing.refunded ?? row.amount ?? billing.amount ?? 0);
      if (refunded === row.refunded && row.refunded_at !== null) return null;
      return { ...row, refunded, refunded_at: most(row.refunded_at, time) };
    }
    case 'payment.disputed': {
      if (row.disputed_at !== null && row.disputed_at >= time) return null;
      return { ...row, disputed: billing.refunded ?? row.amount ?? 0, disputed_at: most(row.disputed_at, time) };
    }
    case 'payment.dispute_won': {
      if (row.dispute_won_at !== null && row.dispute_won_at >= time) return null;
      return { ...row, dispute_won_at: most(row.dispute_won_at, time) };
    }
    default:
      return null;
  }
}

/** The payment a refund or dispute is about: by its key, else by the provider's id of the payment. */
export async function paymentReferredTo(trx: Write, billing: BillingData): Promise<PaymentTable | undefined> {
  const { source, provider, key, paymentId, invoice } = billing;
  for (const named of [key, invoice.id === null ? null : `${provider}:${invoice.id}`]) {
    if (named === null) continue;
    const own = await ownKeyOf(trx, billing, named);
    const row = await trx.selectFrom('payments').selectAll().where('key', '=', own).executeTakeFirst();
    if (row !== undefined) return row;
  }
  if (paymentId === null) return undefined;
  return trx
    .selectFrom('payments')
    .selectAll()
    .where('source', '=', source)
    .where((eb) => eb.or([eb('payment_id', '=', paymentId), eb('key', '=', `${provider}:${paymentId}`)]))
    .executeTakeFirst();
}

export function paymentFactsOf(row: PaymentTable): PaymentFacts {
  return {
    key: row.key,
    amount: row.amount,
    paidAt: row.paid_at,
    periodStart: row.period_start,
    periodEnd: row.period_end,
    quantity: row.quantity,
    failedAt: row.failed_at,
    lastFailedAt: row.last_failed_at,
    refunded: row.refunded,
    refundedAt: row.refunded_at,
    disputedAt: row.disputed_at,
    disputeWonAt: row.dispute_won_at,
  };
}

/** A payment as the API shows it. Amounts in minor units. */
export interface PaymentView {
  key: string;
  subscription: string;
  state: 'paid' | 'failed' | 'partly_refunded' | 'refunded' | 'disputed' | 'open';
  amount: number | null;
  tax: number | null;
  discount: number | null;
  refunded: number;
  currency: string | null;
  method: string | null;
  invoice: { id: string | null; number: string | null; payUrl: string | null; pdfUrl: string | null };
  priceId: string | null;
  quantity: number;
  periodStart: Instant | null;
  periodEnd: Instant | null;
  paidAt: Instant | null;
  failedAt: Instant | null;
  failures: number;
  failureReason: string | null;
  nextAttemptAt: Instant | null;
  disputedAt: Instant | null;
  coupon: string | null;
  promotionCode: string | null;
  note: string | null;
  live: boolean;
}

export function paymentView(row: PaymentTable): PaymentView {
  const isDisputed = row.disputed_at !== null && (row.dispute_won_at === null || row.dispute_won_at < row.disputed_at);
  const state = (): PaymentView['state'] => {
    if (isDisputed) return 'disputed';
    if (row.refunded > 0) return row.refunded >= (row.amount ?? 0) ? 'refunded' : 'partly_refunded';
    if (row.paid_at !== null) return 'paid';
    return row.failed_at === null ? 'open' : 'failed';
  };
  return {
    key: row.key,
    subscription: row.subscription,
    state: state(),
    amount: row.amount,
    tax: row.tax,
    discount: row.discount,
    refunded: row.refunded,
    currency: row.currency,
    method: row.method,
    invoice: { id: row.invoice_id, number: row.invoice_number, payUrl: row.pay_url, pdfUrl: row.pdf_url },
    priceId: row.price,
    quantity: row.quantity,
    periodStart: row.period_start,
    periodEnd: row.period_end,
    paidAt: row.paid_at,
    failedAt: row.failed_at,
    failures: row.failures,
    failureReason: row.failure_reason,
    nextAttemptAt: row.next_attempt_at,
    disputedAt: row.disputed_at,
    coupon: row.coupon,
    promotionCode: row.promotion_code,
    note: row.note,
    live: row.live === 1,
  };
}
