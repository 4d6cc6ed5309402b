import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { bytesOf, readBytes } from '../bytes';
import { answers, open, typed } from '../schemas';
import type { Services } from '../services';

/** Signatures cover the bytes as they came, so the body is not parsed here. */
export function panelWebhookRoutes(server: FastifyInstance, { panelWebhooks }: Services): void {
  void server.register(async (scope) => {
    readBytes(scope);
    typed(scope).post(
      '/v1/panels/:panel/webhook',
      {
        schema: {
          ...open,
          operationId: 'receivePanelWebhook',
          summary: 'Takes in what a panel posts of itself',
          description:
            'Authenticated by the panel’s own signature, X-XCVM-Signature, with the webhookSecret of the configuration.',
          tags: ['panels'],
          params: z.object({ panel: z.string() }),
          consumes: ['*/*'],
          body: z.unknown(),
          response: answers({ 200: z.looseObject({ received: z.literal(true), duplicate: z.boolean() }) }),
        },
      },
      async (request) => {
        const signature = request.headers['x-xcvm-signature'];
        const { duplicate } = await panelWebhooks.receive(
          request.params.panel,
          bytesOf(request.body),
          typeof signature === 'string' ? signature : undefined,
        );
        return { received: true as const, duplicate };
      },
    );
  });
}
