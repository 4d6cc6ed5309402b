import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { PanelView } from '../../sync';
import { answers, count, event, describing, instant, lineState, typed } from '../schemas';
import type { Services } from '../services';

const problem = z.looseObject({ code: z.string(), message: z.string(), hint: z.string().nullable() }).nullable();

const panelView = describing<PanelView>(
  z
    .looseObject({
      panel: z.string(),
      dialect: z.string().nullable(),
      explanation: z.string().nullable().describe('What answered, in words; null until it has'),
      state: z.enum(['starting', 'ready', 'unreachable', 'answering_wrongly', 'held']),
      unwatched: z
        .looseObject({ message: z.string(), hint: z.string() })
        .nullable()
        .describe('Why its lines are not watched, and what to do; null where they are'),
      lines: z.int().describe('In the snapshot'),
      lastPassAt: instant.nullable(),
      nextPassAt: instant.nullable(),
      clockSkewSeconds: z.int().nullable(),
      problem,
      watches: z
        .array(
          z.looseObject({
            name: z.string(),
            state: z.enum(['waiting', 'ready', 'failing', 'off']),
            lastAt: instant.nullable().describe('End of the last look that went well'),
            problem,
          }),
        )
        .describe('What is looked at besides the lines'),
    })
    .meta({ id: 'Panel' }),
);

const tags = ['panels'];

export function panelRoutes(server: FastifyInstance, { panels, log, logger }: Services): void {
  const api = typed(server);

  api.get(
    '/v1/panels',
    {
      schema: {
        operationId: 'listPanels',
        summary: 'The panels and how they stand',
        tags,
        response: answers({ 200: z.looseObject({ panels: z.array(panelView) }) }),
      },
    },
    async () => ({ panels: await panels.views() }),
  );

  api.get(
    '/v1/panels/:panel/lines',
    {
      schema: {
        operationId: 'listLines',
        summary: 'The lines of the snapshot, by id',
        tags,
        params: z.object({ panel: z.string() }),
        querystring: z.strictObject({
          search: z.string().optional(),
          after: z.string().optional().describe('A line’s id: the page after it'),
          limit: count(1, 1000).default(100),
        }),
        response: answers({
          200: z.looseObject({
            lines: z.array(lineState),
            next: z.string().nullable().describe('`after` of the next page; null on the last'),
          }),
        }),
      },
    },
    async (request) => {
      const { search, after, limit } = request.query;
      return {
        ...(await panels.lines(request.params.panel, {
          limit,
          ...(search === undefined || search === '' ? {} : { search }),
          ...(after === undefined || after === '' ? {} : { after }),
        })),
      };
    },
  );

  api.get(
    '/v1/panels/:panel/lines/:id/history',
    {
      schema: {
        operationId: 'getLineHistory',
        summary: 'What happened to a line, newest first',
        tags,
        params: z.object({ panel: z.string(), id: z.string() }),
        querystring: z.strictObject({
          after: count(1).optional().describe('`next` of the page before'),
          limit: count(1, 1000).default(100),
        }),
        response: answers({
          200: z.looseObject({
            events: z.array(event),
            next: z.int().nullable().describe('`after` of the next page; null on the last'),
          }),
        }),
      },
    },
    async (request) => {
      const { panel, id } = request.params;
      const { after, limit } = request.query;
      panels.get(panel);
      const before = after === undefined ? {} : { after };
      const events = await log.read({ subject: `line:${panel}/${id}`, newest: true, limit: limit + 1, ...before });
      const page = events.slice(0, limit);
      return { events: page, next: events.length > limit ? (page.at(-1)?.sequence ?? null) : null };
    },
  );

  api.post(
    '/v1/panels/:panel/pass',
    {
      schema: {
        operationId: 'startPass',
        summary: 'Asks for a pass now',
        tags,
        params: z.object({ panel: z.string() }),
        response: answers({ 202: z.looseObject({ panel: z.string() }) }),
      },
    },
    async (request, reply) => {
      const { name } = panels.get(request.params.panel);
      panels.pass(name).catch((err: unknown) => logger.error({ err, panel: name }, 'A pass failed unexpectedly'));
      return reply.code(202).send({ panel: name });
    },
  );

  api.post(
    '/v1/panels/:panel/held/:decision',
    {
      schema: {
        operationId: 'decideHeldChange',
        summary: 'Confirms or rejects a held mass change',
        tags,
        params: z.object({ panel: z.string(), decision: z.enum(['confirm', 'reject']) }),
        response: answers({ 200: z.looseObject({ panel: z.string(), decision: z.string() }) }),
      },
    },
    async (request) => {
      const { panel, decision } = request.params;
      await panels.decide(panel, decision);
      return { panel, decision };
    },
  );
}
