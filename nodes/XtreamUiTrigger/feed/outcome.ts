import type { IRun } from 'n8n-workflow';
import type { Outcome } from './feedReader';

/** Enough of an error to find it; the daemon keeps it with the event. Characters. */
const longestReason = 500;

/**
 * What became of an execution.
 *
 * - `success`: handled.
 * - `waiting` (a Wait node, an approval): handled as well. n8n has stored the execution and resumes it by itself, even after a restart, but tells
 *   triggers nothing more of it. Holding the event back would keep the next event of the same line waiting for good, and run everything before
 *   the Wait node twice.
 * - no run at all: n8n has an execution of this very attempt already and suppressed another. Ours would be known, so it stems from a life of n8n
 *   before this one, and how it ended cannot be found out. The event is given back at once, and its next attempt, with a key of its own, decides.
 * - anything else: not handled, or handled all the same if the user wants it so.
 */
export function outcomeOf(run: IRun | undefined, retryFailed: boolean): Outcome {
  if (run === undefined) {
    return { kind: 'failed', reason: 'n8n already has an execution of this attempt.', retryAfter: 1 };
  }
  if (run.status === 'success' || run.status === 'waiting' || !retryFailed) return { kind: 'done' };
  const { error, lastNodeExecuted } = run.data.resultData;
  const node = lastNodeExecuted === undefined ? '' : ` in ${lastNodeExecuted}`;
  return failed(`The execution ended as ${run.status}${node}: ${error?.message ?? 'no reason given'}`);
}

/** An execution that n8n could not start, or that was cancelled. */
export function outcomeOfRejection(error: unknown, retryFailed: boolean): Outcome {
  if (!retryFailed) return { kind: 'done' };
  return failed(`The execution did not end: ${error instanceof Error ? error.message : String(error)}`);
}

function failed(reason: string): Outcome {
  return { kind: 'failed', reason: reason.slice(0, longestReason) };
}
