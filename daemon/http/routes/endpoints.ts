import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { endpointDefaults, type EndpointView, type ReplayView } from '../../endpoints';
import { checkPanels } from '../checkPanels';
import { answers, count, describing, event, eventType, instant, typed } from '../schemas';
import type { Services } from '../services';

const settings = {
  url: z.string().max(2000).describe('Where events are posted to'),
  types: z.array(eventType).max(200).default([]).describe('Empty: all'),
  panels: z.array(z.string()).max(1000).default([]).describe('Empty: all, and what concerns no panel'),
  filter: z.string().max(10_000).nullable().default(endpointDefaults.filter).describe('JSONata over the event'),
  headers: z.record(z.string(), z.string().max(4000)).default({}).describe('Sent with each push'),
  rate: z.number().positive().nullable().default(endpointDefaults.rate).describe('Pushes a second; null: no bound'),
  concurrency: z.int().min(1).max(256).default(endpointDefaults.concurrency).describe('Pushes under way at once'),
  disabled: z.boolean().default(endpointDefaults.disabled),
};

const secret = z.string().max(200).optional().describe('`whsec_` and base64 of 24 to 64 bytes; default: one is made');

const shape = z.looseObject({
  endpoint: z.string(),
  url: z.string().describe('Without what follows a question mark'),
  types: z.array(z.string()).readonly(),
  panels: z.array(z.string()).readonly(),
  filter: z.string().nullable(),
  headers: z.array(z.string()).readonly().describe('Names only'),
  rate: z.number().nullable(),
  concurrency: z.int(),
  disabled: z.boolean(),
  configured: z.boolean().describe('Made by the configuration, which alone changes its settings'),
  state: z.enum(['pushing', 'failing', 'disabled']),
  disabledReason: z.enum(['asked', 'gone', 'failing', 'not-configured']).nullable(),
  disabledAt: instant.nullable(),
  position: z.int().describe('Up to here all is pushed, waits for a retry, or is given up'),
  lag: z.int().describe('Events after the position, whether they match or not, and those that wait'),
  waiting: z.int().describe('Events that wait for a retry, or behind one that does'),
  dead: z.int().describe('Events given up after the last attempt'),
  failingSince: instant.nullable().describe('Since when nothing succeeded'),
  lastSuccessAt: instant.nullable(),
  lastFailures: z
    .array(
      z.looseObject({
        at: instant,
        event: z.string(),
        attempt: z.int(),
        status: z.int().nullable().describe('null: no answer'),
        reason: z.string(),
      }),
    )
    .readonly()
    .describe('Newest first'),
  formerSecretUntil: instant.nullable().describe('Until when the secret before the last rotation signs, too'),
  filterProblem: z.looseObject({ event: z.string(), message: z.string(), at: instant }).nullable(),
});

const endpointView = describing<EndpointView>(shape.meta({ id: 'Endpoint' }));
const putView = describing<EndpointView & { secret?: string }>(
  shape.extend({ secret: z.string().optional().describe('Of a new endpoint; never shown again') }),
);

const replayView = describing<ReplayView>(
  z
    .looseObject({
      replay: z.int(),
      from: z.int().describe('The first sequence of the range'),
      to: z.int().describe('The last sequence of the range'),
      state: z.enum(['running', 'paused', 'done']),
      position: z.int(),
      left: z.int().describe('Sequences not looked at yet'),
      pushed: z.int(),
      madeAt: instant,
      endedAt: instant.nullable(),
    })
    .meta({ id: 'Replay' }),
);

const rangeEndWords = 'must be a sequence of the log, or an instant such as 2027-01-31T00:00:00Z';
const rangeEnd = z.union([z.int().min(1), z.iso.datetime({ offset: true, error: rangeEndWords })], {
  error: rangeEndWords,
});

const params = z.object({ endpoint: z.string() });
const replayParams = z.object({ endpoint: z.string(), replay: count(1) });
const tags = ['endpoints'];

export function endpointRoutes(server: FastifyInstance, services: Services): void {
  const { endpoints } = services;
  const { registry, replays } = endpoints;
  const api = typed(server);

  api.put(
    '/v1/endpoints/:endpoint',
    {
      schema: {
        operationId: 'putEndpoint',
        summary: 'Makes an endpoint, or changes its settings',
        tags,
        params,
        body: z.strictObject({
          ...settings,
          secret,
          from: z
            .union([z.enum(['now', 'beginning']), z.int().min(0)], {
              error: 'must be "now", "beginning", or a sequence of the log',
            })
            .default('now')
            .describe('Where a new endpoint begins; a sequence: with the event after it'),
        }),
        response: answers({ 200: putView, 201: putView }),
      },
    },
    async (request, reply) => {
      await checkPanels(services, request.body.panels);
      const { secret: given, ...body } = request.body;
      const made = await registry.put(request.params.endpoint, {
        ...body,
        ...(given === undefined ? {} : { secret: given }),
      });
      return reply
        .code(made.created ? 201 : 200)
        .send({ ...made.endpoint, ...(made.secret === null ? {} : { secret: made.secret }) });
    },
  );

  api.get(
    '/v1/endpoints',
    {
      schema: {
        operationId: 'listEndpoints',
        summary: 'The endpoints and how they stand',
        tags,
        response: answers({ 200: z.looseObject({ endpoints: z.array(endpointView) }) }),
      },
    },
    async () => ({ endpoints: await registry.list() }),
  );

  api.get(
    '/v1/endpoints/:endpoint',
    {
      schema: {
        operationId: 'getEndpoint',
        summary: 'An endpoint and how it stands',
        tags,
        params,
        response: answers({ 200: endpointView }),
      },
    },
    (request) => registry.get(request.params.endpoint),
  );

  api.delete(
    '/v1/endpoints/:endpoint',
    {
      schema: {
        operationId: 'deleteEndpoint',
        summary: 'Forgets an endpoint',
        tags,
        params,
        response: answers({ 204: z.undefined() }),
      },
    },
    async (request, reply) => {
      await registry.delete(request.params.endpoint);
      return reply.code(204).send();
    },
  );

  for (const [action, disabled] of [
    ['enable', false],
    ['disable', true],
  ] as const) {
    api.post(
      `/v1/endpoints/:endpoint/${action}`,
      {
        schema: {
          operationId: `${action}Endpoint`,
          summary: disabled ? 'Pushes nothing more; what comes waits in the log' : 'Goes on where it stopped',
          tags,
          params,
          response: answers({ 200: endpointView }),
        },
      },
      (request) => registry.setDisabled(request.params.endpoint, disabled),
    );
  }

  api.post(
    '/v1/endpoints/:endpoint/rotate',
    {
      schema: {
        operationId: 'rotateEndpointSecret',
        summary: 'Signs with another secret, and with the present one beside it for a while',
        tags,
        params,
        body: z
          .strictObject({
            secret,
            overlapSeconds: z
              .int()
              .min(0)
              .max(30 * 86_400)
              .optional()
              .describe('Default: that of the configuration'),
          })
          .prefault({}),
        response: answers({
          200: z.looseObject({ secret: z.string().describe('Never shown again'), formerSecretUntil: instant }),
        }),
      },
    },
    async (request) => {
      const { secret: given, overlapSeconds } = request.body;
      const rotated = await registry.rotate(request.params.endpoint, {
        ...(given === undefined ? {} : { secret: given }),
        ...(overlapSeconds === undefined ? {} : { overlapSeconds }),
      });
      return { ...rotated };
    },
  );

  api.get(
    '/v1/endpoints/:endpoint/dead',
    {
      schema: {
        operationId: 'listDeadPushes',
        summary: 'The events given up after the last attempt, oldest first',
        tags,
        params,
        querystring: z.strictObject({ limit: count(1, 1000).default(1000) }),
        response: answers({
          200: z.looseObject({
            events: z.array(z.looseObject({ attempts: z.int(), reason: z.string().nullable(), since: instant, event })),
          }),
        }),
      },
    },
    async (request) => {
      const dead = await endpoints.dead(request.params.endpoint, request.query);
      return { events: dead.map((each) => ({ ...each })) };
    },
  );

  api.post(
    '/v1/endpoints/:endpoint/redrive',
    {
      schema: {
        operationId: 'redrivePushes',
        summary: 'Pushes events again that were given up',
        tags,
        params,
        body: z
          .strictObject({ ids: z.array(z.string().max(100)).max(1000).default([]).describe('Empty: all') })
          .prefault({}),
        response: answers({ 200: z.looseObject({ redriven: z.int() }) }),
      },
    },
    async (request) => ({ redriven: await registry.redrive(request.params.endpoint, request.body.ids) }),
  );

  api.post(
    '/v1/endpoints/:endpoint/replays',
    {
      schema: {
        operationId: 'makeReplay',
        summary: 'Pushes a range of the log again, under the same webhook ids',
        tags,
        params,
        body: z.strictObject({
          from: rangeEnd.describe('A sequence, or an instant: from what was written to the log then'),
          to: rangeEnd
            .optional()
            .describe('A sequence, or an instant: up to what was written before. Default: the newest'),
        }),
        response: answers({ 201: replayView }),
      },
    },
    async (request, reply) => {
      const { from, to } = request.body;
      const made = await replays.make(request.params.endpoint, { from, ...(to === undefined ? {} : { to }) });
      return reply.code(201).send(made);
    },
  );

  api.get(
    '/v1/endpoints/:endpoint/replays',
    {
      schema: {
        operationId: 'listReplays',
        summary: 'The replays of an endpoint, newest first',
        tags,
        params,
        response: answers({ 200: z.looseObject({ replays: z.array(replayView) }) }),
      },
    },
    async (request) => ({ replays: await replays.list(request.params.endpoint) }),
  );

  for (const [action, paused] of [
    ['pause', true],
    ['resume', false],
  ] as const) {
    api.post(
      `/v1/endpoints/:endpoint/replays/:replay/${action}`,
      {
        schema: {
          operationId: `${action}Replay`,
          summary: paused ? 'Pauses a replay' : 'Goes on with a replay where it stopped',
          tags,
          params: replayParams,
          response: answers({ 200: replayView }),
        },
      },
      (request) => replays.setPaused(request.params.endpoint, request.params.replay, paused),
    );
  }

  api.delete(
    '/v1/endpoints/:endpoint/replays/:replay',
    {
      schema: {
        operationId: 'cancelReplay',
        summary: 'Forgets a replay; nothing more of it is pushed',
        tags,
        params: replayParams,
        response: answers({ 204: z.undefined() }),
      },
    },
    async (request, reply) => {
      await replays.cancel(request.params.endpoint, request.params.replay);
      return reply.code(204).send();
    },
  );
}
