import type { Logger } from 'pino';

import type { Clock } from '../clock';
import { parsed, type EventLog, type StoredEvent } from '../events';
import type { Sealer } from '../secrets';
import { contains, type Store } from '../store';
import { batch, type Erasable } from './erasable';
import { Person } from './person';

/** Who is to be forgotten: by a line of theirs, or by the e-mail address billing knows. */
export type ErasureRequest = { panel: string; line: string } | { email: string };

/** How many of each were changed. A second erasure of the same person changes nothing. */
export interface Erased {
  events: number;
  commands: number;
  inbox: number;
  webhooks: number;
  /** Rows of all that is kept besides: connections, use, details, devices, tickets, reminders, reasons of failures. */
  others: number;
}

export interface ErasureResult extends Erased {
  /** Whether the line is still on the panel: the snapshot then has what the panel has, until it is deleted there. */
  stillOnPanel: boolean;
  /** Commands about the line that are under way; erase again when they have ended. */
  unfinished: number;
}

/**
 * Removes what identifies a person from all that is stored of the past, and keeps the facts: ids, types, times, amounts.
 *
 * First it learns what the person is called, from the events about them: usernames and notes of the line, or name, phone and customer ids at billing
 * providers. Then everything that holds one of these is rewritten, in small transactions. A kill in between leaves a part to be done: erase again.
 */
export class Erasures {
  constructor(
    private readonly options: {
      store: Store;
      log: EventLog;
      sealer: Sealer;
      clock: Clock;
      logger: Logger;
      /** All who keep something of people. */
      erasables: readonly Erasable[];
    },
  ) {}

  async erase(request: ErasureRequest): Promise<ErasureResult> {
    const { store, clock, logger, erasables } = this.options;
    const person =
      'email' in request
        ? new Person(null, request.email)
        : new Person({ panel: request.panel, id: Number(request.line) }, null);
    const stillOnPanel = await this.isOnPanel(person);
    for (const erasable of erasables) await erasable.learn?.(this.options, person);
    await this.learnFromEvents(person);
    const counts: Erased = { events: 0, commands: 0, inbox: 0, webhooks: 0, others: 0 };
    for (const erasable of erasables) counts[erasable.counts] += await erasable.erase(this.options, person);
    // Last: as long as events tell who the person is, an erasure that was cut short can be done again.
    counts.events = await this.inEvents(person);
    await store.write((trx) =>
      trx
        .insertInto('erasures')
        .values({
          at: new Date(clock.now()).toISOString(),
          named_by: 'email' in request ? 'email' : 'line',
          counts: JSON.stringify(counts),
        })
        .execute(),
    );
    await store.rewrite();
    logger.info({ ...counts }, 'A person was erased from what is stored');
    return { ...counts, stillOnPanel, unfinished: await this.unfinished(request) };
  }

  private async isOnPanel({ line }: Person): Promise<boolean> {
    if (line === null) return false;
    const row = await this.options.store.db
      .selectFrom('lines')
      .select('id')
      .where('panel', '=', line.panel)
      .where('id', '=', line.id)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** Until nothing new is learned: an event that names the customer by id alone may tell another address of theirs. */
  private async learnFromEvents(person: Person): Promise<void> {
    for (let known = -1; known < person.size;) {
      known = person.size;
      for await (const events of this.eventsOf(person)) for (const event of events) person.learn(parsed(event));
    }
  }

  private async inEvents(person: Person): Promise<number> {
    let count = 0;
    for await (const events of this.eventsOf(person)) {
      const changed = events
        .map((stored) => ({
          stored,
          data: JSON.stringify(person.without(parsed(stored))),
          subject: person.subjectWithout(stored.subject),
        }))
        .filter(({ stored, data, subject }) => data !== stored.data || subject !== stored.subject);
      if (changed.length === 0) continue;
      await this.options.store.write(async (trx) => {
        for (const { stored, data, subject } of changed) {
          await trx.updateTable('events').set({ data, subject }).where('sequence', '=', stored.sequence).execute();
        }
      });
      count += changed.length;
    }
    return count;
  }

  /** The events that may tell of the person, oldest first. */
  private async *eventsOf(person: Person): AsyncGenerator<StoredEvent[]> {
    const { db } = this.options.store;
    const { subject, searched } = person;
    if (subject === null && searched.length === 0) return;
    for (let after = 0; ;) {
      const rows = await db
        .selectFrom('events')
        .selectAll()
        .where('sequence', '>', after)
        .where((eb) =>
          eb.or([
            ...(subject === null ? [] : [eb('subject', '=', subject)]),
            ...searched.map((text) => contains(db, 'data', JSON.stringify(text).slice(1, -1))),
            ...searched.map((text) => contains(db, 'subject', text)),
          ]),
        )
        .orderBy('sequence')
        .limit(batch)
        .execute();
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.sequence;
      yield rows as unknown as StoredEvent[];
    }
  }

  private async unfinished(request: ErasureRequest): Promise<number> {
    if ('email' in request) return 0;
    const row = await this.options.store.db
      .selectFrom('commands')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('state', 'in', ['intended', 'sent'])
      .where('panel', '=', request.panel)
      .where('subject', '=', `line:${request.line}`)
      .executeTakeFirstOrThrow();
    return row.count;
  }
}
