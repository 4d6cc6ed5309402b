import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { previewChange, type PlanChange } from '../../billing/proration';
import { manualSource } from '../../billing/subscriptions';
import { answers, describing, instant, typed } from '../schemas';
import type { Services } from '../services';

const planChange = describing<PlanChange>(
  z
    .looseObject({
      subscription: z.string(),
      from: z.string().nullable().describe('The present plan'),
      plan: z.string(),
      credit: z.int().describe('What is left of what was paid, in the currency’s minor unit'),
      charge: z.int().describe('What the new plan costs from now on'),
      due: z.int().describe('charge − credit; below 0: the customer is owed it'),
      currency: z.string().nullable(),
      newPeriodEnd: instant,
      remainingSeconds: z.int(),
      periodSeconds: z.int(),
      explanation: z.string().describe('For people'),
      convert: z
        .looseObject({ newPeriodEnd: instant, explanation: z.string() })
        .nullable()
        .describe('Until when what is left lasts if it buys time of the new plan, and nothing is due'),
    })
    .meta({ id: 'PlanChange' }),
);

export function prorationRoutes(server: FastifyInstance, { billing, plans, rates, clock }: Services): void {
  typed(server).get(
    '/v1/subscriptions/:subscription/proration',
    {
      schema: {
        operationId: 'previewPlanChange',
        summary: 'What a change of plan would cost now; changes nothing',
        tags: ['subscriptions'],
        params: z.object({ subscription: z.string() }),
        querystring: z.strictObject({ plan: z.string().describe('The plan to change to') }),
        response: answers({ 200: planChange }),
      },
    },
    async ({ params, query }) => {
      const subscription = await billing.subscriptions.get(params.subscription);
      const { timeZone } = billing.ledger.parts.settings;
      const parts = { rates, clock, timeZone, manual: manualSource };
      return previewChange(parts, subscription, await plans.get(query.plan));
    },
  );
}
