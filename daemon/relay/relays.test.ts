import { randomBytes } from 'node:crypto';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { pino } from 'pino';
import { Connection } from 'rabbitmq-client';
import type { Event } from '../../panel';
import { AllDuties } from '../duties';
import type { EventDraft } from '../events';
import { FakeClock, openTestStore, waitUntil, type TestStore } from '../testing';
import { relayMigrations, Relays, type RelaySettings, type RelayView } from './index';
import { routingKeyOf } from './settings';

/** Against a real RabbitMQ, behind a proxy that can cut connections. */

const broker = { host: '127.0.0.1', port: 5672 };

/** Passes bytes on until told to cut. */
async function openProxy() {
  const sockets = new Set<Socket>();
  let away = false;
  const server = createServer((near) => {
    if (away) return near.destroy();
    const far = connect(broker);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => sockets.forEach((socket) => socket.destroy());
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    setAway(value: boolean): void {
      away = value;
      if (value) cut();
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}

function answers(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(broker, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

interface Message {
  messageId: string;
  routingKey: string;
  body: Event;
  headers: Record<string, unknown>;
  contentType: string;
  durable: boolean;
}

describe('relays', () => {
  const exchange = `xtream-ui-sync-test-${randomBytes(6).toString('hex')}`;
  const queue = `${exchange}-queue`;
  let rabbit: Connection;
  let proxy: Awaited<ReturnType<typeof openProxy>>;
  let test: TestStore;
  let duties: AllDuties;
  let relays: Relays;
  let received: Message[];
  const logged: string[] = [];

  const settings = (more: Partial<RelaySettings> = {}): RelaySettings => ({
    name: 'events',
    type: 'rabbitmq',
    url: `amqp://guest:guest@127.0.0.1:${String(proxy.port)}`,
    exchange,
    exchangeType: 'topic',
    routingKey: '{type}.{panel}',
    types: [],
    panels: [],
    filter: null,
    from: 'beginning',
    window: 20,
    ...more,
  });
  const start = async (...given: RelaySettings[]): Promise<void> => {
    const logger = pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) });
    duties = new AllDuties(logger);
    const services = { store: test.store, log: test.log, duties, clock: new FakeClock(), logger };
    relays = new Relays({ ...services, relays: given });
    await relays.start();
    duties.start();
  };
  const append = (count: number, more: Partial<EventDraft> = {}): Promise<Event[]> =>
    test.store.write((trx, afterCommit) =>
      test.log.append(
        trx,
        afterCommit,
        Array.from({ length: count }, (_, index) => ({
          type: 'line.created' as const,
          panel: 'main',
          subject: `line:main/${String(index % 3)}`,
          time: '2027-01-01T00:00:00Z',
          origin: 'panel' as const,
          data: {},
          ...more,
        })),
      ),
    );
  const view = async (): Promise<RelayView> => (await relays.list())[0]!;
  const caughtUp = (): Promise<void> => waitUntil(async () => (await view()).lag === 0, 'the relay to catch up');
  /** All that is in the queue now. */
  const drain = async (): Promise<Message[]> => {
    for (let message = await rabbit.basicGet({ queue, noAck: true }); message;) {
      received.push(message as unknown as Message);
      message = await rabbit.basicGet({ queue, noAck: true });
    }
    return received;
  };

  beforeAll(async () => {
    if (!(await answers())) throw new Error('No RabbitMQ answers on 127.0.0.1:5672. Start it and run this again.');
    rabbit = new Connection('amqp://guest:guest@127.0.0.1:5672');
    rabbit.on('error', () => undefined);
    await rabbit.exchangeDeclare({ exchange, type: 'topic', durable: true });
  });
  afterAll(async () => {
    await rabbit.exchangeDelete({ exchange });
    await rabbit.close();
  });
  beforeEach(async () => {
    test = await openTestStore(relayMigrations);
    proxy = await openProxy();
    received = [];
    logged.length = 0;
    await rabbit.queueDeclare({ queue });
    await rabbit.queueBind({ queue, exchange, routingKey: 'line.#' });
  });
  afterEach(async () => {
    await duties.stop();
    await proxy.close();
    await test.close();
    await rabbit.queueDelete({ queue });
  });

  it('publish what comes, in order, as messages the broker keeps, and move on when it has confirmed them', async () => {
    const events = await append(50);
    await start(settings());
    await caughtUp();
    const messages = await drain();
    expect(messages.map(({ body }) => body)).toEqual(events);
    expect(messages[0]).toMatchObject({
      messageId: events[0]?.id,
      routingKey: 'line.created.main',
      contentType: 'application/json',
      durable: true,
      headers: { type: 'line.created', panel: 'main', subject: 'line:main/0', sequence: events[0]?.sequence },
    });
    const [later] = await append(1);
    await caughtUp();
    expect((await drain()).at(-1)?.messageId).toBe(later?.id);
    expect(await view()).toMatchObject({ state: 'relaying', published: 51, unroutable: 0, problem: null });
  });

  it('publish only what they are for, and begin now unless told otherwise', async () => {
    await append(3);
    await start(settings({ from: 'now', types: ['line.created'], filter: '$contains(subject, "/1")' }));
    const [, wanted] = await append(3);
    await append(1, { type: 'line.deleted', subject: 'line:main/1' });
    await caughtUp();
    expect((await drain()).map(({ messageId }) => messageId)).toEqual([wanted?.id]);
  });

  it('tell of messages no queue is bound for', async () => {
    await start(settings());
    const [event] = await append(1, { type: 'panel.unreachable', subject: 'panel:main' });
    await caughtUp();
    expect(await view()).toMatchObject({
      unroutable: 1,
      lastUnroutable: { event: event?.id, routingKey: 'panel.unreachable.main' },
    });
    expect(logged.join('')).toContain('No queue is bound');
  });

  it('lose nothing when connections are cut again and again; what comes twice has the same id', async () => {
    const events = await append(600);
    await start(settings({ window: 7 }));
    let next = 50;
    for (let rounds = 0; rounds < 6; rounds += 1) {
      await waitUntil(async () => (await view()).published >= next, 'some to be published', 20_000);
      proxy.cut();
      next += 70;
    }
    await waitUntil(async () => (await view()).lag === 0, 'the relay to catch up', 30_000);
    const ids = (await drain()).map(({ messageId }) => messageId);
    expect(new Set(ids)).toEqual(new Set(events.map(({ id }) => id)));
    // For the first time, each comes in the order of the log.
    expect([...new Set(ids)]).toEqual(events.map(({ id }) => id));
  }, 60_000);

  it('wait for a broker that is away, say why, and go on when it is back, without a password in any log', async () => {
    proxy.setAway(true);
    await start(settings({ url: `amqp://guest:guest@127.0.0.1:${String(proxy.port)}` }));
    const events = await append(3);
    await waitUntil(async () => (await view()).state === 'failing', 'the failure to be told', 20_000);
    // Not only that it took too long.
    expect((await view()).problem).not.toMatch(/timed out|TIMEOUT/);
    proxy.setAway(false);
    await waitUntil(async () => (await view()).lag === 0, 'the relay to catch up', 30_000);
    expect((await drain()).map(({ messageId }) => messageId)).toEqual(events.map(({ id }) => id));
    expect(await view()).toMatchObject({ state: 'relaying', problem: null });
    expect(logged.join('')).not.toContain('guest');
  }, 60_000);

  it('go on after a restart after what was confirmed', async () => {
    await start(settings());
    await append(5);
    await caughtUp();
    await duties.stop();
    const events = await append(5);
    received.length = 0;
    await drain();
    received.length = 0;
    await start(settings());
    await caughtUp();
    expect((await drain()).map(({ messageId }) => messageId)).toEqual(events.map(({ id }) => id));
  });

  it('fill routing keys in, within AMQP’s bounds', () => {
    const event = { type: 'line.created', panel: null, subject: 'x'.repeat(300), origin: 'panel' } as never;
    expect(routingKeyOf('a.{type}.{panel}.{origin}', event)).toBe('a.line.created.none.panel');
    expect(routingKeyOf('{subject}', event)).toHaveLength(255);
  });
});
