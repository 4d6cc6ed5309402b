/** When a push that failed is tried again. */

/** The waits after the first, second, … failed attempt, as the specification of Standard Webhooks has them. Seconds. */
const delays = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;

/** The first one, and one after each wait: the last comes 75 hours and 35 minutes after the first. */
export const maxAttempts = delays.length + 1;

/** Waits are lengthened by up to this share, so that what failed at once does not come back at once. */
const jitter = 0.1;

/** No receiver is believed that asks for a longer wait than this. Seconds. */
const longestRetryAfter = 86_400;

/**
 * @param attempt which failed, counted from 1
 * @param random from 0 to 1
 * @returns milliseconds; null: that was the last attempt
 */
export function retryDelay(attempt: number, retryAfterMs: number | null, random: number): number | null {
  const seconds = delays[attempt - 1];
  if (seconds === undefined) return null;
  return Math.max(Math.round(seconds * 1000 * (1 + jitter * random)), retryAfterMs ?? 0);
}

/**
 * Reads the header Retry-After: seconds, or a date.
 *
 * @returns milliseconds, at most a day; null when it says nothing that can be read
 */
export function retryAfterOf(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  const text = header.trim();
  const milliseconds = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  if (Number.isNaN(milliseconds)) return null;
  return Math.min(Math.max(milliseconds, 0), longestRetryAfter * 1000);
}

/** Failures in a row, of whatever events, after which an endpoint is taken to be away. */
export const awayAfter = 10;

/**
 * How long an endpoint that is away is left alone between two attempts: doubled with each failure, from a second to five minutes. Without it, every
 * event that comes meanwhile would use up its attempts on a receiver that is known not to answer.
 *
 * @returns milliseconds
 */
export function probeDelay(failuresInARow: number): number {
  if (failuresInARow < awayAfter) return 0;
  return Math.min(1000 * 2 ** Math.min(failuresInARow - awayAfter, 20), 300_000);
}
