import { createHash, timingSafeEqual } from 'node:crypto';
import type { onRequestAsyncHookHandler } from 'fastify';
import { Problem } from '../problem';

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Lets only requests with the token through. Digests are compared, so that neither content nor length of the token shows in the time taken. */
export function requireToken(token: string, setting = 'api.token'): onRequestAsyncHookHandler {
  const expected = digest(token);
  return async (request, reply) => {
    const given = /^bearer +(.+)$/i.exec(request.headers.authorization ?? '')?.[1]?.trim();
    if (given !== undefined && timingSafeEqual(digest(given), expected)) return;
    reply.header('www-authenticate', 'Bearer');
    throw new Problem(
      401,
      'unauthorized',
      given === undefined ? 'The request has no bearer token.' : 'The bearer token is not the daemon’s.',
      { hint: `Send "Authorization: Bearer TOKEN" with the token set as ${setting} in the daemon’s configuration.` },
    );
  };
}
