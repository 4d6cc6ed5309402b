import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { RelayView } from '../../relay';
import { answers, describing, instant, typed } from '../schemas';
import type { Services } from '../services';

const relayView = describing<RelayView>(
  z
    .looseObject({
      relay: z.string(),
      type: z.literal('rabbitmq'),
      exchange: z.string(),
      routingKey: z.string(),
      types: z.array(z.string()).readonly(),
      panels: z.array(z.string()).readonly(),
      filter: z.string().nullable(),
      state: z.enum(['relaying', 'failing']),
      problem: z.string().nullable().describe('Why nothing is published at present'),
      position: z.int().describe('The broker has confirmed everything up to this sequence'),
      lag: z.int().describe('Events after the position, whether they match or not'),
      published: z.int(),
      unroutable: z.int().describe('Messages that no queue was bound for; the broker dropped them'),
      lastUnroutable: z.looseObject({ event: z.string(), routingKey: z.string(), at: instant }).nullable(),
      lastConfirmedAt: instant.nullable(),
      filterProblem: z.looseObject({ event: z.string(), message: z.string(), at: instant }).nullable(),
    })
    .meta({ id: 'Relay' }),
);

export function relayRoutes(server: FastifyInstance, { relays }: Services): void {
  typed(server).get(
    '/v1/relays',
    {
      schema: {
        operationId: 'listRelays',
        summary: 'The brokers the log is forwarded to, and how far it is',
        tags: ['relays'],
        response: answers({ 200: z.looseObject({ relays: z.array(relayView) }) }),
      },
    },
    async () => ({ relays: await relays.list() }),
  );
}
