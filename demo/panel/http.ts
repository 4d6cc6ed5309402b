import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { nginxPage } from './faults';

/** What every front does with HTTP. */

/** @returns the port; rejects when it is taken */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

export function addressOf(message: IncomingMessage): string {
  return (message.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}

export function redirect(response: ServerResponse, location: string): void {
  response
    .writeHead(301, { server: 'nginx', location, 'content-type': 'text/html' })
    .end(nginxPage('301 Moved Permanently'));
}

export function sendPage(response: ServerResponse, status: number, title: string): void {
  response.writeHead(status, { server: 'nginx', 'content-type': 'text/html' }).end(nginxPage(title));
}
