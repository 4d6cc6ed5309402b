import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Event } from '../../panel';

/** Takes what an endpoint is pushed, and writes down in which order it came. */
export class Receiver {
  readonly received: Event[] = [];
  private constructor(private readonly server: Server) {}

  static async start(): Promise<Receiver> {
    const server = createServer((request, response) => {
      void text(request).then((body) => {
        receiver.received.push((JSON.parse(body) as { data: Event }).data);
        response.writeHead(204).end();
      });
    });
    const receiver = new Receiver(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  /** The daemon's section for an endpoint that pushes everything here, as YAML. */
  get settings(): string {
    const { port } = this.server.address() as AddressInfo;
    return [
      'endpoints:',
      '  allowHttp: true',
      '  allowPrivate: [127.0.0.0/8]',
      '  list:',
      '    - name: ledger',
      `      url: http://127.0.0.1:${String(port)}/`,
      `      secret: whsec_${Buffer.alloc(32, 7).toString('base64')}`,
    ].join('\n');
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
