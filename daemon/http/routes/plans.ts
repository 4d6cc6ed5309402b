import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { planSettings, type PlanView } from '../../billing/plans';
import { answers, describing, typed } from '../schemas';
import type { Services } from '../services';

const trouble = z.looseObject({ code: z.string(), message: z.string(), hint: z.string() });

const planView = describing<PlanView>(
  z
    .looseObject({
      plan: z.string(),
      label: z.string().nullable(),
      prices: z.array(z.looseObject({ source: z.string().nullable(), price: z.string() })),
      panel: z.string(),
      packageId: z.string().nullable(),
      duration: z.looseObject({ amount: z.int(), unit: z.string() }).nullable(),
      connections: z.int().nullable(),
      bouquets: z
        .union([
          z.array(z.string()),
          z.looseObject({ live: z.array(z.string()), vod: z.array(z.string()), catchUp: z.array(z.string()) }),
        ])
        .nullable(),
      rights: z.array(z.string()),
      trial: z.boolean(),
      deviceLimit: z.int().nullable(),
      amount: z.int().nullable().describe('In the currency’s minor unit (cents)'),
      currency: z.string().nullable(),
      adjust: z.string().nullable(),
      dunning: z.string().nullable(),
      grace: z.int().nullable().describe('Seconds'),
      configured: z.boolean().describe('It stands in the configuration and is changed there only'),
      problems: z.array(trouble).describe('What a person should look at, such as a price that several plans name'),
    })
    .meta({ id: 'Plan' }),
);

const params = z.object({ plan: z.string() });
const tags = ['plans'];

export function planRoutes(server: FastifyInstance, { billing, plans }: Services): void {
  const api = typed(server);

  api.get(
    '/v1/plans',
    {
      schema: {
        operationId: 'listPlans',
        summary: 'The plans: what customers pay for, and what lines are given for it',
        tags,
        response: answers({ 200: z.looseObject({ plans: z.array(planView) }) }),
      },
    },
    async () => ({ plans: await plans.list() }),
  );

  api.get(
    '/v1/plans/:plan',
    { schema: { operationId: 'getPlan', summary: 'A plan', tags, params, response: answers({ 200: planView }) } },
    (request) => plans.get(request.params.plan),
  );

  api.put(
    '/v1/plans/:plan',
    {
      schema: {
        operationId: 'putPlan',
        summary: 'Makes a plan, or changes one',
        description: 'One that names a price of another is kept; what is paid for that price then resolves to no plan.',
        tags,
        params,
        body: planSettings,
        response: answers({ 200: planView, 201: planView }),
      },
    },
    async (request, reply) => {
      const { created, plan } = await plans.put(request.params.plan, request.body);
      await billing.ledger.wakeAll();
      return reply.code(created ? 201 : 200).send(plan);
    },
  );

  api.delete(
    '/v1/plans/:plan',
    {
      schema: {
        operationId: 'deletePlan',
        summary: 'Forgets a plan; lines stay as they are',
        tags,
        params,
        response: answers({ 204: z.undefined() }),
      },
    },
    async (request, reply) => {
      await plans.delete(request.params.plan);
      await billing.ledger.wakeAll();
      return reply.code(204).send();
    },
  );
}
