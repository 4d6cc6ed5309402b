import { PanelError } from '../../panel';
import { Problem } from '../problem';
import type { CommandError } from './command';

/** The way to the panel is at fault, not the command: a person mends address, key or IP list, and the command can go on. */
const accessCodes: ReadonlySet<string> = new Set(['wrong-url', 'forbidden-ip', 'wrong-key', 'not-a-panel']);

/**
 * Whether trying again cannot help.
 *
 * What is not a PanelError is a fault of the daemon or its disk; it is waited out, since what is on disk and on the panel decides what happens next.
 *
 * @param kept whether the command was accepted for later: sent, or already waiting. Such a command also waits until the access to the panel is mended; a
 *   new one answers at once, to the person who can mend it.
 */
export function isFinal(error: unknown, kept: boolean): error is PanelError {
  return error instanceof PanelError && !error.passing && !(kept && accessCodes.has(error.code));
}

/** An error as stored and shown. PanelErrors and Problems hold no secrets; nothing is known of others, so their words stay in the log. */
export function commandError(error: unknown): CommandError {
  if (!(error instanceof PanelError || error instanceof Problem)) {
    return {
      code: 'internal',
      message: 'The daemon could not go on with the command because of a fault of its own.',
      hint: 'Look at the daemon’s log.',
    };
  }
  const { code, message } = error;
  const { hint, field } = error instanceof Problem ? error.more : error;
  return { code, message, ...(hint === undefined ? {} : { hint }), ...(field === undefined ? {} : { field }) };
}

export interface RetryOptions {
  /** Wait after the first fault. Doubled with each further one, and spread by half. Seconds. @default 1 */
  firstSeconds?: number;
  /** The longest wait. Seconds. @default 300 */
  mostSeconds?: number;
  /** Age at which a command that still meets faults is given up. Seconds. @default 86_400 (a day) */
  giveUpSeconds?: number;
}

/** A panel that asks for more than an hour is asked again after one. */
const longestAskedSeconds = 3600;

/** @returns milliseconds to wait after the `faults`-th fault in a row, counted from 1 */
export function waitAfter(faults: number, error: unknown, retry: Required<RetryOptions>): number {
  const doubled = Math.min(retry.mostSeconds, retry.firstSeconds * 2 ** Math.min(faults - 1, 30));
  // Spread, so that the commands that met one outage do not all come back in the same moment.
  const spread = doubled * (0.5 + Math.random());
  const asked = error instanceof PanelError ? Math.min(error.retryAfterSeconds ?? 0, longestAskedSeconds) : 0;
  return 1000 * Math.max(asked, Math.min(spread, retry.mostSeconds));
}
