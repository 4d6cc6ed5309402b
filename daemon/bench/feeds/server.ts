import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { sampleEvent } from '../../../panel';
import { systemClock } from '../../clock';
import { EventLog, eventMigrations, type EventDraft } from '../../events';
import { Feeds, feedMigrations } from '../../feeds';
import { createServer, type Services } from '../../http';
import { createLogger } from '../../logging';
import { unobserved } from '../../observer';
import { Store } from '../../store';

/**
 * The daemon's API over its log and feeds, in a process of its own as the daemon is. Told by its parent what to append:
 * `fill`, so many events at once, or `trickle`, so many a second, each in a transaction of its own.
 */

export const token = 'the token of the bench';

export type Order = { fill: number } | { trickle: { events: number; perSecond: number } };

/** `committed`: when the events were on disk, by id. Milliseconds since 1970. */
export type Report = { url: string } | { filled: number } | { committed: Record<string, number> };

const subjects = 5_000;

/** What the routes of feeds never call. */
const absent = {} as never;

function draft(index: number): EventDraft {
  const { id: _id, sequence: _sequence, ...event } = sampleEvent('line.renewed');
  return { ...event, subject: `line:main/${String(index % subjects)}` };
}

export function wallClock(): number {
  return performance.timeOrigin + performance.now();
}

function say(report: Report): void {
  process.send?.(report);
}

async function main(place: string): Promise<void> {
  const store = await Store.open({
    ...(place.startsWith('postgres') ? { postgres: place } : { file: place }),
    migrations: [...eventMigrations, ...feedMigrations],
  });
  const log = new EventLog(store);
  const logger = createLogger({ level: 'warn', format: 'text' });
  const feeds = new Feeds({ store, log, clock: systemClock, logger });
  const services: Services = {
    token,
    feeds,
    log,
    store,
    logger,
    clock: systemClock,
    version: 'bench',
    observer: unobserved,
    relays: absent,
    endpoints: absent,
    rules: absent,
    billing: absent,
    plans: absent,
    reports: absent,
    matches: absent,
    reconciliations: absent,
    policies: absent,
    rates: absent,
    erasures: absent,
    commands: absent,
    queries: absent,
    inbox: absent,
    panelWebhooks: absent,
    panels: absent,
    duties: absent,
    metrics: absent,
  };
  const server = createServer(services);
  await server.listen({ host: '127.0.0.1', port: 0 });
  const append = (drafts: readonly EventDraft[]) =>
    store.write((trx, afterCommit) => log.append(trx, afterCommit, drafts));

  const carryOut = async (order: Order): Promise<void> => {
    if ('fill' in order) {
      for (let at = 0; at < order.fill; at += 1000) {
        await append(Array.from({ length: Math.min(1000, order.fill - at) }, (_, index) => draft(at + index)));
      }
      say({ filled: order.fill });
      return;
    }
    const { events, perSecond } = order.trickle;
    const committed: Record<string, number> = {};
    const started = performance.now();
    for (let sent = 0; sent < events;) {
      const due = Math.min(events, Math.floor(((performance.now() - started) / 1000) * perSecond) + 1);
      while (sent < due) {
        const [event] = await append([draft(sent)]);
        committed[event?.id ?? ''] = wallClock();
        sent += 1;
      }
      await sleep(1);
    }
    say({ committed });
  };
  process.on('message', (order: Order) => void carryOut(order));
  process.on('disconnect', () => process.exit());
  say({ url: `http://127.0.0.1:${String((server.server.address() as AddressInfo).port)}` });
}

if (require.main === module) void main(process.argv[2] ?? '');
