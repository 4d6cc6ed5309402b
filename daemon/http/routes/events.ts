import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { mayBeType } from '../../../panel';
import { compileFilter } from '../../selection';
import { readLog } from '../readLog';
import { answers, count, event, typed } from '../schemas';
import type { Services } from '../services';

const types = z
  .string()
  .describe('Event types, separated by commas')
  .transform((text) => text.split(',').filter((type) => type !== ''))
  .refine((list) => list.every(mayBeType), {
    error: (issue) => `there is no event type ${(issue.input as string[]).find((type) => !mayBeType(type)) ?? ''}`,
  });

export function eventRoutes(server: FastifyInstance, { log }: Services): void {
  typed(server).get(
    '/v1/events',
    {
      schema: {
        operationId: 'readEvents',
        summary: 'Reads the event log and commits nothing',
        tags: ['events'],
        querystring: z.strictObject({
          after: count(0).optional().describe('A sequence: the events after it; with `newest`, those before it'),
          types: types.optional(),
          panel: z.string().optional(),
          subject: z.string().optional(),
          filter: z.string().optional().describe('JSONata over the event'),
          limit: count(1, 1000).default(100),
          newest: z
            .enum(['true', 'false'])
            .default('false')
            .transform((text) => text === 'true'),
        }),
        response: answers({
          200: z.looseObject({
            events: z.array(event),
            next: z.int().describe('`after` of the next page. The same as was given: there is no more'),
            completeAfter: z
              .int()
              .describe('Up to this sequence, some events have been forgotten (`keep` in the configuration); 0: none'),
          }),
        }),
      },
    },
    async (request) => {
      const { filter, panel, after, types: wanted, subject, ...rest } = request.query;
      const page = await readLog(log, {
        ...rest,
        ...(after === undefined ? {} : { after }),
        ...(wanted === undefined ? {} : { types: wanted }),
        ...(subject === undefined ? {} : { subject }),
        ...(panel === undefined ? {} : { panels: [panel] }),
        filter: filter === undefined || filter === '' ? null : compileFilter(filter),
      });
      return { ...page, completeAfter: await log.completeAfter() };
    },
  );
}
