import { formatAmount } from '../money';
import type { Offer, PaidPeriod, Proration } from './proration';

/** A change of plan in sentences, e.g. "15 days of 31 of Basic are left, worth $7.26. …". */
export function inWords(from: PaidPeriod, to: Offer, proration: Omit<Proration, 'explanation'>): string {
  const { way, credit, charge, due, currency, newPeriodEnd, remainingSeconds, periodSeconds } = proration;
  const money = (amount: number): string =>
    currency === null ? `${String(amount)} credits` : formatAmount(amount, currency);
  const left = `${lengthOf(remainingSeconds)} of ${lengthOf(periodSeconds)} of ${from.plan} are left, worth ${money(credit)}.`;
  if (way === 'convert') return `${left} They buy ${to.plan} until ${newPeriodEnd}; nothing is due.`;
  const owed =
    due < 0 ? `${money(-due)} are owed to the customer.` : due === 0 ? 'Nothing is due.' : `${money(due)} are due.`;
  return `${left} ${to.plan} until ${newPeriodEnd} costs ${money(charge)}. ${owed}`;
}

/** In the largest unit that says it: `15 days`, `15 days 6 h`, `30 min`, `1 s`. */
function lengthOf(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3600);
  if (days > 0) return `${String(days)} ${days === 1 ? 'day' : 'days'}${hours === 0 ? '' : ` ${String(hours)} h`}`;
  if (hours > 0) return `${String(hours)} h`;
  return seconds >= 60 ? `${String(Math.floor(seconds / 60))} min` : `${String(seconds)} s`;
}
