import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ReplicaView } from '../../duties';
import { answers, describing, instant, typed } from '../schemas';
import type { Services } from '../services';

const replicaView = describing<ReplicaView>(
  z
    .looseObject({
      replica: z.string(),
      self: z.boolean().describe('Whether it answers this very request'),
      alive: z.boolean().describe('False: it has not been heard of for longer than a lease; others have what it did'),
      startedAt: instant,
      seenAt: instant.describe('When it last renewed its leases'),
      duties: z.array(z.looseObject({ duty: z.string().describe('E.g. `panel:main`'), since: instant })),
    })
    .meta({ id: 'Replica' }),
);

export function replicaRoutes(server: FastifyInstance, { duties }: Services): void {
  typed(server).get(
    '/v1/replicas',
    {
      schema: {
        operationId: 'listReplicas',
        summary: 'Which replicas there are, and what each does',
        tags: ['health'],
        response: answers({ 200: z.looseObject({ replicas: z.array(replicaView) }) }),
      },
    },
    async () => ({ replicas: await duties.replicas() }),
  );
}
