import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Event } from '../../../panel';

/**
 * An event as the trigger puts it out. `idempotencyKey` names what the event is about for writes that follow from it: the key of the action it
 * tells of, else the payment's own key, so that two messages about one payment count once, else the event's id.
 */
export function eventItem(event: Event, attempt: number): INodeExecutionData {
  const { action, billing } = event.data;
  const idempotencyKey = action?.key ?? billing?.key ?? event.id;
  return { json: { ...event, idempotencyKey, attempt } as unknown as IDataObject };
}
