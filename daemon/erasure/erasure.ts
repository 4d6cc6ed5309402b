import type { Logger } from 'pino';

import type { Clock } from '../clock';
import { parsed, type EventLog, type StoredEvent } from '../events';
import type { Sealer } from '../secrets';
import { contains, type Store } from '../store';
import { Person } from './person';

/** Who is to be forgotten: by a line of theirs, or by the e-mail address billing knows. */
export type ErasureRequest = { panel: string; line: string } | { email: string };

/** How many of each were changed. A second erasure of the same person changes nothing. */
export interface Erased {
  events: number;
  commands: number;
  inbox: number;
  webhooks: number;
}

export interface ErasureResult extends Erased {
  /** Whether the line is still on the panel: the snapshot then has what the panel has, until it is deleted there. */
  stillOnPanel: boolean;
  /** Commands about the line that are under way; erase again when they have ended. */
  unfinished: number;
}

/** Rows read and changed at once. */
const batch = 200;

/**
 * Removes what identifies a person from all that is stored of the past, and keeps the facts: ids, types, times, amounts.
 *
 * First it learns what the person is called, from the events about them: usernames and notes of the line, or name, phone and customer ids at billing
 * providers. Then everything that holds one of these is rewritten, in small transactions. A kill in between leaves a part to be done: erase again.
 */
export class Erasures {
  constructor(
    private readonly options: { store: Store; log: EventLog; sealer: Sealer; clock: Clock; logger: Logger },
  ) {}

  async erase(request: ErasureRequest): Promise<ErasureResult> {
    const { store, clock, logger } = this.options;
    const person =
      'email' in request ? new Person(null, request.email) : new Person(`line:${request.panel}/${request.line}`, null);
    const stillOnPanel = 'line' in request && (await this.learnFromSnapshot(person, request));
    await this.learnFromEvents(person);
    const counts: Erased = {
      inbox: await this.inSealed('inbox', 'message', person),
      webhooks: await this.inSealed('panel_webhooks', 'body', person),
      commands: await this.inCommands(person, request),
      events: await this.inEvents(person),
    };
    await this.inDeliveries(person);
    if ('line' in request) await this.forgetReminders(request);
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

  private async learnFromSnapshot(person: Person, { panel, line }: { panel: string; line: string }): Promise<boolean> {
    const row = await this.options.store.db
      .selectFrom('lines')
      .select(['username'])
      .where('panel', '=', panel)
      .where('id', '=', Number(line))
      .executeTakeFirst();
    person.addWord(row?.username);
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
        .map((stored) => ({ stored, data: JSON.stringify(person.without(parsed(stored))) }))
        .filter(({ stored, data }) => data !== stored.data);
      if (changed.length === 0) continue;
      await this.options.store.write(async (trx) => {
        for (const { stored, data } of changed) {
          await trx.updateTable('events').set({ data }).where('sequence', '=', stored.sequence).execute();
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

  /** Messages that tell of the person lose what they said; that they came is kept, so that they are not taken in twice. */
  private async inSealed(
    table: 'inbox' | 'panel_webhooks',
    column: 'message' | 'body',
    person: Person,
  ): Promise<number> {
    const { store, sealer } = this.options;
    const { db } = store;
    const nothing = table === 'inbox' ? { headers: {}, body: '' } : '';
    let count = 0;
    for (let after = 0; ;) {
      const rows: Array<{ sequence: number; message?: string; body?: string }> = await db
        .selectFrom(table)
        .select(['sequence', column])
        .where('sequence', '>', after)
        .orderBy('sequence')
        .limit(batch)
        .execute();
      const last = rows.at(-1);
      if (last === undefined) return count;
      after = last.sequence;
      for (const row of rows) {
        if (!person.isIn(textOf(sealer.unseal(row[column] ?? '')))) continue;
        const change = { [column]: sealer.seal(nothing) };
        await store.write((trx) => trx.updateTable(table).set(change).where('sequence', '=', row.sequence).execute());
        count += 1;
      }
    }
  }

  private async inCommands(person: Person, request: ErasureRequest): Promise<number> {
    const { store, sealer } = this.options;
    let count = 0;
    for (let after = 0; ;) {
      const rows = await store.db
        .selectFrom('commands')
        .select(['sequence', 'panel', 'subject', 'result', 'error'])
        .where('state', 'in', ['confirmed', 'failed'])
        .where('sequence', '>', after)
        .orderBy('sequence')
        .limit(batch)
        .execute();
      const last = rows.at(-1);
      if (last === undefined) return count;
      after = last.sequence;
      for (const row of rows) {
        const result = row.result === null ? null : (sealer.unseal(row.result) as Readonly<Record<string, unknown>>);
        const isAbout = 'line' in request && row.panel === request.panel && row.subject === `line:${request.line}`;
        const tells = result !== null && result['erased'] !== true && (isAbout || person.isIn(JSON.stringify(result)));
        const error = row.error === null ? null : JSON.stringify(person.scrubbed(JSON.parse(row.error)));
        if (!tells && error === row.error) continue;
        const change = { error, ...(tells ? { result: sealer.seal({ id: result['id'], erased: true }) } : {}) };
        await store.write((trx) =>
          trx.updateTable('commands').set(change).where('sequence', '=', row.sequence).execute(),
        );
        count += 1;
      }
    }
  }

  /** Reasons that consumers gave for refusing an event may quote it. */
  private async inDeliveries(person: Person): Promise<void> {
    const { store } = this.options;
    const rows = await store.db
      .selectFrom('deliveries')
      .select(['feed', 'sequence', 'reason'])
      .where('reason', 'is not', null)
      .execute();
    for (const { feed, sequence, reason } of rows.filter((row) => person.isIn(row.reason ?? ''))) {
      const change = { reason: person.scrubbed(reason) as string };
      await store.write((trx) =>
        trx.updateTable('deliveries').set(change).where('feed', '=', feed).where('sequence', '=', sequence).execute(),
      );
    }
  }

  private async forgetReminders({ panel, line }: { panel: string; line: string }): Promise<void> {
    await this.options.store.write((trx) =>
      trx.deleteFrom('line_reminders').where('panel', '=', panel).where('line', '=', Number(line)).execute(),
    );
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

/** What a sealed message says. Bodies are bytes written as latin1. */
function textOf(message: unknown): string {
  const body = typeof message === 'string' ? message : ((message as { body?: string }).body ?? '');
  return Buffer.from(body, 'latin1').toString('utf8');
}
