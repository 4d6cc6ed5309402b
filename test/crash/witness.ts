import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/**
 * Stands between daemons and panels, each daemon with a way of its own to each panel, and sees who asks what when: whether two daemons ever were at one
 * panel at once.
 */
export class Witness {
  /** What must not have been, in words. */
  readonly faults: string[] = [];
  /** Passes seen from their first page to a later one's, by panel. */
  readonly passes = new Map<string, number>();
  requests = 0;
  private readonly ways: Server[] = [];
  /** By panel: who has requests under way, and how many. */
  private readonly present = new Map<string, Map<string, number>>();
  /** By panel: who asked for a page last. */
  private readonly reader = new Map<string, string>();

  /** @returns the address of a panel for one daemon */
  async way(daemon: string, panel: string, url: string): Promise<string> {
    const target = new URL(url);
    const server = createServer((asked, answer) => {
      void (async () => {
        const body = await buffer(asked);
        const leave = this.enter(daemon, panel, body.toString());
        const gone = new AbortController();
        answer.on('close', () => {
          leave();
          gone.abort();
        });
        const passedOn = request(
          { ...place(target), path: asked.url, method: asked.method, headers: asked.headers, signal: gone.signal },
          (answered: IncomingMessage) => {
            answer.writeHead(answered.statusCode ?? 502, answered.headers);
            answered.pipe(answer);
          },
        );
        passedOn.on('error', () => answer.destroy());
        passedOn.end(body);
      })().catch(() => answer.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.ways.push(server);
    const way = new URL(url);
    way.port = String((server.address() as AddressInfo).port);
    return way.toString();
  }

  async close(): Promise<void> {
    for (const server of this.ways) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  private enter(daemon: string, panel: string, body: string): () => void {
    this.requests += 1;
    const form = new URLSearchParams(body);
    const action = form.get('action') ?? 'none';
    const here = this.present.get(panel) ?? new Map<string, number>();
    this.present.set(panel, here);
    for (const [other, count] of here) {
      if (other !== daemon && count > 0)
        this.faults.push(`${daemon} asks ${panel} for ${action} while ${other} is at it`);
    }
    if (action === 'get_lines') {
      const isFirst = Number(form.get('start') ?? 0) === 0;
      if (isFirst) this.passes.set(panel, (this.passes.get(panel) ?? 0) + 1);
      const last = this.reader.get(panel);
      if (!isFirst && last !== daemon) {
        this.faults.push(`${daemon} goes on with a pass over ${panel} after ${last ?? 'nobody'} began one`);
      }
      this.reader.set(panel, daemon);
    }
    here.set(daemon, (here.get(daemon) ?? 0) + 1);
    return () => here.set(daemon, (here.get(daemon) ?? 0) - 1);
  }
}

function place({ hostname, port }: URL): { host: string; port: string } {
  return { host: hostname, port };
}
