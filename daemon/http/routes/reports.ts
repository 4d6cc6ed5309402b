import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { isCurrency } from '../../billing/money';
import type { RevenueReport } from '../../billing/reports';
import { answers, describing, instant, typed } from '../schemas';
import type { Services } from '../services';

const sums = z.looseObject({ count: z.int(), amount: z.int() });

const revenue = describing<RevenueReport>(
  z
    .looseObject({
      from: instant,
      to: instant,
      currency: z.string(),
      paid: sums,
      refunded: sums,
      failed: z.looseObject({ count: z.int(), amount: z.int(), recovered: z.int(), recoveredAmount: z.int() }),
      monthly: z
        .looseObject({
          atStart: z.int(),
          atEnd: z.int(),
          movements: z
            .looseObject({
              new: z.int().describe('Customers who have never paid before'),
              reactivation: z.int().describe('Customers who have paid before, and for nothing at the beginning'),
              expansion: z.int().describe('Customers who pay more'),
              contraction: z.int().describe('Customers who pay less: 0 or below'),
              churn: z.int().describe('Customers who pay for nothing any more: 0 or below'),
            })
            .describe('What made the difference; together they are it'),
        })
        .describe('What is paid for at that moment, in a month (MRR)'),
      subscriptions: z.looseObject({ atStart: z.int(), atEnd: z.int(), begun: z.int(), ended: z.int() }),
      byPlan: z.array(z.looseObject({ plan: z.string().nullable(), count: z.int(), amount: z.int() })),
      byPromotion: z.array(
        z.looseObject({ promotion: z.string(), count: z.int(), amount: z.int(), discount: z.int() }),
      ),
      withoutRate: z
        .array(z.looseObject({ currency: z.string(), count: z.int() }))
        .describe('In none of the sums: there is no exchange rate'),
    })
    .meta({ id: 'RevenueReport' }),
);

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString().replace(/\.\d+Z$/, 'Z'));

export function reportRoutes(server: FastifyInstance, { billing, reports }: Services): void {
  typed(server).get(
    '/v1/reports/revenue',
    {
      schema: {
        operationId: 'getRevenueReport',
        summary: 'What was earned and lost in a time, in one currency',
        tags: ['reports'],
        querystring: z.strictObject({
          from: time,
          to: time.describe('Not included'),
          currency: z
            .string()
            .refine(isCurrency, 'write a currency by ISO 4217 in upper case, such as USD')
            .optional()
            .describe('The base currency where it is left out'),
        }),
        response: answers({ 200: revenue }),
      },
    },
    async ({ query: { from, to, currency = billing.ledger.parts.settings.currency } }) =>
      reports.revenue({ from, to, currency }),
  );
}
