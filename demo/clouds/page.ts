import type { IncomingMessage, ServerResponse } from 'node:http';
import { escapeHtml, htmlPage, table } from '../html';
import type { CloudProvider } from './provider';
import type { ReceivedRequest } from './record';

interface Page {
  request: IncomingMessage;
  response: ServerResponse;
  providers: CloudProvider[];
  received: ReceivedRequest[];
}

const SHOWN_REQUESTS = 50;

/** `GET /`: what the clouds hold and received. `GET /received`: the requests as JSON, of one host with `?host=`. */
export function renderPage({ request, response, providers, received }: Page): void {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (request.method !== 'GET' || !['/', '/received'].includes(url.pathname)) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found\n');
    return;
  }
  if (url.pathname === '/received') {
    const host = url.searchParams.get('host');
    const shown = received.filter((one) => host === null || one.host === host);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(shown));
    return;
  }
  const latest = received.slice(-SHOWN_REQUESTS).reverse();
  const requests = latest.map(({ at, host, method, path, status, note }) => [
    at,
    host,
    `${method} ${path}`,
    note ?? String(status),
  ]);
  const body = [
    '<p>Stand-ins for the clouds a workflow talks to. Nothing here left this machine.</p>',
    ...providers
      .flatMap((provider) => provider.tables())
      .map(({ title, columns, rows }) => {
        return `<h2>${escapeHtml(title)}</h2>${rows.length > 0 ? table(columns, rows) : '<p class="empty">nothing yet</p>'}`;
      }),
    `<h2>Requests</h2>${requests.length > 0 ? table(['at', 'host', 'request', 'answered'], requests) : '<p class="empty">none yet</p>'}`,
  ].join('\n');
  response
    .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    .end(htmlPage('Clouds', body, { refreshSeconds: 5 }));
}
