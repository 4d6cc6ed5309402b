import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { PemPair } from './certificates';

export interface ProxyOptions {
  port: number;
  certificate: PemPair;
  /** The hosts whose TLS is terminated here. */
  hosts: Set<string>;
  /** Every request to one of the hosts. */
  onRequest: (host: string, request: IncomingMessage, response: ServerResponse) => void;
  /** A request to a host nobody stands in for; it was refused. */
  onRefused: (host: string, method: string, path: string) => void;
  /** A browser's request to the proxy's own port. */
  onPage: (request: IncomingMessage, response: ServerResponse) => void;
}

export interface Proxy {
  url: string;
  close(): Promise<void>;
}

/**
 * An HTTP proxy that ends the TLS of a fixed list of hosts itself and refuses every other one, so nothing ever leaves the
 * machine through it.
 */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const { port, certificate, hosts, onRequest, onRefused, onPage } = options;
  const sockets = new Set<Socket>();

  const tls = createTlsServer({ cert: certificate.certificate, key: certificate.privateKey }, (request, response) => {
    const host = (request.headers.host ?? '').split(':')[0] ?? '';
    onRequest(host, request, response);
  });
  const proxy = createServer((request, response) => {
    const target = request.url ?? '/';
    if (target.startsWith('/')) {
      onPage(request, response);
      return;
    }
    // Plain HTTP through the proxy: no provider takes that.
    const { host, pathname } = new URL(target);
    onRefused(host, request.method ?? 'GET', pathname);
    response.writeHead(403, { 'content-type': 'text/plain' }).end(refusal(host));
  });
  proxy.on('connect', (request, socket: Socket, head: Buffer) => {
    const [host = ''] = (request.url ?? '').split(':');
    socket.on('error', () => socket.destroy());
    if (!hosts.has(host)) {
      onRefused(host, 'CONNECT', request.url ?? '');
      socket.end(`HTTP/1.1 403 Forbidden\r\ncontent-type: text/plain\r\n\r\n${refusal(host)}`);
      return;
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    tls.emit('connection', socket);
  });
  proxy.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });

  await listen(proxy, port);
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise((resolve) => proxy.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function refusal(host: string): string {
  return `Nothing here stands in for ${host}, and nothing goes out to the real one.\n`;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}
