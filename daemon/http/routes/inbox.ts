import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { bytesOf, readBytes } from '../bytes';
import { answers, open, typed } from '../schemas';
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
