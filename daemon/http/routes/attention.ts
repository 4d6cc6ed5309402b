import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { AttentionView } from '../../billing/attention';
import { answers, count, describing, instant, typed } from '../schemas';
import type { Services } from '../services';

const tags = ['attention'];

const attentionView = describing<AttentionView>(
  z
    .looseObject({
      id: z.string(),
      kind: z.string().describe('A word to decide by, e.g. `unknown-price`'),
      subject: z.string(),
      about: z.string().nullable().describe('What it keeps from going on'),
      message: z.string(),
      fix: z.string().describe('What to do'),
      times: z.int(),
      firstAt: instant,
      lastAt: instant,
      resolvedAt: instant.nullable(),
      note: z.string().nullable(),
    })
    .meta({ id: 'Attention' }),
);

/** What waits for a person. */
export function attentionRoutes(server: FastifyInstance, { billing }: Services): void {
  const api = typed(server);
  const { attention } = billing;

  api.get(
    '/v1/attention',
    {
      schema: {
        operationId: 'listAttention',
        summary: 'What about money and service waits for a person, newest first',
        tags,
        querystring: z.strictObject({
          open: z.enum(['true', 'false']).optional().describe('Only what is open, or only what is settled'),
          kind: z.string().optional(),
          about: z.string().optional(),
          limit: count(1, 500).default(100),
        }),
        response: answers({
          200: z.looseObject({ attention: z.array(attentionView), counts: z.record(z.string(), z.int()) }),
        }),
      },
    },
    async ({ query: { open, kind, about, limit } }) => ({
      attention: await attention.list({
        limit,
        ...(open === undefined ? {} : { open: open === 'true' }),
        ...(kind === undefined ? {} : { kind }),
        ...(about === undefined ? {} : { about }),
      }),
      counts: await attention.counts(),
    }),
  );

  api.post(
    '/v1/attention/:matter/resolve',
    {
      schema: {
        operationId: 'resolveAttention',
        summary: 'Settles a matter by hand; what is still wrong comes up again',
        tags,
        params: z.object({ matter: z.string() }),
        body: z.strictObject({ note: z.string().max(1000).nullable().default(null) }).default({ note: null }),
        response: answers({ 200: attentionView }),
      },
    },
    async (request) => attention.resolve(request.params.matter, request.body.note),
  );
}
