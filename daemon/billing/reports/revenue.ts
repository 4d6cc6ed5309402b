import type { Instant } from '../../../panel';
import type { Store } from '../../store';
import type { Rates } from '../money';
import { monthsBetween, monthsOf, perMonth } from '../money';
import { movementsOf, type Monthly, type Movements } from './movements';
import type { Plans } from '../plans';
import type { PaymentTable } from '../subscriptions';

/** What was earned and lost in a time. Amounts in the minor unit of `currency`. */
export interface RevenueReport {
  from: Instant;
  to: Instant;
  currency: string;
  /** What was paid. */
  paid: { count: number; amount: number };
  /** What was given back in that time. */
  refunded: { count: number; amount: number };
  /** Invoices that failed in that time, those of them that were paid after all, and what is still open of them. */
  failed: { count: number; amount: number; recovered: number; recoveredAmount: number };
  /** What the subscriptions that are paid for at the end come to in a month (MRR), at the beginning, and what made the difference. */
  monthly: { atStart: number; atEnd: number; movements: Movements };
  /** Subscriptions paid for at the end and not at the beginning, and the other way round. */
  subscriptions: { atStart: number; atEnd: number; begun: number; ended: number };
  byPlan: Array<{ plan: string | null; count: number; amount: number }>;
  /** By coupon or promotion code: what campaigns brought. */
  byPromotion: Array<{ promotion: string; count: number; amount: number; discount: number }>;
  /** Payments that are in none of the sums, because there is no rate for their currency. */
  withoutRate: Array<{ currency: string; count: number }>;
}

/** Reads the ledger for what was earned. Each amount is converted by the rate of the day it was paid; where there is none, it is named and not guessed. */
export class Reports {
  constructor(private readonly parts: { store: Store; rates: Rates; plans: Plans }) {}

  /** @param period `to` is not included */
  async revenue({ from, to, currency }: { from: Instant; to: Instant; currency: string }): Promise<RevenueReport> {
    const { store, rates, plans } = this.parts;
    const table = await rates.table();
    const book = await plans.book();
    const payments = await store.db.selectFrom('payments').selectAll().execute();
    const planOf = new Map(
      (await store.db.selectFrom('subscriptions').select(['id', 'plan']).execute()).map(({ id, plan }) => [id, plan]),
    );
    const missing = new Map<string, number>();
    const inBase = (payment: PaymentTable, amount: number | null, at: Instant): number | null => {
      if (amount === null || payment.currency === null) return null;
      const converted = table.convert(amount, payment.currency, currency, at.slice(0, 10));
      if ('amount' in converted) return converted.amount;
      missing.set(payment.currency, (missing.get(payment.currency) ?? 0) + 1);
      return null;
    };
    const within = (at: Instant | null): at is Instant => at !== null && at >= from && at < to;
    const report: RevenueReport = {
      ...{ from, to, currency },
      paid: { count: 0, amount: 0 },
      refunded: { count: 0, amount: 0 },
      failed: { count: 0, amount: 0, recovered: 0, recoveredAmount: 0 },
      monthly: { atStart: 0, atEnd: 0, movements: movementsOf([]) },
      subscriptions: { atStart: 0, atEnd: 0, begun: 0, ended: 0 },
      byPlan: [],
      byPromotion: [],
      withoutRate: [],
    };
    const byPlan = new Map<string | null, { count: number; amount: number }>();
    const byPromotion = new Map<string, { count: number; amount: number; discount: number }>();
    const monthly = new Map<string, Monthly>();
    const served = { atStart: new Set<string>(), atEnd: new Set<string>() };
    for (const payment of payments) {
      const plan = planOf.get(payment.subscription) ?? null;
      if (within(payment.paid_at)) {
        const amount = inBase(payment, payment.amount, payment.paid_at);
        if (amount !== null) {
          add(report.paid, amount);
          add(
            entryOf(byPlan, plan, () => ({ count: 0, amount: 0 })),
            amount,
          );
          const promotion = payment.promotion_code ?? payment.coupon;
          if (promotion !== null) {
            const entry = entryOf(byPromotion, promotion, () => ({ count: 0, amount: 0, discount: 0 }));
            add(entry, amount);
            entry.discount += inBase(payment, payment.discount ?? 0, payment.paid_at) ?? 0;
          }
        }
      }
      if (within(payment.refunded_at)) {
        const amount = inBase(payment, payment.refunded, payment.refunded_at);
        if (amount !== null) add(report.refunded, amount);
      }
      if (within(payment.failed_at)) {
        const amount = inBase(payment, payment.amount, payment.failed_at);
        if (amount !== null) {
          add(report.failed, amount);
          if (payment.paid_at !== null) {
            report.failed.recovered += 1;
            report.failed.recoveredAmount += amount;
          }
        }
      }
      const { paid_at: paidAt } = payment;
      const customer = entryOf(monthly, payment.customer, () => ({ atStart: 0, atEnd: 0, paidBefore: false }));
      if (paidAt !== null && paidAt < from) customer.paidBefore = true;
      for (const [end, moment] of [
        ['atStart', from],
        ['atEnd', to],
      ] as const) {
        const months = monthsPaidFor(payment, moment, plan === null ? null : (book.get(plan)?.duration ?? null));
        if (months === null || payment.paid_at === null) continue;
        const amount = inBase(payment, payment.amount, payment.paid_at);
        if (amount === null) continue;
        const aMonth = perMonth(amount, months);
        report.monthly[end] += aMonth;
        customer[end] += aMonth;
        served[end].add(payment.subscription);
      }
    }
    report.monthly.movements = movementsOf(monthly.values());
    report.subscriptions = {
      atStart: served.atStart.size,
      atEnd: served.atEnd.size,
      begun: [...served.atEnd].filter((id) => !served.atStart.has(id)).length,
      ended: [...served.atStart].filter((id) => !served.atEnd.has(id)).length,
    };
    report.byPlan = [...byPlan].map(([plan, sums]) => ({ plan, ...sums })).sort((a, b) => b.amount - a.amount);
    report.byPromotion = [...byPromotion]
      .map(([promotion, sums]) => ({ promotion, ...sums }))
      .sort((a, b) => b.amount - a.amount);
    report.withoutRate = [...missing].map(([each, count]) => ({ currency: each, count }));
    return report;
  }
}

function add(sums: { count: number; amount: number }, amount: number): void {
  sums.count += 1;
  sums.amount += amount;
}

function entryOf<K, V>(map: Map<K, V>, key: K, fresh: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = fresh();
  map.set(key, made);
  return made;
}

/** How many months a payment is for, where it pays for a moment; null: it does not, or was given back. */
function monthsPaidFor(
  payment: PaymentTable,
  moment: Instant,
  duration: Parameters<typeof monthsOf>[0] | null,
): number | null {
  const { paid_at: paidAt, refunded, amount, period_end: end } = payment;
  if (paidAt === null || paidAt > moment || refunded >= (amount ?? 0)) return null;
  const start = payment.period_start ?? paidAt;
  if (end !== null) return start <= moment && moment < end ? monthsBetween(start, end) : null;
  if (duration === null) return null;
  const months = monthsOf(duration) * payment.quantity;
  const lasts = Date.parse(paidAt) + months * (365.25 / 12) * 86_400_000;
  return Date.parse(moment) < lasts ? months : null;
}
