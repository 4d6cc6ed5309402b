import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A request under way. */
interface Asked {
  daemon: string;
  /** What was asked by others meanwhile, in words. */
  overlaps: string[];
}

/**
 * Stands between daemons and panels, each daemon with a way of its own to each panel, and sees who asks what when: whether two daemons ever were at one
 * panel at once. A request its daemon cut off was over for the daemon before the witness could see it, so it overlaps with nothing.
 */
export class Witness {
  /** What must not have been, in words. */
  readonly faults: string[] = [];
  /** Passes seen from their first page to a later one's, by panel. */
  readonly passes = new Map<string, number>();
  requests = 0;
  private readonly ways: Server[] = [];
  /** By panel: what is under way. */
  private readonly present = new Map<string, Set<Asked>>();
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
          leave(answer.writableFinished);
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

  /** @returns to be called at its end: whether it was answered, not cut off */
  private enter(daemon: string, panel: string, body: string): (answered: boolean) => void {
    this.requests += 1;
    const form = new URLSearchParams(body);
    const action = form.get('action') ?? 'none';
    const here = this.present.get(panel) ?? new Set<Asked>();
    this.present.set(panel, here);
    for (const other of here) {
      if (other.daemon !== daemon)
        other.overlaps.push(`${daemon} asks ${panel} for ${action} while ${other.daemon} is at it`);
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
    const asked: Asked = { daemon, overlaps: [] };
    here.add(asked);
    return (answered) => {
      here.delete(asked);
      if (answered) this.faults.push(...asked.overlaps);
    };
  }
}

function place({ hostname, port }: URL): { host: string; port: string } {
  return { host: hostname, port };
}
