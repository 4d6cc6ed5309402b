import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { CommandView } from '../../commands';
import { commandProblem } from '../problems';
import { answers, count, describing, instant, typed } from '../schemas';
import type { Services } from '../services';
import type { Waiting } from '../waiting';

const commandView = describing<CommandView>(
  z
    .looseObject({
      key: z.string(),
      panel: z.string(),
      operation: z.string(),
      state: z.enum(['intended', 'sent', 'confirmed', 'failed']),
      result: z.looseObject({}).nullable(),
      error: z
        .looseObject({ code: z.string(), message: z.string() })
        .nullable()
        .describe('What holds the command up, while it is under way'),
      attempts: z.int().describe('How often it was sent'),
      replayed: z.boolean().describe('Whether the key was known: nothing was done, this is what is stored'),
      createdAt: instant,
    })
    .meta({ id: 'Command' }),
);

const commandAnswers = answers({
  200: commandView,
  202: commandView,
});

/** Confirmed: 200. Under way: 202. @throws Problem when it failed */
function answer(reply: FastifyReply, view: CommandView) {
  if (view.state === 'failed') throw commandProblem(view);
  return reply.code(view.state === 'confirmed' ? 200 : 202).send(view);
}

export function commandRoutes(server: FastifyInstance, { commands }: Services, waiting: Waiting): void {
  typed(server).post(
    '/v1/commands',
    {
      schema: {
        operationId: 'submitCommand',
        summary: 'Writes to a panel, once in effect',
        tags: ['operations'],
        querystring: z.strictObject({ wait: count(0, 60).default(30).describe('Seconds') }),
        body: z.strictObject({
          key: z.string().min(1).max(255).describe('Names what the command is for, e.g. `stripe:in_123`'),
          panel: z.string(),
          operation: z.string().describe('A write of GET /v1/operations, e.g. `line.extend`'),
          parameters: z.record(z.string(), z.unknown()).default({}),
        }),
        response: commandAnswers,
      },
    },
    async (request, reply) => {
      const submitted = await commands.submit(request.body);
      const done = submitted.state === 'confirmed' || submitted.state === 'failed';
      if (done || request.query.wait === 0) return answer(reply, submitted);
      const waited = await commands.wait(submitted.key, request.query.wait, waiting.signal(reply));
      return answer(reply, { ...waited, replayed: submitted.replayed });
    },
  );

  typed(server).get(
    '/v1/commands',
    {
      schema: {
        operationId: 'listCommands',
        summary: 'Commands, newest first',
        tags: ['operations'],
        querystring: z.strictObject({
          state: z.enum(['intended', 'sent', 'confirmed', 'failed']).optional(),
          panel: z.string().optional(),
          after: count(1).optional().describe('`next` of the page before'),
          limit: count(1, 500).default(100),
        }),
        response: answers({
          200: z.looseObject({ commands: z.array(commandView), next: z.int().nullable() }),
        }),
      },
    },
    async (request) => {
      const { state, panel, after, limit } = request.query;
      return commands.list({
        limit,
        ...(state === undefined ? {} : { state }),
        ...(panel === undefined ? {} : { panel }),
        ...(after === undefined ? {} : { after }),
      });
    },
  );

  typed(server).get(
    '/v1/commands/:key',
    {
      schema: {
        operationId: 'getCommand',
        summary: 'How a command stands',
        tags: ['operations'],
        params: z.object({ key: z.string() }),
        response: commandAnswers,
      },
    },
    async (request, reply) => answer(reply, await commands.get(request.params.key)),
  );
}
