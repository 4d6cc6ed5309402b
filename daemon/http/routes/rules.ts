import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { EventLog } from '../../events';
import { ruleSettings, type RuleView } from '../../rules';
import { answers, describing, instant, typed } from '../schemas';
import type { Services } from '../services';

const ruleView = describing<RuleView>(
  z
    .looseObject({
      rule: z.string(),
      on: z.array(z.string()),
      when: z.string().nullable(),
      emit: z.string(),
      data: z.string().nullable(),
      subject: z.string().nullable(),
      label: z.string().nullable(),
      description: z.string().nullable(),
      configured: z.boolean().describe('It stands in the configuration and is changed there only'),
      state: z.enum(['active', 'disabled']),
      position: z.int().describe('Sequence of the last event looked at'),
      lag: z.int().describe('Events after the position, whether it looks at them or not'),
      emitted: z.int().describe('Events it has made'),
      problem: z
        .looseObject({ event: z.string(), message: z.string(), at: instant })
        .nullable()
        .describe('The last event it failed on, since it was changed or enabled'),
    })
    .meta({ id: 'Rule' }),
);

const place = z.union([z.int().min(0), z.iso.datetime({ offset: true })], {
  error: 'must be a sequence of the log, or a time such as 2027-01-31T00:00:00Z',
});

const params = z.object({ rule: z.string() });
const tags = ['rules'];

export function ruleRoutes(server: FastifyInstance, { rules, log }: Services): void {
  const api = typed(server);

  api.get(
    '/v1/rules',
    {
      schema: {
        operationId: 'listRules',
        summary: 'The rules and how they stand',
        tags,
        response: answers({ 200: z.looseObject({ rules: z.array(ruleView) }) }),
      },
    },
    async () => ({ rules: await rules.list() }),
  );

  api.get(
    '/v1/rules/:rule',
    {
      schema: {
        operationId: 'getRule',
        summary: 'A rule and how it stands',
        tags,
        params,
        response: answers({ 200: ruleView }),
      },
    },
    (request) => rules.get(request.params.rule),
  );

  api.put(
    '/v1/rules/:rule',
    {
      schema: {
        operationId: 'putRule',
        summary: 'Makes a rule, or changes one; one that was switched off goes on',
        tags,
        params,
        body: ruleSettings,
        response: answers({ 200: ruleView, 201: ruleView }),
      },
    },
    async (request, reply) => {
      const { created, rule } = await rules.put(request.params.rule, request.body);
      return reply.code(created ? 201 : 200).send(rule);
    },
  );

  api.delete(
    '/v1/rules/:rule',
    {
      schema: {
        operationId: 'deleteRule',
        summary: 'Forgets a rule; what it made stays in the log',
        tags,
        params,
        response: answers({ 204: z.undefined() }),
      },
    },
    async (request, reply) => {
      await rules.delete(request.params.rule);
      return reply.code(204).send();
    },
  );

  api.post(
    '/v1/rules/:rule/enable',
    {
      schema: {
        operationId: 'enableRule',
        summary: 'Lets a rule that was switched off go on where it stopped',
        tags,
        params,
        response: answers({ 200: ruleView }),
      },
    },
    (request) => rules.enable(request.params.rule),
  );

  api.post(
    '/v1/rules/dry-run',
    {
      schema: {
        operationId: 'dryRunRule',
        summary: 'What a rule would have made of events in the log; changes nothing',
        description: 'Ends early after 20 seconds or 1000 events made; go on with `from` = `position`.',
        tags,
        body: z.strictObject({
          rule: ruleSettings,
          from: place.default(0).describe('A sequence: the events after it. A time: what was written to the log since'),
          to: place.optional().describe('A sequence, this one included, or a time. Default: the end of the log'),
          limit: z.int().min(1).max(10_000).default(1000).describe('Events looked at'),
        }),
        response: answers({
          200: z.looseObject({
            looked: z.int().describe('Events looked at'),
            emitted: z.array(z.looseObject({})).describe('What it would have made: events without id and sequence'),
            errors: z.array(z.looseObject({ event: z.string(), message: z.string() })),
            position: z.int().describe('Sequence of the last event looked at'),
          }),
        }),
      },
    },
    async ({ body: { rule, from, to, limit } }) => {
      const [after, last] = [await sequenceOf(log, from), to === undefined ? Infinity : await sequenceOf(log, to)];
      const result = await rules.dryRun({ rule: { ...rule, name: 'dry-run' }, after, to: last, limit });
      return { ...result, emitted: result.emitted.map((event) => ({ ...event })) };
    },
  );
}

async function sequenceOf(log: EventLog, place: number | string): Promise<number> {
  return typeof place === 'number' ? place : log.before(Date.parse(place));
}
