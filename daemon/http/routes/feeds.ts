import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { jsonOf, type StoredEvent } from '../../events';
import { feedDefaults, type FeedView, type LeasedEvent } from '../../feeds';
import { checkPanels } from '../checkPanels';
import { answers, count, event, eventType, describing, instant, sendText, typed } from '../schemas';
import type { Services } from '../services';
import type { Waiting } from '../waiting';

const settings = {
  types: z.array(eventType).max(200).default([]).describe('Empty: all'),
  panels: z.array(z.string()).max(1000).default([]).describe('Empty: all, and what concerns no panel'),
  filter: z.string().max(10_000).nullable().default(feedDefaults.filter).describe('JSONata over the event'),
  leaseSeconds: z.int().min(1).max(86_400).default(feedDefaults.leaseSeconds),
  maxAttempts: z.int().min(1).max(1000).default(feedDefaults.maxAttempts),
  retryAfterSeconds: z.int().min(0).max(86_400).default(feedDefaults.retryAfterSeconds),
};

const feedView = describing<FeedView>(
  z
    .looseObject({
      feed: z.string(),
      types: z.array(z.string()).readonly(),
      panels: z.array(z.string()).readonly(),
      filter: z.string().nullable(),
      leaseSeconds: z.int(),
      maxAttempts: z.int(),
      retryAfterSeconds: z.int(),
      position: z.int().describe('Sequence of the last event looked at'),
      lag: z.int().describe('Events after the position, whether they match or not, and matching ones that wait'),
      lagSeconds: z.int().describe('Age of the oldest event that is neither acknowledged nor parked; 0: there is none'),
      leased: z.int(),
      waiting: z.int().describe('Matching events that wait for their turn or their retry'),
      parked: z.int(),
      lastSeenAt: instant.nullable().describe('When a consumer last asked, to within 10 seconds'),
      filterProblem: z
        .looseObject({ event: z.string(), message: z.string(), at: instant })
        .nullable()
        .describe('The last event the filter could not be evaluated on; it counted as no match'),
    })
    .meta({ id: 'Feed' }),
);

const consumer = z.string().min(1).max(200);
const id = z.string().max(100);
const ids = z.array(id).max(1000);
const params = z.object({ feed: z.string() });
const tags = ['feeds'];

export function feedRoutes(server: FastifyInstance, services: Services, waiting: Waiting): void {
  const { feeds } = services;
  const api = typed(server);

  api.put(
    '/v1/feeds/:feed',
    {
      schema: {
        operationId: 'putFeed',
        summary: 'Makes a feed, or changes its settings',
        tags,
        params,
        body: z.strictObject({
          ...settings,
          from: z
            .union([z.enum(['now', 'beginning']), z.int().min(0)], {
              error: 'must be "now", "beginning", or a sequence of the log',
            })
            .default('now')
            .describe('Where a new feed begins; a sequence: with the event after it'),
        }),
        response: answers({ 200: feedView, 201: feedView }),
      },
    },
    async (request, reply) => {
      await checkPanels(services, request.body.panels);
      const { created, feed } = await feeds.put(request.params.feed, request.body);
      return reply.code(created ? 201 : 200).send(feed);
    },
  );

  api.get(
    '/v1/feeds',
    {
      schema: {
        operationId: 'listFeeds',
        summary: 'The feeds and how they stand',
        tags,
        response: answers({ 200: z.looseObject({ feeds: z.array(feedView) }) }),
      },
    },
    async () => ({ feeds: await feeds.list() }),
  );

  api.get(
    '/v1/feeds/:feed',
    {
      schema: {
        operationId: 'getFeed',
        summary: 'A feed and how it stands',
        tags,
        params,
        response: answers({ 200: feedView }),
      },
    },
    (request) => feeds.get(request.params.feed),
  );

  api.get(
    '/v1/feeds/:feed/events',
    {
      schema: {
        operationId: 'leaseEvents',
        summary: 'Leases the next events to a consumer',
        description: 'Waits when there are none. Events of one subject come one after the other.',
        tags,
        params,
        querystring: z.strictObject({
          max: count(1, 1000).default(10),
          wait: count(0, 30).default(0).describe('Seconds'),
          consumer: consumer.default('default').describe('Who asks; leases belong to it'),
        }),
        response: answers({
          200: z.looseObject({
            events: z.array(
              z.looseObject({
                attempt: z.int().describe('From 1'),
                round: z.int().describe('Grows with every seek and redrive; attempts are counted anew in each'),
                leaseUntil: instant,
                event,
              }),
            ),
          }),
        }),
      },
    },
    async (request, reply) => {
      const { max, wait, consumer: name } = request.query;
      const signal = waiting.signal(reply);
      const leased = await feeds.leaseStored(request.params.feed, { max, waitSeconds: wait, consumer: name, signal });
      return sendText(reply, `{"events":[${leased.map(leasedText).join(',')}]}`);
    },
  );

  api.post(
    '/v1/feeds/:feed/acks',
    {
      schema: {
        operationId: 'acknowledgeEvents',
        summary: 'Tells what became of leased events; all or nothing',
        tags,
        params,
        querystring: z.strictObject({ consumer: consumer.optional().describe('Default: whoever holds the lease') }),
        body: z.strictObject({
          acks: ids.default([]).describe('Dealt with'),
          nacks: z
            .array(
              z.strictObject({
                id,
                reason: z.string().max(2000).nullable().default(null),
                retryAfter: z.number().min(0).max(86_400).optional().describe('Seconds'),
              }),
            )
            .max(1000)
            .default([])
            .describe('Failed: to come again, or to be parked after the last attempt'),
          extend: ids.default([]).describe('Need longer: the lease ends `leaseSeconds` from now'),
          release: z.boolean().default(false).describe('Gives back all leases of the consumer; no attempt is counted'),
        }),
        response: answers({
          200: z.looseObject({ acked: z.int(), nacked: z.int(), extended: z.int() }),
        }),
      },
    },
    async (request) => {
      const { acks, nacks, extend, release } = request.body;
      const name = request.query.consumer;
      const result = await feeds.acknowledge(request.params.feed, {
        acks,
        extend,
        release,
        nacks: nacks.map(({ retryAfter, ...nack }) => ({
          ...nack,
          ...(retryAfter === undefined ? {} : { retryAfter }),
        })),
        ...(name === undefined ? {} : { consumer: name }),
      });
      return { ...result };
    },
  );

  api.get(
    '/v1/feeds/:feed/parked',
    {
      schema: {
        operationId: 'listParkedEvents',
        summary: 'The events a feed gave up on, oldest first',
        tags,
        params,
        querystring: z.strictObject({ limit: count(1, 1000).default(1000) }),
        response: answers({
          200: z.looseObject({
            events: z.array(
              z.looseObject({ attempts: z.int(), reason: z.string().nullable(), parkedAt: instant, event }),
            ),
          }),
        }),
      },
    },
    async (request) => {
      const parked = await feeds.parked(request.params.feed, request.query);
      return { events: parked.map((each) => ({ ...each })) };
    },
  );

  api.post(
    '/v1/feeds/:feed/redrive',
    {
      schema: {
        operationId: 'redriveEvents',
        summary: 'Gives parked events back',
        tags,
        params,
        body: z.strictObject({ ids: ids.default([]).describe('Empty: all') }).prefault({}),
        response: answers({ 200: z.looseObject({ redriven: z.int() }) }),
      },
    },
    async (request) => ({ redriven: await feeds.redrive(request.params.feed, request.body.ids) }),
  );

  api.post(
    '/v1/feeds/:feed/drop',
    {
      schema: {
        operationId: 'dropParkedEvents',
        summary: 'Forgets parked events, as if they had been acknowledged',
        tags,
        params,
        body: z.strictObject({ ids: ids.default([]).describe('Empty: all') }).prefault({}),
        response: answers({ 200: z.looseObject({ dropped: z.int() }) }),
      },
    },
    async (request) => ({ dropped: await feeds.drop(request.params.feed, request.body.ids) }),
  );

  api.post(
    '/v1/feeds/:feed/seek',
    {
      schema: {
        operationId: 'seekFeed',
        summary: 'Lets a feed go on elsewhere in the log: to read again, or to skip',
        description: 'What is leased or waits is let go of, and comes anew if it lies ahead of the place.',
        tags,
        params,
        body: z.strictObject({
          to: z
            .union([z.enum(['now', 'beginning']), z.int().min(0), z.iso.datetime({ offset: true })], {
              error: 'must be "now", "beginning", a sequence of the log, or a time such as 2027-01-31T00:00:00Z',
            })
            .describe('A sequence: with the event after it. A time: with what was written to the log then or later'),
        }),
        response: answers({ 200: feedView }),
      },
    },
    ({ params, body: { to } }) => {
      const place = typeof to === 'number' || to === 'now' || to === 'beginning' ? to : { time: to };
      return feeds.seek(params.feed, place);
    },
  );

  api.delete(
    '/v1/feeds/:feed',
    {
      schema: {
        operationId: 'deleteFeed',
        summary: 'Forgets a feed',
        tags,
        params,
        response: answers({ 204: z.undefined() }),
      },
    },
    async (request, reply) => {
      await feeds.delete(request.params.feed);
      return reply.code(204).send();
    },
  );
}

/** As the log has it: a thousand events need not be taken apart only to be put together again. */
function leasedText({ attempt, round, leaseUntil, event: stored }: LeasedEvent<StoredEvent>): string {
  return `${JSON.stringify({ attempt, round, leaseUntil }).slice(0, -1)},"event":${jsonOf(stored)}}`;
}
