import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { policySettings, type PolicyView } from '../../billing/dunning';
import { answers, describing, typed } from '../schemas';
import type { Services } from '../services';

const policyView = describing<PolicyView>(
  z
    .looseObject({
      policy: z.string(),
      label: z.string().nullable(),
      steps: z.array(
        z.looseObject({
          after: z.int().describe('Seconds since the first failure'),
          action: z.enum(['remind', 'suspend', 'terminate']),
          channel: z.string().nullable(),
          template: z.string().nullable(),
          when: z.string().nullable(),
        }),
      ),
      grace: z.int().nullable().describe('Seconds; null: the general one'),
      configured: z.boolean().describe('It stands in the configuration and is changed there only'),
      usable: z.boolean().describe('Whether it is used: nothing is wrong with it'),
      problems: z.array(z.looseObject({ code: z.string(), step: z.int(), message: z.string(), hint: z.string() })),
    })
    .meta({ id: 'DunningPolicy' }),
);

const params = z.object({ policy: z.string() });
const tags = ['dunning'];

export function dunningPolicyRoutes(server: FastifyInstance, { billing, policies }: Services): void {
  const api = typed(server);

  api.get(
    '/v1/dunning-policies',
    {
      schema: {
        operationId: 'listDunningPolicies',
        summary: 'The dunning policies: what is done, and when, about payments that failed',
        tags,
        response: answers({ 200: z.looseObject({ policies: z.array(policyView) }) }),
      },
    },
    async () => ({ policies: await policies.list() }),
  );

  api.get(
    '/v1/dunning-policies/:policy',
    {
      schema: {
        operationId: 'getDunningPolicy',
        summary: 'A dunning policy',
        tags,
        params,
        response: answers({ 200: policyView }),
      },
    },
    (request) => policies.get(request.params.policy),
  );

  api.put(
    '/v1/dunning-policies/:policy',
    {
      schema: {
        operationId: 'putDunningPolicy',
        summary: 'Makes a dunning policy, or changes one',
        description:
          'One that terminates a service before it suspends it, or has steps out of order, is kept and not used.',
        tags,
        params,
        body: policySettings,
        response: answers({ 200: policyView, 201: policyView }),
      },
    },
    async (request, reply) => {
      const { created, policy } = await policies.put(request.params.policy, request.body);
      await billing.ledger.wakeAll();
      return reply.code(created ? 201 : 200).send(policy);
    },
  );

  api.delete(
    '/v1/dunning-policies/:policy',
    {
      schema: {
        operationId: 'deleteDunningPolicy',
        summary: 'Forgets a dunning policy; nothing more is done by it',
        tags,
        params,
        response: answers({ 204: z.undefined() }),
      },
    },
    async (request, reply) => {
      await policies.delete(request.params.policy);
      await billing.ledger.wakeAll();
      return reply.code(204).send();
    },
  );
}
