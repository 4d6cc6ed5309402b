import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What somebody else's API was asked. */
export interface Asked {
  method: string;
  /** With the query. */
  path: string;
  url: URL;
  authorization: string;
  body: string;
}

/** The answer's JSON; `status` 404 where it is undefined. */
export type Answering = (asked: Asked) => unknown;

/** What goes wrong with the next answers: a status with its headers, the connection cut in the middle of the answer, or JSON that ends too early. */
export type Trouble = { status: number; headers?: Record<string, string> } | 'cut' | 'truncated';

/** A provider's API on this machine, over HTTP, for tests. */
export class Loopback {
  readonly asked: Asked[] = [];
  /** Taken one by one. */
  readonly troubles: Trouble[] = [];
  answering: Answering = () => undefined;
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const path = request.url ?? '/';
        const asked: Asked = {
          method: request.method ?? 'GET',
          path,
          url: new URL(path, this.url),
          authorization: request.headers.authorization ?? '',
          body: Buffer.concat(chunks).toString('utf8'),
        };
        this.asked.push(asked);
        const trouble = this.troubles.shift();
        const content = this.answering(asked);
        const text = JSON.stringify(content ?? {});
        if (trouble === 'cut') {
          response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(text.length + 10) });
          response.write(text.slice(0, text.length / 2), () => response.destroy());
        } else if (trouble === 'truncated') {
          response.writeHead(200, { 'content-type': 'application/json' }).end(text.slice(0, text.length / 2));
        } else if (trouble) {
          response.writeHead(trouble.status, trouble.headers).end('{}');
        } else {
          response.writeHead(content === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(text);
        }
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  start(): Promise<void> {
    return new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
