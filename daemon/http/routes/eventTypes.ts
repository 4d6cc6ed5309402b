import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { adaptersTelling, eventDescriptions, eventSchema, sampleEvent } from '../../../panel';
import { answers, event, typed } from '../schemas';

const eventTypeView = z.looseObject({
  type: z.string().describe('`subject.happened`, stable'),
  label: z.string(),
  description: z.string().describe('When it is raised'),
  group: z.string(),
  adapters: z
    .array(z.string())
    .nullable()
    .describe('The kinds of panel it can be told of; null: it does not come from a panel'),
  schema: z.looseObject({}).describe('JSON Schema (draft 2020-12) of the whole event'),
  sample: event,
});

export function eventTypeRoutes(server: FastifyInstance): void {
  typed(server).get(
    '/v1/event-types',
    {
      schema: {
        operationId: 'listEventTypes',
        summary: 'What events there are, with their JSON Schemas',
        tags: ['events'],
        response: answers({ 200: z.looseObject({ eventTypes: z.array(eventTypeView) }) }),
      },
    },
    () => ({
      eventTypes: eventDescriptions.map((each) => ({
        type: each.type,
        label: each.label,
        description: each.description,
        group: each.group,
        adapters: adaptersTelling(each),
        schema: { ...eventSchema(each.type) },
        sample: sampleEvent(each.type),
      })),
    }),
  );
}
