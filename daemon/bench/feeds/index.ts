import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'undici';
import { freshDatabase } from '../../testing/postgres';
import { rounded, type Bench, type BenchOptions } from '../bench';
import { token, wallClock, type Order, type Report } from './server';

/** Events leased in one call. */
const leased = 1000;

/** Feeds over HTTP, with one consumer: how many events a second, and how long from the commit to the consumer. */
export const feeds: Bench = {
  name: 'feeds',
  async run({ store }, report) {
    report({ bench: 'feed-throughput', store, ...(await throughput(store, 100_000)) });
    report({ bench: 'commit-to-consumer', store, ...(await commitToConsumer(store, 10_000, 500)) });
  },
};

interface Leased {
  events: Array<{ event: { id: string } }>;
}

/** One consumer of one feed. */
class Consumer {
  private readonly pool: Pool;
  constructor(url: string) {
    this.pool = new Pool(url, { connections: 2 });
  }

  async call(method: 'GET' | 'PUT' | 'POST', path: string, body?: object): Promise<unknown> {
    const response = await this.pool.request({
      method,
      path: `/v1/feeds/bench${path}`,
      headers: { authorization: `Bearer ${token}` },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const answer = await response.body.json();
    if (response.statusCode >= 400) throw new Error(`The feed answered ${JSON.stringify(answer)}`);
    return answer;
  }

  /** Leases, and acknowledges all at once, until it has seen so many events. */
  async take(wanted: number, seen: (id: string) => void): Promise<void> {
    for (let count = 0; count < wanted;) {
      const { events } = (await this.call('GET', `/events?max=${String(leased)}&wait=10`)) as Leased;
      for (const { event } of events) seen(event.id);
      count += events.length;
      if (events.length > 0) await this.call('POST', '/acks', { acks: events.map(({ event }) => event.id) });
    }
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}

async function report<T extends Report>(child: ChildProcess): Promise<T> {
  const [message] = (await once(child, 'message')) as [T];
  return message;
}

async function withFeed<T>(
  kind: BenchOptions['store'],
  work: (consumer: Consumer, child: ChildProcess) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'xtream-ui-bench-'));
  const database = kind === 'postgres' ? await freshDatabase() : undefined;
  const child = fork(join(__dirname, 'server.js'), [database?.url ?? join(folder, 'feeds.db')], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  try {
    const { url } = await report<{ url: string }>(child);
    const consumer = new Consumer(url);
    await consumer.call('PUT', '', { from: 'beginning' });
    const result = await work(consumer, child);
    await consumer.close();
    return result;
  } finally {
    if (child.exitCode === null) {
      child.disconnect();
      await once(child, 'exit');
    }
    await database?.drop();
    await rm(folder, { recursive: true, force: true });
  }
}

function order(child: ChildProcess, what: Order): void {
  child.send(what);
}

/** A log full of events, consumed as fast as it goes: matched, leased, sent, acknowledged. */
function throughput(kind: BenchOptions['store'], events: number): Promise<{ events: number; eventsPerSecond: number }> {
  return withFeed(kind, async (consumer, child) => {
    order(child, { fill: events });
    await report<{ filled: number }>(child);
    const started = performance.now();
    await consumer.take(events, () => undefined);
    const seconds = (performance.now() - started) / 1000;
    return { events, eventsPerSecond: Math.round(events / seconds) };
  });
}

/** Events committed one by one at a steady pace: how long until the consumer has each. */
function commitToConsumer(
  kind: BenchOptions['store'],
  events: number,
  perSecond: number,
): Promise<{ eventsPerSecond: number; p50Ms: number; p99Ms: number }> {
  return withFeed(kind, async (consumer, child) => {
    const arrived = new Map<string, number>();
    const started = performance.now();
    order(child, { trickle: { events, perSecond } });
    const [{ committed }] = await Promise.all([
      report<{ committed: Record<string, number> }>(child),
      consumer.take(events, (id) => arrived.set(id, wallClock())),
    ]);
    const seconds = (performance.now() - started) / 1000;
    const waits = Object.entries(committed)
      .map(([id, at]) => (arrived.get(id) ?? Infinity) - at)
      .sort((a, b) => a - b);
    const longestOf = (share: number): number => rounded(waits[Math.ceil(waits.length * share) - 1] ?? 0, 1);
    return { eventsPerSecond: Math.round(events / seconds), p50Ms: longestOf(0.5), p99Ms: longestOf(0.99) };
  });
}
