import type { ITriggerFunctions } from 'n8n-workflow';
import { eventDescriptions, mayBeType, sampleEvent, type Event } from '../../../panel';
import { connectDaemon } from '../../shared';
import type { TriggerSettings } from './settings';

/**
 * The event "Listen for test event" shows: the newest in the log that the trigger would take, or a sample when there was none yet.
 * Reads the log only: no feed is made, nothing is acknowledged.
 */
export async function testEvent(context: ITriggerFunctions, settings: TriggerSettings): Promise<Event> {
  const client = await connectDaemon(context);
  const types = settings.types.join(',');
  const found: Event[] = [];
  for (const panel of settings.panels.length === 0 ? [undefined] : settings.panels) {
    const query = { types, panel, filter: settings.filter ?? undefined, limit: 1, newest: true };
    const { body } = await client.call('GET', '/v1/events', { query });
    found.push(...(body as { events: Event[] }).events);
  }
  const newest = found.sort((left, right) => right.sequence - left.sequence)[0];
  if (newest !== undefined) return newest;
  return sampleEvent(settings.types.find(mayBeType) ?? eventDescriptions[0].type);
}
