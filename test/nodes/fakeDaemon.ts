import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sampleEvent, type Event, type EventType } from '../../panel';

export interface DaemonRequestSeen {
  method: string;
  /** Without the query. */
  path: string;
  query: Record<string, string>;
  body: Record<string, unknown>;
  authorization: string | undefined;
}

interface Reply {
  status: number;
  body: unknown;
}

/** Answers in the daemon's stead for one route; undefined leaves it to the fake's own behaviour. */
type Override = (request: DaemonRequestSeen) => Reply | undefined;

export const token = 'test-token-of-the-fake';

export function problem(status: number, code: string, detail: string, more: object = {}): Reply {
  return { status, body: { type: `urn:xtream-ui-sync:${code}`, title: code, status, code, detail, ...more } };
}

let made = 0;

/** An event of the type, with an id and a sequence of its own. */
export function newEvent(type: EventType, changes: Partial<Event> = {}): Event {
  made++;
  return { ...sampleEvent(type), id: `evt_${String(made)}`, sequence: made, ...changes };
}

type LeasedEvent = { attempt: number; round: number; event: Event };

/**
 * As much of the daemon's HTTP API (docs/http-api.md) as the nodes use: one feed without clock or order, queries and commands that answer what the test
 * says. Leases end only when the test says so.
 */
export class FakeDaemon {
  readonly requests: DaemonRequestSeen[] = [];
  /** What is waiting in the feed, with the attempt it will be. */
  readonly waiting: LeasedEvent[] = [];
  readonly leased = new Map<string, LeasedEvent>();
  readonly acked: string[] = [];
  readonly nacked: Array<{ id: string; reason: string; retryAfter?: number }> = [];
  readonly extended: string[] = [];
  readonly log: Event[] = [];
  readonly feeds = new Map<string, Record<string, unknown>>();
  panels: Array<{ panel: string; state: string }> = [{ panel: 'main', state: 'ready' }];
  override: Override = () => undefined;
  url = '';
  private readonly parked: Array<() => void> = [];
  private readonly server = createServer((request, response) => void this.handle(request, response));

  static async start(): Promise<FakeDaemon> {
    const fake = new FakeDaemon();
    await fake.listen(0);
    return fake;
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  /** Breaks off what is open and stops listening. */
  async stop(): Promise<void> {
    this.parked.splice(0).forEach((wake) => wake());
    this.server.closeAllConnections();
    if (this.server.listening) await new Promise((resolve) => this.server.close(resolve));
  }

  /** Puts an event into the feed and wakes long polls. */
  deliver(event: Event, attempt = 1, round = 0): void {
    this.waiting.push({ attempt, round, event });
    this.parked.splice(0).forEach((wake) => wake());
  }

  /** The lease ends without a word: the event comes again with the next attempt. */
  endLease(id: string): void {
    const leased = this.leased.get(id);
    if (leased === undefined) throw new Error(`${id} is not leased`);
    this.leased.delete(id);
    this.deliver(leased.event, leased.attempt + 1, leased.round);
  }

  seen(method: string, path: RegExp): DaemonRequestSeen[] {
    return this.requests.filter((request) => request.method === method && path.test(request.path));
  }

  private async handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const url = new URL(incoming.url ?? '/', 'http://fake');
    const text = Buffer.concat(chunks).toString();
    const request: DaemonRequestSeen = {
      method: incoming.method ?? '',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
      authorization: incoming.headers.authorization,
    };
    this.requests.push(request);
    const reply =
      this.override(request) ??
      (request.authorization === `Bearer ${token}`
        ? await this.answer(request)
        : problem(401, 'unauthorized', 'The token is wrong.'));
    response.writeHead(reply.status, {
      'content-type': reply.status >= 400 ? 'application/problem+json' : 'application/json',
    });
    response.end(JSON.stringify(reply.body));
  }

  private async answer(request: DaemonRequestSeen): Promise<Reply> {
    const { method, path, query, body } = request;
    const feed = /^\/v1\/feeds\/([^/]+)(\/.*)?$/.exec(path);
    if (path === '/v1/panels') return { status: 200, body: { panels: this.panels } };
    if (path === '/v1/events') return { status: 200, body: { events: this.newest(query), next: null } };
    if (feed === null) return problem(404, 'unknown-route', `There is no ${path}.`);
    const name = decodeURIComponent(feed[1] ?? '');
    if (method === 'PUT') {
      const known = this.feeds.has(name);
      this.feeds.set(name, body);
      return { status: known ? 200 : 201, body: {} };
    }
    if (!this.feeds.has(name)) return problem(404, 'unknown-feed', `There is no feed ${name}.`);
    if (method === 'DELETE') {
      this.feeds.delete(name);
      return { status: 200, body: {} };
    }
    if (feed[2] === '/events') return { status: 200, body: { events: await this.lease(Number(query['max'])) } };
    return this.settle(body);
  }

  private async lease(max: number): Promise<LeasedEvent[]> {
    if (this.waiting.length === 0) await new Promise<void>((resolve) => this.parked.push(resolve));
    const leased = this.waiting.splice(0, max);
    for (const each of leased) this.leased.set(each.event.id, each);
    return leased;
  }

  private settle(body: Record<string, unknown>): Reply {
    const {
      acks = [],
      nacks = [],
      extend = [],
    } = body as {
      acks?: string[];
      nacks?: FakeDaemon['nacked'];
      extend?: string[];
    };
    this.acked.push(...acks);
    this.nacked.push(...nacks);
    this.extended.push(...extend);
    for (const id of [...acks, ...nacks.map((nack) => nack.id)]) this.leased.delete(id);
    return { status: 200, body: { acked: acks.length, nacked: nacks.length, extended: extend.length } };
  }

  private newest(query: Record<string, string>): Event[] {
    const types = query['types'] === undefined ? [] : query['types'].split(',');
    return this.log
      .filter((event) => types.length === 0 || types.includes(event.type))
      .filter((event) => query['panel'] === undefined || event.panel === query['panel'])
      .slice(-1);
  }
}
