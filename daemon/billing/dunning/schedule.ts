import { instantFromUnix, unixFromInstant, type Instant } from '../../../panel';
import type { PolicySettings, Step } from './definition';

/** A step of a policy with its place in the order of steps, counted from 0, and the moment it is due. */
export interface DueStep extends Step {
  index: number;
  at: Instant;
}

/**
 * All steps of a policy in the order they are taken. Reminders keep their times; what takes service away waits for the grace, and those that follow keep their
 * distance from it.
 *
 * @param since the first failure
 */
export function scheduleOf({ steps, grace }: Pick<PolicySettings, 'steps' | 'grace'>, since: Instant): DueStep[] {
  const first = steps.find(({ action }) => action !== 'remind');
  const delay = first === undefined ? 0 : Math.max((grace ?? 0) - first.after, 0);
  const begun = unixFromInstant(since);
  return steps
    .map((step) => ({ step, seconds: step.after + (step.action === 'remind' ? 0 : delay) }))
    .sort((a, b) => a.seconds - b.seconds)
    .map(({ step, seconds }, index) => ({ ...step, index, at: instantFromUnix(begun + seconds) }));
}

/**
 * The next step to be taken, due or not; null: none is left.
 *
 * @param done how many steps, from the first, are behind: taken, or passed over because their condition did not hold
 */
export function nextStep(
  policy: Pick<PolicySettings, 'steps' | 'grace'>,
  since: Instant,
  done: number,
): DueStep | null {
  return scheduleOf(policy, since)[done] ?? null;
}

/**
 * The steps that are due and not behind, in the order they are to be taken. Each is taken once, whenever and however often this is asked, as long as `done` is
 * set behind the last one that was taken. A payment ends it all: then there is no `since` to ask with.
 *
 * @param now milliseconds since 1970
 */
export function dueSteps(
  policy: Pick<PolicySettings, 'steps' | 'grace'>,
  since: Instant,
  done: number,
  now: number,
): DueStep[] {
  return scheduleOf(policy, since)
    .slice(done)
    .filter(({ at }) => Date.parse(at) <= now);
}
