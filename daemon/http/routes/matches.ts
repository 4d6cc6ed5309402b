import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Match } from '../../billing/matching';
import { answers, describing, instant, typed } from '../schemas';
import type { Services } from '../services';

const match = describing<Match>(
  z
    .looseObject({
      id: z.string(),
      state: z.enum(['sure', 'review']),
      panel: z.string(),
      line: z.string(),
      username: z.string(),
      expiresAt: instant.nullable(),
      customer: z.string(),
      email: z.string().nullable(),
      subscription: z.string().nullable().describe('What it would be linked to; null: a person chooses'),
      subscriptions: z.array(z.string()).describe('The customer’s subscriptions that have no line'),
      by: z.array(z.enum(['email', 'username', 'phone'])),
      reasons: z.array(z.string()).describe('Why a person is to look; empty of a sure one'),
    })
    .meta({ id: 'Match' }),
);

const link = z
  .strictObject({
    subscription: z.string().optional(),
    customer: z.string().optional().describe('Their only subscription without a line is meant'),
    panel: z.string(),
    line: z.string(),
  })
  .refine(({ subscription, customer }) => (subscription === undefined) !== (customer === undefined), {
    error: 'names a subscription or a customer, and not both',
  });

const rejection = z.strictObject({ panel: z.string(), line: z.string(), customer: z.string() });

const tags = ['customers'];

export function matchRoutes(server: FastifyInstance, { matches }: Services): void {
  const api = typed(server);

  api.get(
    '/v1/matches',
    {
      schema: {
        operationId: 'listMatches',
        summary: 'Lines that serve nobody and seem to be a customer’s: the sure ones first',
        tags,
        querystring: z.strictObject({ state: z.enum(['sure', 'review']).optional() }),
        response: answers({ 200: z.looseObject({ matches: z.array(match) }) }),
      },
    },
    async (request) => ({ matches: await matches.list(request.query.state) }),
  );

  api.post(
    '/v1/matches',
    {
      schema: {
        operationId: 'linkMatches',
        summary: 'Links lines to subscriptions, all or none',
        tags,
        body: z.strictObject({ links: z.array(link).min(1).max(5000) }),
        response: answers({
          200: z.looseObject({
            links: z.array(
              z.looseObject({
                panel: z.string(),
                line: z.string(),
                subscription: z.string(),
                linked: z.boolean().describe('false: it served it before'),
              }),
            ),
          }),
        }),
      },
    },
    async (request) => ({ links: (await matches.link(request.body.links)).map((each) => ({ ...each })) }),
  );

  api.post(
    '/v1/matches/rejections',
    {
      schema: {
        operationId: 'rejectMatches',
        summary: 'Says that lines are not these customers’: they are not listed as theirs again',
        description: 'Links nothing and unlinks nothing. A line can be linked to the customer all the same.',
        tags,
        body: z.strictObject({ rejections: z.array(rejection).min(1).max(5000) }),
        response: answers({ 200: z.looseObject({ rejected: z.int().describe('How many were not before') }) }),
      },
    },
    async (request) => ({ rejected: await matches.reject(request.body.rejections) }),
  );
}
