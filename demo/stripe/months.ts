/**
 * A moment some months later, at the same time of day (UTC): on the same day of the month, or on the month's last where it has no such day, as
 * Stripe counts from a billing cycle anchor (https://docs.stripe.com/billing/subscriptions/billing-cycle).
 *
 * @param seconds Unix time
 */
export function addMonths(seconds: number, months: number): number {
  const from = new Date(seconds * 1000);
  const first = new Date(from);
  first.setUTCDate(1);
  first.setUTCMonth(first.getUTCMonth() + months);
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(from.getUTCDate(), last));
  return Math.floor(first.getTime() / 1000);
}
