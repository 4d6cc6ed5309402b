import type { StoredEvent } from '../events';
import type { EndpointPushTable } from './tables';

/** An event on its way to an endpoint. */
export interface Push {
  readonly sequence: number;
  readonly eventId: string;
  readonly eventType: string;
  readonly subject: string;
  /** null: to be read from the log when it is its turn. */
  event: StoredEvent | null;
  /** `dead`: given up. Both it and `settled` let the subject's next one go. */
  state: 'waiting' | 'flying' | 'settled' | 'dead';
  /** Attempts that failed. */
  attempt: number;
  /** Not before. Milliseconds since 1970. */
  dueAt: number;
  /** Why the last attempt failed. */
  reason: string | null;
  /** Whether it has a row on disk. */
  hasRow: boolean;
  /** Whether the position has not moved over it yet. */
  ahead: boolean;
  /** When it was read. Milliseconds since 1970. */
  readonly readAt: number;
  /** The subject's next one, which waits for this. */
  behind: Push | null;
}

/** What of a window is to be written, in one transaction. */
export interface Checkpoint {
  position: number;
  /** Rows to be made or changed. */
  write: Push[];
  /** Sequences of rows to be deleted. */
  remove: number[];
}

/** What was pushed beyond one that is still under way would come again after a crash. Past so many, or so many milliseconds, that one gets a row. */
const mostBeyond = 256;
const longestBeyond = 1000;

/**
 * The events an endpoint is being pushed, in memory: what may go next, and what of it has to be on disk.
 *
 * Of one subject, only the earliest that is not settled may go; what waits behind it is chained to it. On disk, there is a position and a row for each
 * event up to it that is not settled. Events that succeed at once, which is nearly all, never have a row: the position moves over them.
 */
export class Window {
  /** The last of each subject's chain. */
  private readonly tails = new Map<string, Push>();
  /** What the position has not moved over, in the order of the log. */
  private readonly ahead = new Queue<Push>();
  /** Firsts of their chains that may go now. */
  private readonly fresh = new Queue<Push>();
  private readonly due = new Queue<Push>();
  /** Firsts of their chains that may go later, by `dueAt`. */
  private readonly delayed: Push[] = [];
  private readonly changed = new Set<Push>();
  private removed: number[] = [];
  /** After the position, and with a row: not taken in again when the log is read. null: given up. */
  private readonly known = new Map<number, Push | null>();
  /** Subjects whose first failed and waits to be tried again. */
  private readonly stuck = new Set<string>();
  /** Settled, and the position has not moved over it. */
  private beyond = 0;
  private unsettled = 0;

  /**
   * @param readTo how far the log has been looked at: the position on disk
   * @param rows those that wait, and all after the position
   */
  constructor(
    private readTo: number,
    rows: readonly EndpointPushTable[] = [],
  ) {
    for (const row of [...rows].sort((a, b) => a.sequence - b.sequence)) {
      if (row.state === 'dead') {
        this.known.set(row.sequence, null);
        continue;
      }
      const push: Push = {
        sequence: row.sequence,
        eventId: row.event_id,
        eventType: row.event_type,
        subject: row.subject,
        event: null,
        state: 'waiting',
        attempt: row.attempt,
        dueAt: row.due_at,
        reason: row.reason,
        hasRow: true,
        ahead: false,
        readAt: row.due_at,
        behind: null,
      };
      if (row.sequence > readTo) this.known.set(row.sequence, push);
      this.chain(push);
    }
  }

  /** How far the log has been looked at. */
  get position(): number {
    return this.readTo;
  }

  /** Events that are neither settled nor given up. */
  get size(): number {
    return this.unsettled;
  }

  /** Events that may go at once and never went. */
  get ready(): number {
    return this.fresh.size;
  }

  /** Takes in the next events of the log, up to a sequence. */
  add(events: readonly StoredEvent[], readTo: number, now: number): void {
    for (const event of events) {
      const known = this.known.get(event.sequence);
      if (known !== undefined) {
        this.known.delete(event.sequence);
        if (known !== null) this.follow(known);
        continue;
      }
      const push: Push = {
        sequence: event.sequence,
        eventId: event.id,
        eventType: event.type,
        subject: event.subject,
        event,
        state: 'waiting',
        attempt: 0,
        dueAt: 0,
        reason: null,
        hasRow: false,
        ahead: false,
        readAt: now,
        behind: null,
      };
      this.follow(push);
      this.chain(push);
    }
    this.readTo = readTo;
  }

  /** The next to go, or null. What is to be tried again goes before what never went: it is older. */
  next(now: number): Push | null {
    for (let first = this.delayed[0]; first !== undefined && first.dueAt <= now; first = this.delayed[0]) {
      this.delayed.shift();
      this.due.push(first);
    }
    const push = this.due.shift() ?? this.fresh.shift() ?? null;
    if (push !== null) push.state = 'flying';
    return push;
  }

  /** When the next one may go that may not go yet, or null. */
  nextDue(): number | null {
    return this.delayed[0]?.dueAt ?? null;
  }

  succeeded(push: Push): void {
    push.state = 'settled';
    this.changed.delete(push);
    if (push.hasRow) this.removed.push(push.sequence);
    if (push.ahead) this.beyond += 1;
    this.release(push);
  }

  failed(push: Push, reason: string, dueAt: number): void {
    push.attempt += 1;
    push.state = 'waiting';
    push.reason = reason;
    push.dueAt = dueAt;
    push.event = null;
    this.changed.add(push);
    this.stuck.add(push.subject);
    this.enqueue(push);
  }

  /** @param now since when it is given up */
  gaveUp(push: Push, reason: string, now: number): void {
    push.attempt += 1;
    push.state = 'dead';
    push.reason = reason;
    push.dueAt = now;
    push.event = null;
    this.changed.add(push);
    this.release(push);
  }

  /** Back to where it was: the attempt was broken off and counts for nothing. */
  giveBack(push: Push): void {
    push.state = 'waiting';
    this.enqueue(push);
  }

  /**
   * What is to be written, so that disk and memory agree. Called for each transaction once: what it returns counts as written.
   *
   * @param last nothing more will be done here: nothing that succeeded may come again
   */
  checkpoint(now: number, last = false): Checkpoint {
    const write = [...this.changed];
    for (const push of write) push.hasRow = true;
    this.changed.clear();
    for (let first = this.ahead.first; first !== undefined; first = this.ahead.first) {
      if (first.state === 'settled') this.beyond -= 1;
      else if (!first.hasRow) {
        const slow = this.beyond > mostBeyond || now - first.readAt > longestBeyond;
        if (this.beyond === 0 || !(slow || last || this.stuck.has(first.subject))) break;
        first.hasRow = true;
        if (first.state === 'waiting') first.event = null;
        write.push(first);
      }
      this.ahead.shift();
      first.ahead = false;
    }
    const remove = this.removed;
    this.removed = [];
    const first = this.ahead.first;
    return { position: first === undefined ? this.readTo : first.sequence - 1, write, remove };
  }

  private follow(push: Push): void {
    push.ahead = true;
    this.ahead.push(push);
    if (push.state === 'settled') this.beyond += 1;
  }

  private chain(push: Push): void {
    this.unsettled += 1;
    const tail = this.tails.get(push.subject);
    this.tails.set(push.subject, push);
    if (tail === undefined) this.enqueue(push);
    else tail.behind = push;
  }

  private release(push: Push): void {
    this.unsettled -= 1;
    this.stuck.delete(push.subject);
    if (push.behind !== null) this.enqueue(push.behind);
    else this.tails.delete(push.subject);
  }

  private enqueue(push: Push): void {
    if (push.dueAt === 0) {
      this.fresh.push(push);
      return;
    }
    let [low, high] = [0, this.delayed.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.delayed[middle]?.dueAt ?? 0) <= push.dueAt) low = middle + 1;
      else high = middle;
    }
    this.delayed.splice(low, 0, push);
  }
}

/** First in, first out, without moving all others at each turn. */
class Queue<T> {
  private items: T[] = [];
  private head = 0;

  get size(): number {
    return this.items.length - this.head;
  }

  get first(): T | undefined {
    return this.items[this.head];
  }

  push(item: T): void {
    this.items.push(item);
  }

  shift(): T | undefined {
    const item = this.items[this.head];
    if (item === undefined) return undefined;
    this.head += 1;
    if (this.head > 1000 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return item;
  }
}
