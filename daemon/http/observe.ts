import type { FastifyInstance } from 'fastify';
import type { Observer } from '../observer';

/** Observes each request from its head to the end of its answer. What a handler does in between belongs to it. */
export function observeRequests(server: FastifyInstance, observer: Observer): void {
  server.addHook('onRequest', (request, reply, done) => {
    const { traceparent } = request.headers;
    const about = {
      method: request.method,
      route: request.routeOptions.url ?? 'unknown',
      traceparent: typeof traceparent === 'string' ? traceparent : undefined,
    };
    const answered = (): Promise<string> =>
      new Promise((resolve) => {
        reply.raw.once('finish', () => {
          resolve(String(reply.statusCode));
        });
        // Without an end before it: the client went away.
        reply.raw.once('close', () => {
          resolve('gone');
        });
        done();
      });
    void observer.observe('http_request', about, answered, (outcome) => outcome);
  });
}
