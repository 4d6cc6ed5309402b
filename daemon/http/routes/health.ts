import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { pause } from '../../pause';
import { storeNotWritable } from '../problems';
import { answers, open, typed } from '../schemas';
import type { Services } from '../services';
import type { Waiting } from '../waiting';

/** A store that takes longer than this to take a row is as good as away. Milliseconds. */
const patience = 5000;

export function healthRoutes(server: FastifyInstance, { store, panels, version }: Services, waiting: Waiting): void {
  typed(server).get(
    '/healthz',
    {
      schema: {
        ...open,
        operationId: 'getHealth',
        summary: 'Whether the process lives',
        tags: ['health'],
        response: answers({ 200: z.looseObject({ status: z.literal('ok'), version: z.string() }) }),
      },
    },
    () => ({ status: 'ok' as const, version }),
  );

  typed(server).get(
    '/readyz',
    {
      schema: {
        ...open,
        operationId: 'getReadiness',
        summary: 'Whether the store is writable, and how the panels stand',
        description:
          '503 only when the store cannot be written, or does not answer within 5 seconds: a panel that is away is waited for.',
        tags: ['health'],
        response: answers({
          200: z.looseObject({
            status: z.literal('ready'),
            store: z.literal('writable'),
            panels: z.array(z.looseObject({ panel: z.string(), state: z.string() })),
          }),
        }),
      },
    },
    async (_request, reply) => {
      const late = pause(patience, waiting.signal(reply)).then(() => false);
      if (!(await Promise.race([store.isWritable(), late]))) throw storeNotWritable();
      const states = (await panels.views()).map(({ panel, state }) => ({ panel, state }));
      return { status: 'ready' as const, store: 'writable' as const, panels: states };
    },
  );
}
