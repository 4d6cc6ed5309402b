import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { MessageView, RenormalisedMessage } from '../../billing';
import { bytesOf, readBytes } from '../bytes';
import { answers, describing, instant, open, typed } from '../schemas';
import type { Services } from '../services';

/** For whoever looks after the inbox, with the token. */
export function inboxCountRoutes(server: FastifyInstance, { inbox }: Services): void {
  typed(server).get(
    '/v1/inbox',
    {
      schema: {
        operationId: 'countWebhooks',
        summary: 'How many webhooks were taken in, and how many refused and why',
        tags: ['inbox'],
        response: answers({
          200: z.looseObject({
            counts: z
              .record(z.string(), z.int())
              .describe(
                'Since the daemon started: `received`, `duplicate`, and codes of problems, e.g. `bad-signature`',
              ),
          }),
        }),
      },
    },
    () => ({ counts: { ...inbox.counts() } }),
  );
}

const messageView = describing<MessageView>(
  z
    .looseObject({
      sequence: z.int(),
      source: z.string(),
      provider: z.string(),
      id: z.string().describe('The provider’s id of it'),
      type: z.string().nullable().describe('The provider’s own type of it'),
      state: z
        .enum(['normalised', 'waiting', 'failed'])
        .describe('`waiting`: for what is to be read from the provider; `failed`: it could not be understood'),
      problem: z.string().nullable(),
      attempts: z.int().describe('How often the provider was asked in vain'),
      receivedAt: instant,
      nextAttemptAt: instant.nullable(),
      facts: z.array(z.string()).describe('Types of what was made of it'),
    })
    .meta({ id: 'InboxMessage' }),
);

const renormalised = describing<RenormalisedMessage>(
  z.looseObject({
    sequence: z.int(),
    id: z.string(),
    type: z.string().nullable(),
    before: z.array(z.string()).describe('Types of what had been told'),
    after: z.array(z.string()).describe('Types of what is told now'),
    fields: z.array(z.string()).describe('Names of the fields that differ'),
    problem: z.string().nullable().describe('Why it cannot be understood now either'),
  }),
);

/** For whoever looks after the messages, with the token. */
export function inboxMessageRoutes(server: FastifyInstance, { inbox }: Services): void {
  const api = typed(server);
  const tags = ['inbox'];
  const params = z.object({ source: z.string() });

  api.get(
    '/v1/inbox/messages',
    {
      schema: {
        operationId: 'listInboxMessages',
        summary: 'The webhooks taken in, newest first, and how they stand; not what they say',
        tags,
        querystring: z.object({
          source: z.string().optional(),
          state: z.enum(['normalised', 'waiting', 'failed']).optional(),
          before: z.coerce.number().int().min(1).optional().describe('Messages before this sequence'),
          limit: z.coerce.number().int().min(1).max(500).default(50),
        }),
        response: answers({
          200: z.looseObject({
            messages: z.array(messageView),
            next: z.int().nullable().describe('To be given as `before` for the next page; null: there is none'),
          }),
        }),
      },
    },
    (request) => inbox.messages(request.query),
  );

  api.post(
    '/v1/inbox/:source/renormalise',
    {
      schema: {
        operationId: 'renormaliseInbox',
        summary: 'Understands the stored webhooks of a source anew, by its mapping as it is written now',
        description:
          'Takes in what was not told before; done again, it changes nothing. Ends early after 20 seconds: go on with `after` = `position` until `done`.',
        tags,
        params,
        body: z
          .strictObject({
            after: z.int().min(0).default(0).describe('Messages after this sequence'),
            dryRun: z.boolean().default(false).describe('Tells what would change, and changes nothing'),
          })
          .prefault({}),
        response: answers({
          200: z.looseObject({
            looked: z.int(),
            changed: z.int().describe('Messages understood otherwise than before'),
            failed: z.int().describe('Messages that cannot be understood'),
            messages: z.array(renormalised).describe('The first 200 that changed or failed'),
            position: z.int().describe('Sequence of the last message looked at'),
            done: z.boolean(),
          }),
        }),
      },
    },
    async (request) => ({ ...(await inbox.renormalise(request.params.source, request.body)) }),
  );

  api.post(
    '/v1/inbox/:source/registration',
    {
      schema: {
        operationId: 'registerWebhook',
        summary: 'Makes the webhook of a source at its provider, and remembers its secret',
        tags,
        params,
        body: z.strictObject({
          url: z.url({ protocol: /^https?$/ }).describe('The public address of this source’s inbox'),
        }),
        response: answers({
          200: z.looseObject({
            id: z.string().describe('The provider’s id of the webhook'),
            url: z.string(),
            secretKnown: z
              .boolean()
              .describe('false: the provider did not tell the secret; copy it to the configuration'),
          }),
        }),
      },
    },
    async (request) => ({ ...(await inbox.register(request.params.source, request.body.url)) }),
  );
}

/** Signatures cover the bytes as they came, so the body is not parsed here. */
export function inboxRoutes(server: FastifyInstance, { inbox }: Services): void {
  void server.register(async (scope) => {
    readBytes(scope);
    typed(scope).post(
      '/v1/inbox/:source',
      {
        schema: {
          ...open,
          operationId: 'receiveWebhook',
          summary: 'Takes a billing provider’s webhook in',
          description: 'Authenticated by the provider’s own signature. The body is whatever the provider sends.',
          tags: ['inbox'],
          params: z.object({ source: z.string() }),
          consumes: ['*/*'],
          body: z.unknown(),
          response: answers({ 200: z.looseObject({ received: z.literal(true), duplicate: z.boolean() }) }),
        },
      },
      async (request) => {
        const body = bytesOf(request.body);
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [
            name,
            Array.isArray(value) ? value.join(', ') : value,
          ]),
        );
        const { duplicate } = await inbox.receive(request.params.source, body, headers);
        return { received: true as const, duplicate };
      },
    );
  });
}
