import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { answers, typed } from '../schemas';
import type { Services } from '../services';

const request = z.union(
  [
    z.strictObject({ panel: z.string(), line: z.string().regex(/^\d{1,15}$/, 'the id of a line, such as 42') }),
    z.strictObject({ email: z.email() }),
  ],
  'write {"panel","line"} or {"email"}',
);

export function erasureRoutes(server: FastifyInstance, { erasures }: Services): void {
  typed(server).post(
    '/v1/erasures',
    {
      schema: {
        operationId: 'erasePerson',
        summary: 'Removes what identifies a person from events, commands and messages; keeps the facts',
        tags: ['erasures'],
        body: request,
        response: answers({
          200: z.looseObject({
            events: z.int(),
            commands: z.int(),
            inbox: z.int(),
            webhooks: z.int(),
            others: z.int().describe('Rows of connections, use, devices, tickets, and reasons of failures'),
            stillOnPanel: z.boolean().describe('The line is still there: the snapshot has what the panel has'),
            unfinished: z.int().describe('Commands about the line under way; erase again when they have ended'),
          }),
        }),
      },
    },
    async (request) => ({ ...(await erasures.erase(request.body)) }),
  );
}
