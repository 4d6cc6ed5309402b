import type { Logger } from 'pino';
import type { Event, Instant } from '../../panel';
import { instantOf, type Clock } from '../clock';
import type { EventLog } from '../events';
import { linked, pause } from '../pause';
import type { Store } from '../store';
import { carryOut, idsOf, neverLeased, neverMatched, type Acknowledged, type Acknowledgement } from './acknowledge';
import { giveBack, nextDue, settle, take, type Step } from './deliveries';
import { Registry, unknownFeed } from './registry';
import { scan } from './scan';
import type { FeedSettings, FeedStart, FeedView } from './settings';
import type { DeliveryTable } from './tables';
import { Changes } from './wait';

/** An event in a consumer's hands until `leaseUntil`. */
export interface LeasedEvent {
  /** 1 for the first time it is leased. */
  attempt: number;
  leaseUntil: Instant;
  event: Event;
}

/** An event a feed gave up on. */
export interface ParkedEvent {
  attempts: number;
  /** What the last negative acknowledgement said; that the lease ended, where there was none. */
  reason: string | null;
  parkedAt: Instant;
  event: Event;
}

export interface LeaseRequest {
  /** Most events to lease. */
  max: number;
  /** How long to wait when there is nothing. Seconds. @default 0 */
  waitSeconds?: number;
  /** Who asks. Leases belong to it. */
  consumer: string;
  /** Ends the waiting. What was leased at that very moment is given back. */
  signal?: AbortSignal;
}

/**
 * Feeds: named, filtered, durable places in the event log.
 *
 * Each matched event is delivered at least once: waiting → leased → acknowledged (gone), or back to waiting when it is refused or the lease ends,
 * until it is parked after its last attempt; parked events wait for a redrive. Of one subject, an event is leased only when every earlier one is
 * acknowledged or parked. All of it is on disk before anybody is told; a lease outlives a restart.
 */
export class Feeds {
  private readonly changes: Changes;
  private readonly registry: Registry;
  private readonly store: Store;
  private readonly log: EventLog;
  private readonly clock: Clock;

  constructor(private readonly services: { store: Store; log: EventLog; clock: Clock; logger?: Pick<Logger, 'warn'> }) {
    ({ store: this.store, log: this.log, clock: this.clock } = services);
    this.changes = new Changes(this.store);
    this.registry = new Registry(this.store, this.log, this.clock);
  }

  /**
   * Makes a feed, or changes the settings of one. New settings decide on events not looked at yet; of those that wait and were never leased, the ones
   * that no longer match are dropped. What was leased before stays until it is acknowledged.
   *
   * @param given `from`: where a new feed begins; means nothing for one that is there. @default 'now'
   * @throws Problem 422 `invalid-parameter`
   */
  async put(
    name: string,
    given: Partial<FeedSettings> & { from?: FeedStart } = {},
  ): Promise<{ created: boolean; feed: FeedView }> {
    const result = await this.registry.put(name, given);
    this.changes.tell(name);
    return result;
  }

  /** @throws Problem 404 `unknown-feed` */
  get(name: string): Promise<FeedView> {
    return this.registry.get(name);
  }

  list(): Promise<FeedView[]> {
    return this.registry.list();
  }

  /** Forgets a feed and all it was to deliver. @throws Problem 404 `unknown-feed` */
  async delete(name: string): Promise<void> {
    await this.registry.delete(name);
    this.changes.tell(name);
  }

  /**
   * Leases what is due, oldest first; waits for something to become due if there is nothing.
   *
   * @returns nothing when the waiting time is over or the signal aborts
   * @throws Problem 404 `unknown-feed`, also when the feed is deleted while waiting
   */
  async lease(name: string, request: LeaseRequest): Promise<LeasedEvent[]> {
    const { waitSeconds = 0 } = request;
    await this.write(name, ({ trx, now }) =>
      trx.updateTable('feeds').set({ last_seen_at: now }).where('name', '=', name).execute(),
    );
    const over = linked(request.signal);
    const waiting = pause(waitSeconds * 1000, over.signal).then(over.abort);
    if (waitSeconds === 0) over.abort();
    try {
      for (;;) {
        const turn = linked(over.signal);
        try {
          // Listen first, then look: what comes in between is not missed.
          const woken = Promise.race([this.log.nextAppend(turn.signal), this.changes.next(name, turn.signal)]);
          const now = this.clock.now();
          const rows = await this.leaseNow(name, request);
          if (rows.length > 0 && request.signal?.aborted === true) {
            await this.undo(name, rows);
            return [];
          }
          if (rows.length > 0) return await this.leasedEvents(rows);
          if (over.signal.aborted) return [];
          const due = await nextDue(this.store, name, now);
          const waits = [woken];
          if (due !== null) waits.push(pause(Math.max(due - this.clock.now(), 1), turn.signal));
          await Promise.race(waits);
        } finally {
          turn.abort();
        }
      }
    } finally {
      over.abort();
      await waiting;
    }
  }

  /**
   * Takes a consumer's word on events it was leased, all of it or nothing. Telling again what is settled changes nothing.
   *
   * @throws Problem 404 `unknown-feed`, 409 `not-leased`, 422 `invalid-parameter`
   */
  async acknowledge(name: string, told: Acknowledgement): Promise<Acknowledged> {
    const ids = idsOf(told);
    const strangers = await neverMatched(this.services, await this.registry.row(name), ids);
    if (strangers.length > 0) throw neverLeased(name, strangers);
    const result = await this.write(name, (step) => carryOut(step, told));
    this.changes.tell(name);
    return result;
  }

  /** Parked events, oldest first. @throws Problem 404 `unknown-feed` */
  async parked(name: string, { limit = 1000 }: { limit?: number } = {}): Promise<ParkedEvent[]> {
    // Leases that ended meanwhile may have been the last attempt.
    await this.write(name, () => Promise.resolve());
    const rows = await this.store.db
      .selectFrom('deliveries')
      .selectAll()
      .where('feed', '=', name)
      .where('state', '=', 'parked')
      .orderBy('sequence')
      .limit(limit)
      .execute();
    return this.withEvents(rows, (row, event) => ({
      attempts: row.attempt,
      reason: row.reason,
      parkedAt: instantOf(row.due_at),
      event,
    }));
  }

  /**
   * Gives parked events back, to be leased as if for the first time.
   *
   * @param ids empty: all. Those not parked are left alone
   * @returns how many were given back
   * @throws Problem 404 `unknown-feed`
   */
  async redrive(name: string, ids: readonly string[] = []): Promise<number> {
    const count = await this.write(name, async ({ trx, now }) => {
      let update = trx
        .updateTable('deliveries')
        .set({ state: 'waiting', attempt: 0, due_at: now, reason: null })
        .where('feed', '=', name)
        .where('state', '=', 'parked');
      if (ids.length > 0) update = update.where('event_id', 'in', [...ids]);
      return Number((await update.executeTakeFirst()).numUpdatedRows);
    });
    this.changes.tell(name);
    return count;
  }

  /** Leases what is due. While there is nothing, looks at the next events of the log. */
  private async leaseNow(name: string, { max, consumer, signal }: LeaseRequest): Promise<DeliveryTable[]> {
    const leased: DeliveryTable[] = [];
    for (let scanned = false; signal?.aborted !== true; scanned = true) {
      leased.push(...(await this.write(name, (step) => take(step, consumer, max - leased.length))));
      // One look at the log is worth it to fill up; more of them would let the leases run down before they are handed out.
      if (leased.length >= max || (scanned && leased.length > 0)) break;
      if (!(await scan({ logger: undefined, ...this.services }, await this.registry.row(name)))) break;
    }
    return leased;
  }

  private async undo(name: string, rows: readonly DeliveryTable[]): Promise<void> {
    await this.write(name, (step) => giveBack(step, rows));
    this.changes.tell(name);
  }

  /** One transaction on a feed: leases that ended are settled first. */
  private async write<T>(name: string, work: (step: Step) => Promise<T>): Promise<T> {
    return this.store.write(async (trx, afterCommit) => {
      const feed = await trx.selectFrom('feeds').selectAll().where('name', '=', name).executeTakeFirst();
      if (!feed) throw unknownFeed(name);
      const step: Step = { trx, afterCommit, log: this.log, feed, now: this.clock.now() };
      const ended = await settle(step);
      if (ended > 0) afterCommit(() => this.changes.tell(name));
      return work(step);
    });
  }

  private leasedEvents(rows: readonly DeliveryTable[]): Promise<LeasedEvent[]> {
    return this.withEvents(rows, (row, event) => ({
      attempt: row.attempt,
      leaseUntil: instantOf(row.due_at),
      event,
    }));
  }

  private async withEvents<T>(
    rows: readonly DeliveryTable[],
    join: (row: DeliveryTable, event: Event) => T,
  ): Promise<T[]> {
    const events = new Map((await this.log.byId(rows.map((row) => row.event_id))).map((event) => [event.id, event]));
    return rows.flatMap((row) => {
      const event = events.get(row.event_id);
      return event === undefined ? [] : [join(row, event)];
    });
  }
}
