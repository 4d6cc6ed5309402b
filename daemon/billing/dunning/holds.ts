import { compileBounded, isTrue } from '../../selection';
import type { Step } from './definition';

/** Whether a step's condition holds. One that fails does not: nothing is done to a customer by a slip. */
export type Held = { holds: boolean; problem: null } | { holds: false; problem: { message: string; hint: string } };

/** Evaluates the condition of a step over `{subscription, billing, step}`. Never rejects. */
export async function stepHolds(
  step: Step,
  { subscription, billing }: { subscription: object | null; billing: object | null },
): Promise<Held> {
  if (step.when === null) return { holds: true, problem: null };
  try {
    const value = await compileBounded(step.when).evaluate({ subscription, billing, step });
    return { holds: await isTrue(value), problem: null };
  } catch (error) {
    const message = `The condition of the step that is to ${step.action} failed: ${(error as Error).message}`;
    return { holds: false, problem: { message, hint: 'Correct `when` in the dunning policy.' } };
  }
}
