import { invalidParameter } from '../errors';
import type { Duration, Instant } from '../types';

/**
 * The last second panels can store: `exp_date` is a signed 32-bit column (R22F and XC_VM schema), full on 19 January 2038.
 */
export const latestExpiry = 2_147_483_647;

const isoForm =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?$/i;

const daySeconds = 86_400;

/** The dates (`2027-01-31`) of days since 1970 asked for, so many at most. */
const dates = new Map<number, string>();
const datesAtMost = 20_000;

/** 00 to 59. */
const twoDigits = Array.from({ length: 60 }, (_, figure) => String(figure).padStart(2, '0'));

function dateOfDay(day: number): string {
  let date = dates.get(day);
  if (date === undefined) {
    if (dates.size >= datesAtMost) dates.clear();
    date = new Date(day * daySeconds * 1000).toISOString().replace(/T.*/, '');
    dates.set(day, date);
  }
  return date;
}

/**
 * Whole seconds since 1970 as an instant.
 *
 * Date.toISOString took a fifth of the decoding of a list, and its expiries share few days: five times as fast with these remembered.
 */
export function instantFromUnix(seconds: number): Instant {
  const day = Math.floor(seconds / daySeconds);
  const second = seconds - day * daySeconds;
  const minute = Math.floor(second / 60);
  return `${dateOfDay(day)}T${twoDigits[Math.floor(minute / 60)]}:${twoDigits[minute % 60]}:${twoDigits[second % 60]}Z`;
}

/** An instant as seconds since 1970. */
export function unixFromInstant(instant: Instant): number {
  return Math.floor(Date.parse(instant) / 1000);
}

/** How far `timeZone` is ahead of UTC at that moment. Seconds. */
function offsetSeconds(unixSeconds: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(new Date(unixSeconds * 1000));
  const part = (type: string): number => Number(parts.find((candidate) => candidate.type === type)?.value);
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return local / 1000 - unixSeconds;
}

/**
 * The moment at which a clock in `timeZone` shows these figures: the first of two where it shows them twice (DST ends).
 * Figures it skips (DST begins) move forward by what it skips.
 */
function unixFromClock(clockSeconds: number, timeZone: string): number {
  const dayBefore = clockSeconds - offsetSeconds(clockSeconds - 86_400, timeZone);
  const dayAfter = clockSeconds - offsetSeconds(clockSeconds + 86_400, timeZone);
  const shows = (moment: number): boolean => moment + offsetSeconds(moment, timeZone) === clockSeconds;
  return shows(dayBefore) || !shows(dayAfter) ? dayBefore : dayAfter;
}

/** Whether the runtime knows this IANA time zone. */
export function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone });
    return true;
  } catch {
    return false;
  }
}

/**
 * Reads an instant a person or a workflow gave: `2027-01-31`, `2027-01-31 12:00`, `2027-01-31T12:00:00Z`, `…+03:00`.
 * Without an offset the figures are taken as a clock's in `timeZone` (default UTC); without a time, as midnight.
 * Unlike PHP, which rolls 30 February into March, it refuses days that do not exist.
 *
 * @throws PanelError `invalid-parameter` naming `field`
 */
export function parseInstant(text: string, field: string, timeZone = 'UTC'): Instant {
  const match = isoForm.exec(text.trim());
  if (!match) {
    throw invalidParameter(
      field,
      `"${text.slice(0, 40)}" is not a date`,
      'Give a date such as 2027-01-31 or 2027-01-31T12:00:00Z.',
    );
  }
  const [, year, month, day, hour = '0', minute = '0', second = '0', offset] = match;
  const figures = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const clock = new Date(Date.UTC(figures[0], figures[1] - 1, figures[2], figures[3], figures[4], figures[5]));
  const same =
    clock.getUTCFullYear() === figures[0] &&
    clock.getUTCMonth() + 1 === figures[1] &&
    clock.getUTCDate() === figures[2] &&
    clock.getUTCHours() === figures[3] &&
    clock.getUTCMinutes() === figures[4] &&
    clock.getUTCSeconds() === figures[5];
  if (!same) throw invalidParameter(field, `there is no ${text}`, 'Give a day and a time that exist.');
  const clockSeconds = clock.getTime() / 1000;
  if (offset === undefined) return instantFromUnix(unixFromClock(clockSeconds, timeZone));
  if (offset.toUpperCase() === 'Z') return instantFromUnix(clockSeconds);
  const sign = offset.startsWith('-') ? -1 : 1;
  const digits = offset.replace(/\D/g, '');
  return instantFromUnix(clockSeconds - sign * (Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2)) * 60));
}

/**
 * An expiry that a panel can store and that lies ahead of `now`.
 * @param now milliseconds since 1970
 * @throws PanelError `invalid-parameter` naming `field`
 */
export function checkExpiry(instant: Instant, field: string, now: number): Instant {
  const seconds = unixFromInstant(instant);
  if (seconds * 1000 <= now) {
    throw invalidParameter(
      field,
      `${instant} lies in the past`,
      'Give a date ahead, or disable the line to end its service.',
    );
  }
  if (seconds > latestExpiry) {
    throw invalidParameter(
      field,
      `${instant} is later than panels can store`,
      'The last date a panel stores is 2038-01-19. For a line that never expires, choose "Never expires".',
    );
  }
  return instant;
}

/**
 * Adds a duration. Months and years follow the calendar of `timeZone` and keep the day of the month, or take the month's last day:
 * 31 January + 1 month = 28 (29) February. Hours, days and weeks of 24 × 7 hours are exact.
 */
export function addDuration(from: Instant, duration: Duration, timeZone = 'UTC'): Instant {
  const start = unixFromInstant(from);
  const exact = { hours: 3600, days: 86_400, weeks: 604_800 } as const;
  if (duration.unit === 'hours' || duration.unit === 'days' || duration.unit === 'weeks') {
    return instantFromUnix(start + duration.amount * exact[duration.unit]);
  }
  const months = duration.unit === 'years' ? duration.amount * 12 : duration.amount;
  const clock = new Date((start + offsetSeconds(start, timeZone)) * 1000);
  const monthIndex = clock.getUTCFullYear() * 12 + clock.getUTCMonth() + months;
  const year = Math.floor(monthIndex / 12);
  const month = monthIndex % 12;
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const moved = Date.UTC(
    year,
    month,
    Math.min(clock.getUTCDate(), lastDay),
    clock.getUTCHours(),
    clock.getUTCMinutes(),
    clock.getUTCSeconds(),
  );
  return instantFromUnix(unixFromClock(moved / 1000, timeZone));
}

/**
 * Where a renewal ends: counted from the current expiry when that lies ahead, else from now, so that a late payer does not pay
 * for days without service and an early one loses none.
 */
export function renewedExpiry(current: Instant, duration: Duration, now: number, timeZone = 'UTC'): Instant {
  const base = Date.parse(current) > now ? current : instantFromUnix(Math.floor(now / 1000));
  return addDuration(base, duration, timeZone);
}
