import { setMaxListeners } from 'node:events';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Problem } from '../problem';

/** Ends waiting requests when their clients are gone or the server closes. */
export class Waiting {
  private readonly closing = new AbortController();

  constructor(server: FastifyInstance) {
    setMaxListeners(0, this.closing.signal);
    server.addHook('preClose', () => {
      this.closing.abort();
      return Promise.resolve();
    });
    // Connections that are kept alive may bring further requests while others are waited for.
    server.addHook('onRequest', async () => {
      if (!this.closing.signal.aborted) return;
      throw new Problem(503, 'stopping', 'The daemon is stopping.', { hint: 'Try again in some seconds.' });
    });
    server.addHook('onSend', async (_request, reply) => {
      if (this.closing.signal.aborted) reply.header('connection', 'close');
    });
  }

  /** Aborts when the reply's connection closes, or the server does. */
  signal(reply: FastifyReply): AbortSignal {
    const gone = new AbortController();
    const abort = (): void => {
      this.closing.signal.removeEventListener('abort', abort);
      gone.abort();
    };
    if (reply.raw.destroyed || this.closing.signal.aborted) gone.abort();
    else {
      reply.raw.once('close', abort);
      this.closing.signal.addEventListener('abort', abort);
    }
    return gone.signal;
  }
}
