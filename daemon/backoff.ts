import { PanelError } from '../panel';

/** Waits between tries after a panel failed. Seconds. */
const firstRetry = { passing: 5, lasting: 60 };
const longestRetry = 900;

/**
 * How long to leave a panel alone. Doubles with each failure in a row, with jitter, so that a panel coming back is not met by everybody at once; at least
 * as long as the panel asked for. A failure that is not the panel's (a full disk) counts as passing. Seconds.
 *
 * @param failures in a row, this one included
 */
export function retryPause(failures: number, error: unknown): number {
  const [first, asked] =
    error instanceof PanelError
      ? [error.passing ? firstRetry.passing : firstRetry.lasting, error.retryAfterSeconds ?? 0]
      : [firstRetry.passing, 0];
  const grown = Math.min(longestRetry, first * 2 ** Math.min(failures - 1, 10));
  return Math.max(asked, grown * (0.8 + Math.random() * 0.4));
}
