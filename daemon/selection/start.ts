import type { Instant } from '../../panel';
import type { EventLog } from '../events';
import { Problem } from '../problem';

/** A place in the log: after all there is, before all there is, or after a sequence. */
export type LogStart = 'now' | 'beginning' | number;

/** Where something that follows the log goes on: a place in it, or with what was appended at an instant or later. */
export type LogPlace = LogStart | { time: Instant };

/**
 * @param field named in the problem
 * @returns the sequence before the first event that is meant
 * @throws Problem 422 `invalid-parameter` for a sequence the log does not have yet, `forgotten` for one it has no more
 */
export async function sequenceOf(log: EventLog, place: LogPlace, field: string): Promise<number> {
  if (place === 'beginning') return 0;
  if (typeof place === 'object') return log.before(Date.parse(place.time));
  const head = await log.head();
  if (place === 'now') return head;
  const complete = await log.completeAfter();
  if (place < complete) {
    const problem = `${field}: events after ${String(place)} have been forgotten; the log is complete after ${String(complete)}.`;
    throw new Problem(422, 'forgotten', problem, {
      field,
      hint: 'Give "beginning" for what is still kept. How long that is stands under "keep" in the configuration.',
    });
  }
  if (place <= head) return place;
  throw new Problem(422, 'invalid-parameter', `${field}: the log ends at ${String(head)}, before ${String(place)}.`, {
    field,
    hint: 'Give a sequence of the log, to go on with the event after it. Or "now" or "beginning".',
  });
}

const namePattern = /^[A-Za-z0-9][A-Za-z0-9._:~-]{0,119}$/;

/** @throws Problem 422 `invalid-parameter` for what could not stand in an address of the API */
export function checkName(what: 'feed' | 'endpoint', name: string): void {
  if (namePattern.test(name)) return;
  const article = what === 'feed' ? 'a' : 'an';
  throw new Problem(422, 'invalid-parameter', `${what}: not a name for ${article} ${what}.`, {
    field: what,
    hint: 'Up to 120 letters, digits and . _ : ~ - beginning with a letter or digit.',
  });
}
