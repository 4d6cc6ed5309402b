import type { IExecuteFunctions } from 'n8n-workflow';
import type { Operation } from '../../../panel';
import { triggersAbove } from './triggersAbove';

/**
 * The key under which the daemon carries this item's write out once.
 *
 * Given by the user, it is taken as it is. Else it is made of the key of the event that started the workflow, so that a redelivered event, or the
 * second message about one payment, repeats no write; the node's id, run and item tell the workflow's own writes apart. Without such an
 * event it is made of the execution, which n8n's "Retry On Fail" keeps.
 */
export function idempotencyKey(
  context: IExecuteFunctions,
  operation: Pick<Operation, 'id'>,
  itemIndex: number,
): string {
  const own = ownIdempotencyKey(context, itemIndex);
  if (own !== undefined) return own;
  const run = Number(context.evaluateExpression('{{ $runIndex }}', itemIndex) ?? 0);
  const node = context.getNode();
  const event = eventKey(context, itemIndex);
  if (event === undefined) return `n8n:${context.getExecutionId()}:${node.id}:${String(run)}:${String(itemIndex)}`;
  const place = run === 0 ? String(itemIndex) : `${String(run)}.${String(itemIndex)}`;
  return `${event}/${operation.id}/${node.id}/${place}`;
}

/** The key the user gave; undefined: none. */
function ownIdempotencyKey(context: IExecuteFunctions, itemIndex: number): string | undefined {
  const { idempotencyKey: given } = context.getNodeParameter('options', itemIndex, {}) as { idempotencyKey?: unknown };
  const own = typeof given === 'string' || typeof given === 'number' ? String(given).trim() : '';
  return own === '' ? undefined : own;
}

/** `idempotencyKey` of the item that an Xtream UI Trigger above this node started the run with. */
function eventKey(context: IExecuteFunctions, itemIndex: number): string | undefined {
  for (const name of triggersAbove(context)) {
    const node = `$(${JSON.stringify(name)})`;
    // The item this one came from; nodes that lose the link leave the first, and a trigger's run has only one.
    for (const item of [`${node}.item`, `${node}.first()`]) {
      const key = evaluated(context, `{{ ${node}.isExecuted ? ${item}.json.idempotencyKey : undefined }}`, itemIndex);
      if (typeof key === 'string' && key !== '') return key;
    }
  }
  return undefined;
}

function evaluated(context: IExecuteFunctions, expression: string, itemIndex: number): unknown {
  try {
    return context.evaluateExpression(expression, itemIndex);
  } catch {
    return undefined;
  }
}
