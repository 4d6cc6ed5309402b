import type { FastifyInstance } from 'fastify';
import { requireToken } from '../auth';
import type { Services } from '../services';

/** Not in the OpenAPI description: it answers in the format of Prometheus. */
export function metricsRoutes(server: FastifyInstance, { metrics, metricsToken }: Services): void {
  server.get(
    '/metrics',
    {
      schema: { hide: true },
      ...(metricsToken === undefined ? {} : { onRequest: requireToken(metricsToken, 'api.metricsToken') }),
    },
    async (_request, reply) => {
      const { type, text } = await metrics.scrape();
      return reply.header('content-type', type).send(text);
    },
  );
}
