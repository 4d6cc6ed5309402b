import type { Logger } from 'pino';
import { instantOf, type Clock } from '../clock';
import { writeHeld, type Duties, type Held } from '../duties';
import type { EventLog } from '../events';
import { Bell, pause } from '../pause';
import { matcherOf, selectStored, sequenceOf, type FilterProblem, type Selected } from '../selection';
import type { Store } from '../store';
import { Publisher, type Published } from './publisher';
import type { RelaySettings, RelayView, UnroutableMessage } from './settings';
import type { RelayTable } from './tables';

export interface RelayServices {
  store: Store;
  log: EventLog;
  duties: Duties;
  clock: Clock;
  logger: Logger;
  /** Those of the configuration. */
  relays: readonly RelaySettings[];
}

/** The log is looked at this often, whatever the signals say. Milliseconds. */
const lookEvery = 5000;

/** Between two tries while the broker is away, doubled up to the second. Milliseconds. */
const retries = { first: 500, longest: 30_000 };

/**
 * Relays: the log forwarded to a broker, one message an event.
 *
 * A relay publishes what comes next, waits until the broker has confirmed all of it, and moves its position over it; then the next. What was not
 * confirmed is published again from there on, in order and under the same message ids.
 */
export class Relays {
  constructor(private readonly services: RelayServices) {}

  /** Brings the relays of the configuration about and takes up their duties. What is no longer there keeps its position, in case it comes back. */
  async start(): Promise<void> {
    const { store, log, duties, relays } = this.services;
    for (const relay of relays) {
      const position = await sequenceOf(log, relay.from, 'from');
      const row: RelayTable = {
        name: relay.name,
        position,
        published: 0,
        unroutable: 0,
        last_unroutable: null,
        last_confirmed_at: null,
        problem: null,
        filter_problem: null,
      };
      await store.write((trx) =>
        trx
          .insertInto('relays')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .execute(),
      );
      duties.add({ name: `relay:${relay.name}`, run: (signal, held) => this.run(relay, signal, held) });
    }
  }

  async list(): Promise<RelayView[]> {
    const { store, log, relays } = this.services;
    const rows = await store.db.selectFrom('relays').selectAll().execute();
    const head = await log.head();
    return relays.flatMap((relay) => {
      const row = rows.find(({ name }) => name === relay.name);
      return row === undefined ? [] : [viewOf(relay, row, head)];
    });
  }

  /** The duty of a relay. */
  private async run(relay: RelaySettings, signal: AbortSignal, held: Held): Promise<void> {
    const { store, log, clock, logger } = this.services;
    const matcher = matcherOf(relay);
    const publisher = new Publisher(relay);
    const close = (): void => publisher.close();
    signal.addEventListener('abort', close);
    const bell = new Bell();
    const deaf = log.onAppend(() => bell.ring());
    let failures = 0;
    try {
      let { position, problem } = await store.db
        .selectFrom('relays')
        .select(['position', 'problem'])
        .where('name', '=', relay.name)
        .executeTakeFirstOrThrow();
      while (!signal.aborted) {
        const page = await selectStored({ log, clock }, relay, matcher, { after: position, limit: relay.window });
        if (page === null) {
          await bell.heard(lookEvery, signal);
          continue;
        }
        let published: Published = { unroutable: [] };
        try {
          if (page.matches.length > 0) published = await publisher.publish(page.matches);
        } catch (error) {
          if (over(signal)) return;
          const words = wordsOf(error);
          if (words !== problem) await this.stuck(relay, held, words);
          problem = words;
          await pause(Math.min(retries.first * 2 ** Math.min(failures, 10), retries.longest), signal);
          failures += 1;
          continue;
        }
        await this.moveOn(relay, held, page, published);
        if (problem !== null) logger.info({ relay: relay.name }, 'A relay publishes again');
        ({ position } = page);
        problem = null;
        failures = 0;
      }
    } finally {
      deaf();
      signal.removeEventListener('abort', close);
      close();
    }
  }

  private async stuck({ name }: RelaySettings, held: Held, problem: string): Promise<void> {
    const { store, logger } = this.services;
    logger.warn({ relay: name, problem }, 'A relay cannot publish; it tries again');
    await writeHeld(store, held, (trx) =>
      trx.updateTable('relays').set({ problem }).where('name', '=', name).execute(),
    );
  }

  /** The broker has confirmed a page. */
  private async moveOn(
    relay: RelaySettings,
    held: Held,
    { position, matches, problem }: Selected,
    { unroutable }: Published,
  ): Promise<void> {
    const { store, clock, logger } = this.services;
    const now = clock.now();
    const last = unroutable.at(-1);
    if (last !== undefined) {
      logger.warn(
        { relay: relay.name, count: unroutable.length, routingKey: last.routingKey },
        'No queue is bound for what a relay published; the broker dropped it',
      );
    }
    const lastUnroutable: UnroutableMessage | null = last === undefined ? null : { ...last, at: instantOf(now) };
    await writeHeld(store, held, (trx) =>
      trx
        .updateTable('relays')
        .set((eb) => ({
          position,
          published: eb('published', '+', matches.length),
          unroutable: eb('unroutable', '+', unroutable.length),
          problem: null,
          ...(lastUnroutable === null ? {} : { last_unroutable: JSON.stringify(lastUnroutable) }),
          ...(matches.length === 0 ? {} : { last_confirmed_at: now }),
          ...(problem === null ? {} : { filter_problem: JSON.stringify(problem) }),
        }))
        .where('name', '=', relay.name)
        .execute(),
    );
  }
}

function over(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** Never the address: there is a password in it. */
function wordsOf(error: unknown): string {
  const { code, message } = error as { code?: string; message: string };
  return code === undefined ? message : `${message} [${code}]`;
}

function viewOf(relay: RelaySettings, row: RelayTable, head: number): RelayView {
  const { name, type, exchange, routingKey, types, panels, filter } = relay;
  return {
    relay: name,
    type,
    exchange,
    routingKey,
    types,
    panels,
    filter,
    state: row.problem === null ? 'relaying' : 'failing',
    problem: row.problem,
    position: row.position,
    lag: Math.max(head - row.position, 0),
    published: row.published,
    unroutable: row.unroutable,
    lastUnroutable: row.last_unroutable === null ? null : (JSON.parse(row.last_unroutable) as UnroutableMessage),
    lastConfirmedAt: row.last_confirmed_at === null ? null : instantOf(row.last_confirmed_at),
    filterProblem: row.filter_problem === null ? null : (JSON.parse(row.filter_problem) as FilterProblem),
  };
}
