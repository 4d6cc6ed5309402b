import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { answers, open, typed } from '../schemas';
import type { Services } from '../services';

/** Signatures cover the bytes as they came, so the body is not parsed here. */
export function inboxRoutes(server: FastifyInstance, { inbox }: Services): void {
  void server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
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
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
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
