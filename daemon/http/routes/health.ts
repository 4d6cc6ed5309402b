import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { pause } from '../../pause';
import type { PanelView } from '../../sync';
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
        summary: 'Whether the store is writable, and which panels are not ready',
        description:
          '503 only when the store cannot be written, or does not answer within 5 seconds: a panel that is away is waited for. No token is asked for, so what a panel answered stands in GET /v1/panels only.',
        tags: ['health'],
        response: answers({
          200: z.looseObject({
            status: z.literal('ready'),
            store: z.literal('writable'),
            panels: z.array(
              z.looseObject({
                panel: z.string(),
                state: z.string(),
                reason: z.string().nullable().describe('Why it is not ready; null where it is'),
              }),
            ),
            notLookedAt: z.array(z.string()).describe('Panels over which no pass has ended since the start'),
          }),
        }),
      },
    },
    async (_request, reply) => {
      const late = pause(patience, waiting.signal(reply)).then(() => 'late' as const);
      const writable = await Promise.race([store.isWritable(), late]);
      if (writable === 'late')
        throw storeNotWritable(`The store has not answered for ${String(patience / 1000)} seconds.`);
      if (!writable) throw storeNotWritable();
      const views = await panels.views();
      return {
        status: 'ready' as const,
        store: 'writable' as const,
        panels: views.map((view) => ({ panel: view.panel, state: view.state, reason: reasonOf(view) })),
        notLookedAt: views.filter(({ state }) => state === 'starting').map(({ panel }) => panel),
      };
    },
  );
}

/** Why a panel is not ready, without anything it said. */
function reasonOf({ state, problem }: PanelView): string | null {
  const code = problem === null ? '' : ` (${problem.code})`;
  switch (state) {
    case 'ready':
      return null;
    case 'starting':
      return `No pass has ended since the start${code}.`;
    case 'unreachable':
      return `It does not answer${code}; it is asked again.`;
    case 'answering_wrongly':
      return `It answers wrongly${code}; it is asked again.`;
    case 'held':
      return 'Many lines seem to be lost; a person must confirm or reject.';
  }
}
