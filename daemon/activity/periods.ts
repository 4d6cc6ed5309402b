import { parseInstant, unixFromInstant } from '../../panel';
import type { Period } from './settings';

/** The day of a moment in a time zone, `2027-01-31`. @param at Unix seconds */
export function localDay(at: number, timeZone: string): string {
  // The Swedish way to write a date is the one of ISO 8601.
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at * 1000);
}

/** When the period began that holds a moment: at midnight in the time zone; weeks begin on Monday. Unix seconds. */
export function periodStart(period: Period, at: number, timeZone: string): number {
  const day = new Date(`${localDay(at, timeZone)}T00:00:00Z`);
  if (period === 'week') day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  if (period === 'month') day.setUTCDate(1);
  return unixFromInstant(parseInstant(day.toISOString().slice(0, 10), 'period', timeZone));
}
