import { unixFromInstant, type Instant } from '../../panel';

/**
 * When a line's expiry is told of: once per threshold of days, and once when it has passed (threshold 0). Pure; unix seconds.
 */

const day = 86_400;

export interface Mark {
  days: number;
  at: number;
}

/**
 * The first threshold crossed at `armed` or later; null when none is left or the line never expires.
 * A threshold crossed before that is not told of: nobody wants "expires in 7 days" for a trial made for one day.
 */
export function nextMark(expiresAt: Instant | null, thresholds: readonly number[], armed: number): Mark | null {
  if (expiresAt === null) return null;
  const expiry = unixFromInstant(expiresAt);
  const marks = [...new Set([...thresholds, 0])].map((days) => ({ days, at: expiry - days * day }));
  return marks.filter((mark) => mark.at >= armed).sort((a, b) => a.at - b.at)[0] ?? null;
}

/** The mark after this one, for the same expiry. */
export function markAfter(mark: Mark, expiresAt: Instant | null, thresholds: readonly number[]): Mark | null {
  return nextMark(expiresAt, thresholds, mark.at + 1);
}

/**
 * Where to begin after the expiry moved to an earlier date: at the tightest threshold that lies behind already, so that a line shortened to two days is told
 * of as expiring within three, once.
 */
export function armedByShortening(expiresAt: Instant, thresholds: readonly number[], now: number): number {
  const expiry = unixFromInstant(expiresAt);
  const crossed = [...thresholds, 0].map((days) => expiry - days * day).filter((at) => at <= now);
  return crossed.length === 0 ? now : Math.max(...crossed);
}

/** The mark as a row keeps it. */
export function keptMark(row: { mark_days: number | null; mark_at: number | null }): Mark | null {
  return row.mark_at === null || row.mark_days === null ? null : { days: row.mark_days, at: row.mark_at };
}

/** The mark of a line whose expiry was moved. */
export function movedMark(
  before: Instant | null,
  after: Instant | null,
  thresholds: readonly number[],
  now: number,
): Mark | null {
  const shortened = after !== null && (before === null || Date.parse(after) < Date.parse(before));
  return nextMark(after, thresholds, shortened ? armedByShortening(after, thresholds, now) : now);
}
