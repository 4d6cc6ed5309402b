import type { DemoPanel } from '../../demo/panel';
import { addDuration, instantFromUnix, type Event } from '../../panel';

/**
 * What was done to the panel and what the daemon said it had taken, written down as it happens and independently of the daemon. In the end both are
 * compared.
 */
export class Ledger {
  /** Notes written on lines by hand, in order, by line id. */
  readonly notes = new Map<string, string[]>();
  /** Lines made and deleted by hand. */
  readonly made = new Set<string>();
  readonly deleted = new Set<string>();
  /** Renewals asked for: key → line id. */
  readonly renewals = new Map<string, string>();
  /** Keys of commands the daemon answered as confirmed. */
  readonly confirmed = new Set<string>();
  /** Ids of billing messages that were posted, each until it was acknowledged. */
  readonly posted = new Set<string>();
  /** Events a feed leased, in the order they came, and the ids whose acknowledgement was answered. */
  readonly leased: Event[] = [];
  readonly acknowledged = new Set<string>();
  /** Events leased again after their acknowledgement had been answered. */
  readonly again: string[] = [];

  private readonly events: Event[] = [];
  private readonly seenNotes = new Set<string>();

  /** The last sequence that was read. */
  get position(): number {
    return this.events.at(-1)?.sequence ?? 0;
  }

  /** Takes in what is new in the daemon's log. */
  read(events: readonly Event[]): void {
    for (const event of events) {
      this.events.push(event);
      if (event.type === 'line.updated') this.seenNotes.add(noteOf(event));
    }
  }

  write(line: string, note: string): void {
    this.notes.set(line, [...(this.notes.get(line) ?? []), note]);
  }

  /** Whether all that was written on a line has been told of: a change overwritten before anybody looked cannot be seen. */
  isSettled(line: string): boolean {
    const last = this.notes.get(line)?.at(-1);
    return last === undefined || this.seenNotes.has(last);
  }

  lease(events: readonly Event[]): void {
    this.leased.push(...events);
    this.again.push(...events.map(({ id }) => id).filter((id) => this.acknowledged.has(id)));
  }

  /** What was done and not told of, and what was told of and not done, or twice, or out of order; each in words. */
  differences(): { lost: string[]; duplicated: string[] } {
    const lost: string[] = [];
    const duplicated: string[] = [];
    const compare = (what: string, done: ReadonlyMap<string, readonly string[]>, told: Map<string, string[]>): void => {
      for (const subject of new Set([...done.keys(), ...told.keys()])) {
        const expected = done.get(subject) ?? [];
        const seen = told.get(subject) ?? [];
        if (JSON.stringify(expected) === JSON.stringify(seen)) continue;
        const words = `${what} ${subject}: done ${expected.join(', ')}; told ${seen.join(', ')}`;
        if (expected.length > seen.length || expected.some((one) => !seen.includes(one))) lost.push(words);
        else duplicated.push(words);
      }
    };
    const once = (ids: Iterable<string>): Map<string, string[]> => new Map([...ids].map((id) => [id, ['once']]));
    const count = (type: string, key: (event: Event) => string): Map<string, string[]> => {
      const told = new Map<string, string[]>();
      for (const event of this.of(type)) told.set(key(event), [...(told.get(key(event)) ?? []), 'once']);
      return told;
    };
    const lineId = (event: Event): string => event.data.line?.id ?? 'none';
    const notes = new Map<string, string[]>();
    for (const event of this.of('line.updated'))
      notes.set(lineId(event), [...(notes.get(lineId(event)) ?? []), noteOf(event)]);
    compare('notes of line', this.notes, notes);
    compare('made line', once(this.made), count('line.created', lineId));
    compare('deleted line', once(this.deleted), count('line.deleted', lineId));
    const renewed = new Map<string, string[]>();
    for (const line of this.renewals.values()) renewed.set(line, [...(renewed.get(line) ?? []), 'once']);
    compare('renewals of line', renewed, count('line.renewed', lineId));
    compare(
      'payment',
      once(this.posted),
      count('payment.succeeded', (event) => event.data.billing?.providerEventId ?? 'none'),
    );
    const ids = new Set(this.events.map(({ id }) => id));
    if (ids.size !== this.events.length)
      duplicated.push(`${String(this.events.length - ids.size)} events have an id twice`);
    return { lost, duplicated };
  }

  get untoldDeletions(): number {
    return this.deleted.size - this.of('line.deleted').length;
  }

  get all(): readonly Event[] {
    return this.events;
  }

  of(type: string): Event[] {
    return this.events.filter((event) => event.type === type);
  }
}

/** Subjects whose events did not come first in the order of the log. */
export function outOfOrder(events: readonly Event[]): string[] {
  const last = new Map<string, number>();
  const seen = new Set<string>();
  const wrong = new Set<string>();
  for (const { id, subject, sequence } of events) {
    if (seen.has(id)) continue;
    seen.add(id);
    if (sequence < (last.get(subject) ?? 0)) wrong.add(subject);
    last.set(subject, sequence);
  }
  return [...wrong];
}

function noteOf(event: Event): string {
  return String(event.data.after?.['resellerNotes']);
}

/** Lines whose expiry on the panel is another than their renewals, of ten days each, lead to. @param expiry the first one, unix seconds */
export function wrongRenewals({ renewals }: Ledger, { state }: DemoPanel, expiry: number): string[] {
  const expected = new Map<string, number>();
  for (const id of renewals.values()) expected.set(id, (expected.get(id) ?? 0) + 1);
  return [...expected].flatMap(([id, times]) => {
    const due = addDuration(instantFromUnix(expiry), { amount: times * 10, unit: 'days' });
    const is = instantFromUnix(state.lines.get(Number(id))?.exp_date ?? 0);
    return is === due ? [] : [`line ${id}: ${String(times)} renewals lead to ${due}, and it expires ${is}`];
  });
}
