import type { Duration, Instant } from '../../../panel';

/** What prices of all kinds of periods come to in a month, so that they can be added up. */

const daysPerMonth = 365.25 / 12;

/** Calendar months are up to this many days longer or shorter than a twelfth of a year, over any number of them. */
const calendarDays = 3;

const monthsOfUnit: Readonly<Record<Duration['unit'], number>> = {
  hours: 1 / 24 / daysPerMonth,
  days: 1 / daysPerMonth,
  weeks: 7 / daysPerMonth,
  months: 1,
  years: 12,
};

/** How many months a duration is. */
export function monthsOf({ amount, unit }: Duration): number {
  return amount * monthsOfUnit[unit];
}

/** How many months lie between two instants: a whole number where the calendar makes it one. null: the second is not after the first. */
export function monthsBetween(start: Instant, end: Instant): number | null {
  const days = (Date.parse(end) - Date.parse(start)) / 86_400_000;
  if (!(days > 0)) return null;
  const months = Math.round(days / daysPerMonth);
  const isCalendar = months >= 1 && Math.abs(days - months * daysPerMonth) <= calendarDays;
  return isCalendar ? months : days / daysPerMonth;
}

/** Minor units in a month, rounded half up. */
export function perMonth(amount: number, months: number): number {
  return Math.round(amount / months);
}
