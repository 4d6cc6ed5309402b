import type { Logger } from 'pino';
import type { Event, Instant } from '../../panel';
import { instantOf, type Clock } from '../clock';
import { parsed, type EventLog, type StoredEvent } from '../events';
import { linked, pause } from '../pause';
import { sequenceOf, type LogPlace, type LogStart } from '../selection';
import type { Store } from '../store';
import { carryOut, idsOf, neverLeased, neverMatched, type Acknowledged, type Acknowledgement } from './acknowledge';
import { giveBack, nextDue, settle, take, type Lease, type Step } from './deliveries';
import { drop, redrive } from './parked';
import { Registry, unknownFeed } from './registry';
import { lookAhead, moveOn } from './scan';
import { seek } from './seek';
import type { FeedSettings, FeedView } from './settings';
import { Changes } from './wait';

/** An event in a consumer's hands until `leaseUntil`. */
export interface LeasedEvent<Kind = Event> {
  /** 1 for the first time it is leased. */
  attempt: number;
  /** 0 until the feed seeks or redrives: attempts of what comes anew then are counted anew, and this tells them from those before. */
  round: number;
  leaseUntil: Instant;
  event: Kind;
}

/** An event a feed gave up on. */
export interface ParkedEvent {
  attempts: number;
  /** What the last negative acknowledgement said; that the lease ended, where there was none. */
  reason: string | null;
  parkedAt: Instant;
  event: Event;
}

/** A consumer that asks is written down this often. Milliseconds. */
const seenEvery = 10_000;

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
    given: Partial<FeedSettings> & { from?: LogStart } = {},
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
    const leased = await this.leaseStored(name, request);
    return leased.map((each) => ({ ...each, event: parsed(each.event) }));
  }

  /** As `lease`, for who only passes the events on. */
  async leaseStored(name: string, request: LeaseRequest): Promise<Array<LeasedEvent<StoredEvent>>> {
    const { waitSeconds = 0 } = request;
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
          const leased = await this.leaseNow(name, request);
          if (leased.length > 0 && request.signal?.aborted === true) {
            await this.undo(name, leased);
            return [];
          }
          if (leased.length > 0) return leased.map(shown);
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
    return this.changing(name, (step) => carryOut(step, told));
  }

  /** Parked events, oldest first. @throws Problem 404 `unknown-feed` */
  async parked(name: string, { limit = 1000 }: { limit?: number } = {}): Promise<ParkedEvent[]> {
    // Leases that ended meanwhile may have been the last attempt.
    await this.write(name, () => Promise.resolve());
    const rows = await this.store.db
      .selectFrom('deliveries')
      .select(['event_id', 'attempt', 'reason', 'due_at'])
      .where('feed', '=', name)
      .where('state', '=', 'parked')
      .orderBy('sequence')
      .limit(limit)
      .execute();
    return (await this.withEvents(rows)).map(({ row, event }) => ({
      attempts: row.attempt,
      reason: row.reason,
      parkedAt: instantOf(row.due_at),
      event: parsed(event),
    }));
  }

  /**
   * Gives parked events back, to be leased as if for the first time.
   *
   * @param ids empty: all. Those not parked are left alone
   * @returns how many were given back
   * @throws Problem 404 `unknown-feed`
   */
  redrive(name: string, ids: readonly string[] = []): Promise<number> {
    return this.changing(name, (step) => redrive(step, ids));
  }

  /**
   * Forgets parked events, as if they had been acknowledged.
   *
   * @param ids empty: all. Those not parked are left alone
   * @returns how many were forgotten
   * @throws Problem 404 `unknown-feed`
   */
  drop(name: string, ids: readonly string[] = []): Promise<number> {
    return this.changing(name, (step) => drop(step, ids));
  }

  /**
   * Lets a feed go on elsewhere in the log: to read again, or to skip. What is leased is let go of; see `seek`.
   *
   * @throws Problem 404 `unknown-feed`, 422 `invalid-parameter`
   */
  async seek(name: string, to: LogPlace): Promise<FeedView> {
    const position = await sequenceOf(this.log, to, 'to');
    await this.changing(name, (step) => seek(step, position));
    return this.get(name);
  }

  /** Leases what is due. While there is less than asked for, looks at the next events of the log. */
  private async leaseNow(name: string, { max, consumer, signal }: LeaseRequest): Promise<Leased[]> {
    const leased: Leased[] = [];
    for (let looked = false; signal?.aborted !== true; looked = true) {
      const { feed, leases } = await this.write(name, async (step) => {
        await this.noteSeen(step);
        return { feed: step.feed, leases: await take(step, consumer, max - leased.length) };
      });
      leased.push(...(await this.withEvents(leases)));
      // One look at the log is worth it to fill up; more of them would let the leases run down before they are handed out.
      if (leased.length >= max || (looked && leased.length > 0)) break;
      const look = await lookAhead({ logger: undefined, ...this.services }, feed, max - leased.length);
      if (look === null) break;
      const room = max - leased.length;
      const moved = await this.write(name, (step) => moveOn(step, look, consumer, room));
      leased.push(...(await this.withEvents(moved, look.matches)));
      if (leased.length > 0) break;
    }
    return leased;
  }

  /** Who waits for events asks every few seconds, and need not make the disk write each time. */
  private async noteSeen({ trx, feed, now }: Step): Promise<void> {
    if (feed.last_seen_at !== null && Math.abs(now - feed.last_seen_at) < seenEvery) return;
    await trx.updateTable('feeds').set({ last_seen_at: now }).where('name', '=', feed.name).execute();
  }

  private async undo(name: string, leased: readonly Leased[]): Promise<void> {
    const rows = leased.map(({ row }) => row);
    await this.changing(name, (step) => giveBack(step, rows));
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

  /** As `write`, for what those who wait on the feed are to hear of. */
  private async changing<T>(name: string, work: (step: Step) => Promise<T>): Promise<T> {
    const result = await this.write(name, work);
    this.changes.tell(name);
    return result;
  }

  /** Events that are no longer in the log are left out. @param known need not be read */
  private async withEvents<Row extends { event_id: string }>(
    rows: readonly Row[],
    known: readonly StoredEvent[] = [],
  ): Promise<Array<WithEvent<Row>>> {
    const events = new Map(known.map((event) => [event.id, event]));
    const missing = rows.map((row) => row.event_id).filter((id) => !events.has(id));
    for (const event of await this.log.storedById(missing)) events.set(event.id, event);
    return rows.flatMap((row) => {
      const event = events.get(row.event_id);
      return event === undefined ? [] : [{ row, event }];
    });
  }
}

interface WithEvent<Row> {
  row: Row;
  event: StoredEvent;
}

type Leased = WithEvent<Lease>;

function shown({ row, event }: Leased): LeasedEvent<StoredEvent> {
  return { attempt: row.attempt, round: row.round, leaseUntil: instantOf(row.due_at), event };
}
