import type { IncomingMessage, ServerResponse } from 'node:http';
import { escapeHtml, htmlPage } from '../html';
import type { Mail } from './sink';
import type { MailStore } from './store';

/** Nothing in a mail may run or load anything. */
const MAIL_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox";

/** `/` the list, `/mails/{id}` one mail, `/mails/{id}/html` its HTML part alone, `/mails.json` all of it for a program. */
export function serveMailPage(request: IncomingMessage, response: ServerResponse, store: MailStore): void {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const [, id = '', part] = /^\/mails\/([^/]+)(\/html)?$/.exec(pathname) ?? [];
  const mail = store.find(id);
  if (request.method !== 'GET') {
    send(response, 405, 'text/plain', 'Only GET here\n');
    return;
  }
  if (pathname === '/') {
    send(response, 200, 'text/html', listPage(store.all()));
    return;
  }
  if (pathname === '/mails.json') {
    send(response, 200, 'application/json', JSON.stringify(store.all()));
    return;
  }
  if (!mail) {
    send(response, 404, 'text/plain', 'No such mail\n');
    return;
  }
  if (part) {
    response.setHeader('content-security-policy', MAIL_POLICY);
    send(response, 200, 'text/html', mail.html);
    return;
  }
  send(response, 200, 'text/html', mailPage(mail));
}

function listPage(mails: Mail[]): string {
  const rows = [...mails].reverse().map(
    ({ id, receivedAt, from, to, subject }) => `<tr>
      <td>${escapeHtml(receivedAt)}</td>
      <td dir="auto">${escapeHtml(from)}</td>
      <td dir="auto">${escapeHtml(to.join(', '))}</td>
      <td dir="auto"><a href="/mails/${encodeURIComponent(id)}">${escapeHtml(subject || '(no subject)')}</a></td>
    </tr>`,
  );
  const body =
    rows.length > 0
      ? `<table><thead><tr><th>received</th><th>from</th><th>to</th><th>subject</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
      : '<p class="empty">No mail yet.</p>';
  return htmlPage('Mail', `<p>Every mail a workflow sends ends here.</p>${body}`, { refreshSeconds: 5 });
}

function mailPage(mail: Mail): string {
  const { id, receivedAt, from, to, subject, text, html, attachments } = mail;
  const facts = [
    ['received', receivedAt],
    ['from', from],
    ['to', to.join(', ')],
    ...attachments.map(({ filename, contentType, size }) => [
      'attachment',
      `${filename} (${contentType}, ${size} bytes)`,
    ]),
  ];
  const rows = facts.map(
    ([name = '', value = '']) => `<tr><th>${escapeHtml(name)}</th><td dir="auto">${escapeHtml(value)}</td></tr>`,
  );
  const parts = [
    `<p><a href="/">all mail</a></p><h2 dir="auto">${escapeHtml(subject || '(no subject)')}</h2><table>${rows.join('')}</table>`,
    html
      ? `<h2>HTML</h2><iframe sandbox src="/mails/${encodeURIComponent(id)}/html" title="The mail's HTML part"></iframe>`
      : '',
    text ? `<h2>Text</h2><pre dir="auto" style="white-space: pre-wrap">${escapeHtml(text)}</pre>` : '',
  ];
  return htmlPage('Mail', parts.join('\n'));
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8` }).end(body);
}
