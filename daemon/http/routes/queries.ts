import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { answers, typed } from '../schemas';
import type { Services } from '../services';

export function queryRoutes(server: FastifyInstance, { queries }: Services): void {
  typed(server).post(
    '/v1/queries',
    {
      schema: {
        operationId: 'runQuery',
        summary: 'Reads from a panel, now',
        tags: ['operations'],
        body: z.strictObject({
          panel: z.string(),
          operation: z.string().describe('A read of GET /v1/operations, e.g. `line.getMany`'),
          parameters: z.record(z.string(), z.unknown()).default({}),
          limit: z.int().min(1).nullable().default(null).describe('The most to list; null: all'),
        }),
        response: answers({
          200: z.looseObject({
            result: z.looseObject({}).optional().describe('Of an operation for one thing'),
            results: z.array(z.looseObject({})).optional().describe('Of an operation for many'),
          }),
        }),
      },
    },
    async (request) => ({ ...(await queries.run(request.body)) }) as Record<string, object>,
  );
}
