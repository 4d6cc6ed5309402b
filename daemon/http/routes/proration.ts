import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { previewChange, type PlanChange } from '../../billing/proration';
import { manualSource } from '../../billing/subscriptions';
import { Problem } from '../../problem';
import { answers, describing, instant, typed } from '../schemas';
import type { Services } from '../services';
import { subscriptionView } from './subscriptions';

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

  typed(server).post(
    '/v1/subscriptions/:subscription/plan',
    {
      schema: {
        operationId: 'changePlan',
        summary: 'Gives a subscription another plan',
        description:
          'For those entered by hand, and those whose price no plan names. A provider that bills decides the price itself: change it there, and its message changes the plan here.',
        tags: ['subscriptions'],
        params: z.object({ subscription: z.string() }),
        body: z.strictObject({
          plan: z.string(),
          proration: z
            .enum(['provider', 'convert', 'none'])
            .default('none')
            .describe(
              '`convert`: what is left buys time of the new plan. `none`: it lasts as long as before. `provider`: as `none` here; the provider settles the money',
            ),
        }),
        response: answers({ 200: subscriptionView }),
      },
    },
    async ({ params: { subscription: id }, body }) => {
      const { subscriptions, service, ledger } = billing;
      const plan = await plans.get(body.plan);
      if (body.proration !== 'convert') return subscriptions.choosePlan(id, plan.plan);
      const { timeZone } = ledger.parts.settings;
      const change = await previewChange(
        { rates, clock, timeZone, manual: manualSource },
        await subscriptions.get(id),
        plan,
      );
      if (change.convert === null) {
        throw new Problem(
          422,
          'not-convertible',
          `What is left of ${id} cannot be converted into time of ${plan.plan}.`,
          {
            field: 'proration',
            hint: 'Give the plan an amount and a duration, or change it without conversion.',
          },
        );
      }
      await subscriptions.convertPlan(id, plan.plan, change.convert.newPeriodEnd);
      await service.convert(id);
      return subscriptions.get(id);
    },
  );
}
