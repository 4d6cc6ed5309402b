import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';

/** The page's files, as the build puts them beside this one. */
const folder = join(__dirname, 'page');

const kinds: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

/** Nothing but our own files and our own API; nobody frames it; no form leaves it. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * The dashboard: a page at `/dashboard/` that speaks to the API with the token its user gives it. The files hold nothing that is secret, so they need no
 * token themselves.
 */
export function dashboardRoutes(server: FastifyInstance): void {
  const files = new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => kinds[extname(name)] !== undefined)
      .map((name) => [name.replaceAll('\\', '/'), readFileSync(join(folder, name))] as const),
  );
  server.get('/', { schema: { hide: true } }, (_request, reply) => reply.redirect('/dashboard/'));
  server.get('/dashboard', { schema: { hide: true } }, (_request, reply) => reply.redirect('/dashboard/'));
  server.get<{ Params: { '*': string } }>('/dashboard/*', { schema: { hide: true } }, (request, reply) => {
    const name = request.params['*'] || 'index.html';
    const file = files.get(name);
    if (file === undefined) {
      reply.callNotFound();
      return reply;
    }
    return reply
      .headers({
        'content-type': kinds[extname(name)],
        'content-security-policy': policy,
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      .send(file);
  });
}
