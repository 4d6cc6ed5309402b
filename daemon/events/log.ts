import { randomInt } from 'node:crypto';
import type { Event, EventData } from '../../panel';
import { decodeTime, encodeTime, monotonicFactory } from 'ulid';
import { numbersOf, textsOf, type AfterCommit, type Store, type Write } from '../store';
import type { EventTable } from './tables';

/** An event before the log has given it a place. */
export type EventDraft = Omit<Event, 'id' | 'sequence'>;

export interface EventQuery {
  /** Only events after this sequence. With `newest`: only events before it. */
  after?: number;
  types?: readonly string[];
  panels?: readonly string[];
  subject?: string;
  /** @default 100 */
  limit?: number;
  /** Newest first. @default false */
  newest?: boolean;
}

/** An event as it lies on disk: `data` is its JSON. What only passes events on need not take it apart. */
export type StoredEvent = Omit<Event, 'data'> & { data: string };

/** Names the signal that the log has grown. */
const appended = 'events';

/** Rows in one INSERT: few enough for its 32,766 values. */
const rowsAtOnce = 250;

function stored(row: EventTable): StoredEvent {
  return row as StoredEvent;
}

/** When an event was appended, as its id tells. Milliseconds since 1970. */
export function appendedAt(id: string): number {
  return decodeTime(id.slice('evt_'.length));
}

/** An event with its data taken apart. */
export function parsed(event: StoredEvent): Event {
  return { ...event, data: JSON.parse(event.data) as EventData };
}

/** The event as JSON. */
export function jsonOf({ data, ...event }: StoredEvent): string {
  return `${JSON.stringify(event).slice(0, -1)},"data":${data}}`;
}

/**
 * The event log: append-only, one order for everything. Events are appended in the transaction of the fact they tell of, so there is
 * never a fact without its event nor an event without its fact.
 */
export class EventLog {
  // Node fetches many random numbers at once; left to itself, ulid asks the system for each of its characters.
  private readonly ulid = monotonicFactory(() => randomInt(2 ** 32) / 2 ** 32);
  private readonly appendedHere = new Map<string, number>();

  constructor(private readonly store: Store) {}

  /** How many events of each type were appended here since the daemon started. */
  counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.appendedHere);
  }

  /** Appends within a transaction; whoever waits is woken after its commit. */
  async append(trx: Write, afterCommit: AfterCommit, drafts: readonly EventDraft[]): Promise<Event[]> {
    const events: Event[] = [];
    // One moment for all: ids of one moment count up, and only the first of them costs random numbers.
    const now = Date.now();
    for (let at = 0; at < drafts.length; at += rowsAtOnce) {
      const rows = drafts.slice(at, at + rowsAtOnce).map((draft) => ({ ...draft, id: `evt_${this.ulid(now)}` }));
      const given = await trx
        .insertInto('events')
        // The sequence is the database's to give; kysely's types cannot tell without a Generated column in every reader.
        .values(rows.map((row) => ({ ...row, data: JSON.stringify(row.data) }) as unknown as EventTable))
        .returning('sequence')
        .execute();
      // Within one statement sequences rise in the order of rows.
      const sequences = given.map((row) => row.sequence).sort((a, b) => a - b);
      events.push(...rows.map((row, index) => ({ ...row, sequence: sequences[index] ?? 0 })));
    }
    if (events.length > 0) await this.store.signal(trx, afterCommit, appended);
    afterCommit(() => {
      for (const { type } of events) this.appendedHere.set(type, (this.appendedHere.get(type) ?? 0) + 1);
    });
    return events;
  }

  async read(query: EventQuery = {}): Promise<Event[]> {
    return (await this.readStored(query)).map(parsed);
  }

  async readStored(query: EventQuery = {}): Promise<StoredEvent[]> {
    const newest = query.newest === true;
    let select = this.store.db
      .selectFrom('events')
      .selectAll()
      .limit(query.limit ?? 100);
    select = select.orderBy('sequence', newest ? 'desc' : 'asc');
    if (query.after !== undefined) select = select.where('sequence', newest ? '<' : '>', query.after);
    if (query.types !== undefined && query.types.length > 0) select = select.where('type', 'in', [...query.types]);
    if (query.panels !== undefined && query.panels.length > 0) select = select.where('panel', 'in', [...query.panels]);
    if (query.subject !== undefined) select = select.where('subject', '=', query.subject);
    return (await select.execute()).map(stored);
  }

  /** @returns the events with these ids, in the order of the log */
  async byId(ids: readonly string[]): Promise<Event[]> {
    return (await this.storedById(ids)).map(parsed);
  }

  /** As `byId`. */
  async storedById(ids: readonly string[]): Promise<StoredEvent[]> {
    if (ids.length === 0) return [];
    const { db } = this.store;
    const rows = await db
      .selectFrom('events')
      .selectAll()
      .where('id', 'in', textsOf(db, ids))
      .orderBy('sequence')
      .execute();
    return rows.map(stored);
  }

  /**
   * Where the events begin that were appended at or after a moment: the sequence before the first of them; the head if there is none.
   *
   * @param moment milliseconds since 1970
   */
  async before(moment: number): Promise<number> {
    const row = await this.store.db
      .selectFrom('events')
      .select(({ fn }) => fn.min('sequence').as('first'))
      .where('id', '>=', `evt_${encodeTime(Math.max(moment, 0))}`)
      .executeTakeFirst();
    return row?.first == null ? this.head() : row.first - 1;
  }

  /** The sequence of the newest event; 0 in an empty log. */
  async head(): Promise<number> {
    const row = await this.store.db
      .selectFrom('events')
      .select('sequence')
      .orderBy('sequence', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.sequence ?? 0;
  }

  /** Deletes events of a kind that are older than they are to be kept, and notes how far it went. */
  async forget(trx: Write, kind: string, sequences: readonly number[]): Promise<void> {
    const through = Math.max(...sequences);
    await trx.deleteFrom('events').where('sequence', 'in', numbersOf(trx, sequences)).execute();
    await trx
      .insertInto('forgotten')
      .values({ kind, through })
      .onConflict((oc) => oc.column('kind').doUpdateSet({ through }))
      .execute();
  }

  /** The sequence after which the log holds all that happened; 0: nothing was ever forgotten. */
  async completeAfter(): Promise<number> {
    const row = await this.store.db
      .selectFrom('forgotten')
      .select(({ fn }) => fn.max<number | null>('through').as('through'))
      .executeTakeFirst();
    return row?.through ?? 0;
  }

  /** Calls at every append, by whichever replica, until what is returned is called. */
  onAppend(listener: () => void): () => void {
    return this.store.signals.on(appended, listener);
  }

  /** Resolves at the next append, by whichever replica, or when the signal aborts. Never rejects. */
  nextAppend(signal: AbortSignal): Promise<void> {
    return this.store.signals.next(appended, signal);
  }
}
