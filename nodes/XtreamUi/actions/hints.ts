import type { IExecuteFunctions } from 'n8n-workflow';
import type { Operation } from '../../../panel';
import { triggersAbove } from './triggersAbove';

/** Writes whose repetition does something again. */
const adding: ReadonlySet<string> = new Set([
  'line.create',
  'line.createTrial',
  'line.extend',
  'line.resetPassword',
  'user.adjustCredits',
]);

/** Warns, in the editor, of a write that a redelivered event would repeat: one that goes straight to the panel under an Xtream UI Trigger. */
export function hintAtRepetition(context: IExecuteFunctions, operation: Operation): void {
  const daemon = context.getNodeParameter('authentication', 0) === 'daemon';
  if (daemon || !adding.has(operation.id) || triggersAbove(context).length === 0) return;
  context.addExecutionHints({
    message:
      'This went straight to the panel. If the workflow fails further on, the trigger runs it again for the same event, and this step with it. Choose a sync daemon credential here to have it carried out once.',
    location: 'outputPane',
  });
}
