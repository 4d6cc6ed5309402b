import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { isDay, rateSettings, type RateView } from '../../billing/money';
import { Problem } from '../../problem';
import { answers, count, describing, typed } from '../schemas';
import type { Services } from '../services';

const rateView = describing<RateView>(
  z
    .looseObject({
      day: z.string().describe('The first day it holds, e.g. 2027-01-31; until there is a later one'),
      from: z.string(),
      to: z.string(),
      rate: z.string().describe('What 1 of `from` is worth in `to`, a decimal'),
      configured: z.boolean().describe('It stands in the configuration and is changed there only'),
    })
    .meta({ id: 'ExchangeRate' }),
);

const day = z.string().refine(isDay, 'write a day such as 2027-01-31');
const tags = ['exchange rates'];

export function exchangeRateRoutes(server: FastifyInstance, { rates }: Services): void {
  const api = typed(server);

  api.get(
    '/v1/exchange-rates',
    {
      schema: {
        operationId: 'listExchangeRates',
        summary: 'The exchange rates, the newest first',
        tags,
        querystring: z.strictObject({
          from: z.string().optional(),
          to: z.string().optional(),
          since: day.optional().describe('The first day'),
          until: day.optional().describe('The last day'),
          limit: count(1, 10_000).default(1000),
        }),
        response: answers({
          200: z.looseObject({
            base: z.string().describe('The operator’s currency: others are converted by way of it'),
            rates: z.array(rateView),
          }),
        }),
      },
    },
    async (request) => ({ base: rates.base, rates: await rates.list(request.query) }),
  );

  api.put(
    '/v1/exchange-rates',
    {
      schema: {
        operationId: 'putExchangeRate',
        summary: 'Sets what a currency is worth from a day on',
        tags,
        body: rateSettings.extend({
          day: rateSettings.shape.day
            .optional()
            .describe('The first day it holds. Default: today in the operator’s time zone'),
        }),
        response: answers({ 200: rateView }),
      },
    },
    async (request) => {
      const rate = { ...request.body, day: request.body.day ?? rates.today() };
      await rates.set([rate]);
      return { ...rate, configured: false };
    },
  );

  api.post(
    '/v1/exchange-rates',
    {
      schema: {
        operationId: 'importExchangeRates',
        summary: 'Sets many exchange rates, all or none',
        tags,
        body: z.strictObject({ rates: z.array(rateSettings).min(1).max(10_000) }),
        response: answers({ 200: z.looseObject({ set: z.int().describe('How many') }) }),
      },
    },
    async (request) => {
      await rates.set(request.body.rates);
      return { set: request.body.rates.length };
    },
  );

  api.delete(
    '/v1/exchange-rates',
    {
      schema: {
        operationId: 'deleteExchangeRate',
        summary: 'Forgets the exchange rate of a day',
        tags,
        querystring: z.strictObject({ day, from: z.string(), to: z.string() }),
        response: answers({ 204: z.undefined() }),
      },
    },
    async (request, reply) => {
      await rates.delete(request.query);
      return reply.code(204).send();
    },
  );

  api.get(
    '/v1/exchange-rates/conversion',
    {
      schema: {
        operationId: 'convertAmount',
        summary: 'What an amount is in another currency, as of a day',
        tags,
        querystring: z.strictObject({
          amount: z.coerce.number().int().describe('In the minor unit (cents) of `from`'),
          from: z.string(),
          to: z.string().optional().describe('Default: the operator’s currency'),
          day: day.optional().describe('Default: today in the operator’s time zone'),
        }),
        response: answers({
          200: z.looseObject({
            amount: z.int().describe('In the minor unit of the other currency, rounded half up'),
            currency: z.string(),
            by: z.array(z.looseObject({})).describe('The rates it was converted by'),
          }),
        }),
      },
    },
    async ({ query: { amount, from, to = rates.base, day: asked = rates.today() } }) => {
      const converted = await rates.convert(amount, from, to, asked);
      if ('problem' in converted) {
        throw new Problem(422, converted.problem, converted.message, { hint: converted.hint });
      }
      return { amount: converted.amount, currency: to, by: converted.by.map((rate) => ({ ...rate })) };
    },
  );
}
