import type { PanelAdapter } from '../adapter';
import { PanelError } from '../errors';
import type { Assessment, Operation, Values, Write, WriteContext } from './operation';
import { nounOf } from './resources';

/**
 * Carries a write out at once, for callers that keep no ledger: plan, send, read back. Sent once and never repeated: after a time-out it is the
 * read-back that says whether the panel did it.
 *
 * @throws PanelError `not-verified`, `conflict`, or the panel's refusal
 */
export async function executeWrite(
  operation: Write,
  adapter: PanelAdapter,
  values: Values,
  context: WriteContext,
): Promise<object> {
  const target = await operation.plan(adapter, values, context);
  let failure: PanelError | undefined;
  let answer: unknown;
  try {
    answer = await operation.send(adapter, target);
  } catch (error) {
    // A web page may also be what a fault after the deed looks like.
    if (!(error instanceof PanelError) || !(error.passing || error.code === 'not-a-panel')) throw error;
    failure = error;
  }
  const assessment = settled(await assess(operation, adapter, target), answer);
  if (assessment.state === 'unknown') throw outcomeUnknown(operation, failure);
  if (assessment.state === 'reached') return assessment.result;
  // Before the failure: that one may pass, but trying again could do a second time what was done before somebody else's change.
  if (assessment.state === 'conflict') {
    throw new PanelError(
      'conflict',
      `Someone else changed the same ${nounOf(operation)} meanwhile: ${assessment.found}.`,
      {
        hint: `Look at the ${nounOf(operation)} and decide whether to run this again.`,
      },
    );
  }
  if (failure !== undefined) {
    if (assessment.doubt === undefined) throw failure;
    throw new PanelError('not-verified', `${operation.id} was sent, but got no answer. ${assessment.doubt}`, {
      hint: `Look at the ${nounOf(operation)} in the panel before you run this again: it may have been done.`,
    });
  }
  throw new PanelError(
    'not-verified',
    `The panel answered success to ${operation.id}, but reading back shows no change.`,
    {
      hint: `Look at the ${nounOf(operation)} in the panel.`,
    },
  );
}

/** A read-back that does not come leaves open whether the panel did it: no fault that simply passes, lest the caller starts all over again. */
async function assess(operation: Write, adapter: PanelAdapter, target: object): Promise<Assessment> {
  try {
    return await operation.assess(adapter, target);
  } catch (error) {
    if (!(error instanceof PanelError) || !error.passing) throw error;
    throw new PanelError(
      'not-verified',
      `${operation.id} was sent, but its outcome could not be read back: ${error.message}`,
      {
        hint: `Look at the ${nounOf(operation)} in the panel before you run this again: it may have been done.`,
      },
    );
  }
}

/** How things stand once the panel has answered: where reading back tells nothing, its answer does. @param answer of `send`; undefined: none came */
export function settled(found: Assessment, answer: unknown): Assessment {
  if (found.state !== 'unknown' || typeof answer !== 'object' || answer === null) return found;
  return { state: 'reached', result: answer };
}

/** Sent, perhaps, and nothing tells whether it was done: the end of it, because doing it twice may do harm. @param failure why no answer came */
export function outcomeUnknown(operation: Operation, failure?: Error): PanelError {
  const why = failure instanceof PanelError ? failure.message : 'its answer was not kept.';
  return new PanelError(
    'not-verified',
    `${operation.id} may have been carried out, and nothing on the panel tells: ${why}`,
    {
      hint: 'Look at the panel before you run this again: it is not sent a second time by itself.',
    },
  );
}
