import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import type { Event } from '../../../panel';
import { AllDuties } from '../../duties';
import type { EventDraft } from '../../events';
import { Sealer } from '../../secrets';
import { FakeClock, openTestStore, waitUntil, type TestStore } from '../../testing';
import { Endpoints, endpointMigrations, type EndpointRules, type EndpointServices } from '../index';

/** What tests of endpoints share: a real receiver, and endpoints over a real store with a clock that stands still. */

export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
  id: string;
  subject: string;
}

export interface Receiver {
  url: string;
  /** All that came, in order. */
  received: Received[];
  /** What is answered; @default 204 */
  answer: (response: ServerResponse, push: Received) => void;
  close(): Promise<void>;
}

export async function openReceiver(): Promise<Receiver> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const { data } = JSON.parse(body) as { data: Event };
      const push = { headers: request.headers, body, id: String(request.headers['webhook-id']), subject: data.subject };
      receiver.received.push(push);
      receiver.answer(response, push);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/hooks?key=of-the-receiver`,
    received: [],
    answer: (response) => void response.writeHead(204).end(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

export const rules: EndpointRules = {
  allowPrivate: ['127.0.0.0/8'],
  allowHttp: true,
  timeoutSeconds: 15,
  disableAfterSeconds: 5 * 86_400,
  overlapSeconds: 86_400,
};

export class EndpointBench {
  endpoints!: Endpoints;
  /** Log lines so far. */
  readonly logged: string[] = [];
  private duties!: AllDuties;

  constructor(
    readonly test: TestStore,
    readonly clock: FakeClock,
    readonly receiver: Receiver,
  ) {}

  async start(more: Partial<EndpointServices> = {}): Promise<void> {
    const { test, clock } = this;
    const logger = pino({ level: 'debug' }, { write: (line: string) => void this.logged.push(line) });
    this.duties = new AllDuties(logger);
    this.endpoints = new Endpoints({
      store: test.store,
      log: test.log,
      sealer: new Sealer('a secret of the tests'),
      duties: this.duties,
      clock,
      logger,
      rules,
      configured: [],
      random: () => 0,
      ...more,
    });
    await this.endpoints.start();
    this.duties.start();
  }

  async stop(): Promise<void> {
    await this.endpoints.stop();
    await this.duties.stop();
  }

  async close(): Promise<void> {
    await this.stop();
    await this.receiver.close();
    await this.test.close();
  }

  append(...subjects: string[]): Promise<Event[]> {
    return this.appendDrafts(...subjects.map((subject) => ({ subject })));
  }

  appendDrafts(...drafts: Array<Partial<EventDraft>>): Promise<Event[]> {
    const whole = drafts.map((draft): EventDraft => ({
      type: 'line.created',
      panel: 'main',
      subject: 'line:main/1',
      time: '2027-01-01T00:00:00Z',
      origin: 'panel',
      data: {},
      ...draft,
    }));
    return this.test.store.write((trx, afterCommit) => this.test.log.append(trx, afterCommit, whole));
  }

  /** Moves the clock on; pushers look at it within two seconds, or at once where the log grows. */
  advance(step: Parameters<FakeClock['advance']>[0]): void {
    this.clock.advance(step);
    this.test.store.signals.emit('events');
  }

  /** The ids received, in order. */
  ids(): string[] {
    return this.receiver.received.map(({ id }) => id);
  }

  /** Until so many have been received, and what became of them is on disk. */
  async until(count: number, name = 'crm'): Promise<void> {
    await waitUntil(() => this.receiver.received.length >= count, `${String(count)} pushes`);
    await this.settled(name);
  }

  /** Until nothing is under way, by what is on disk. */
  settled(name = 'crm'): Promise<void> {
    return waitUntil(async () => {
      const { lag, waiting } = await this.endpoints.registry.get(name);
      return lag === waiting;
    }, 'the position to reach the end of the log');
  }
}

export async function openBench(): Promise<EndpointBench> {
  const bench = new EndpointBench(await openTestStore(endpointMigrations), new FakeClock(), await openReceiver());
  await bench.start();
  return bench;
}
