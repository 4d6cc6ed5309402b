import { instantOf, type Clock } from '../clock';
import { appendedAt, type EventLog, type StoredEvent } from '../events';
import { Problem } from '../problem';
import { checkName, checkSelection, matchAll, sequenceOf, type FilterProblem, type LogStart } from '../selection';
import { textsOf, type Store } from '../store';
import { columnsOf, feedDefaults, feedMatcher, settingsOf, type FeedSettings, type FeedView } from './settings';
import type { FeedTable } from './tables';

/** Waiting events looked at in one go when settings change. */
const batch = 500;

export function unknownFeed(name: string): Problem {
  return new Problem(404, 'unknown-feed', `There is no feed ${JSON.stringify(name)}.`, {
    hint: 'Make it with PUT /v1/feeds/{feed}.',
  });
}

/** Which feeds there are, and how they stand. */
export class Registry {
  constructor(
    private readonly store: Store,
    private readonly log: EventLog,
    private readonly clock: Clock,
  ) {}

  async put(
    name: string,
    given: Partial<FeedSettings> & { from?: LogStart } = {},
  ): Promise<{ created: boolean; feed: FeedView }> {
    checkName('feed', name);
    const { from = 'now', ...rest } = given;
    const settings: FeedSettings = { ...feedDefaults, ...rest };
    checkSelection(settings);
    const start = await sequenceOf(this.log, from, 'from');
    const created = await this.store.write(async (trx) => {
      const present = await trx.selectFrom('feeds').selectAll().where('name', '=', name).executeTakeFirst();
      if (present) {
        await trx.updateTable('feeds').set(changesOf(present, settings)).where('name', '=', name).execute();
        return false;
      }
      const row = newRow(name, settings, start);
      await trx.insertInto('feeds').values(row).execute();
      return true;
    });
    if (!created) await this.dropUnmatched(name);
    return { created, feed: await this.get(name) };
  }

  /** @throws Problem 404 `unknown-feed` */
  async get(name: string): Promise<FeedView> {
    return this.view(await this.row(name));
  }

  async list(): Promise<FeedView[]> {
    const rows = await this.store.db.selectFrom('feeds').selectAll().orderBy('name').execute();
    return Promise.all(rows.map((row) => this.view(row)));
  }

  async delete(name: string): Promise<void> {
    await this.store.write(async (trx) => {
      await trx.deleteFrom('deliveries').where('feed', '=', name).execute();
      const gone = await trx.deleteFrom('feeds').where('name', '=', name).executeTakeFirst();
      if (gone.numDeletedRows === 0n) throw unknownFeed(name);
    });
  }

  /** @throws Problem 404 `unknown-feed` */
  async row(name: string): Promise<FeedTable> {
    const row = await this.store.db.selectFrom('feeds').selectAll().where('name', '=', name).executeTakeFirst();
    if (!row) throw unknownFeed(name);
    return row;
  }

  private async view(row: FeedTable): Promise<FeedView> {
    const now = this.clock.now();
    const counts = await this.store.db
      .selectFrom('deliveries')
      .select(({ fn }) => [
        fn.countAll<number>().as('all'),
        fn.countAll<number>().filterWhere('state', '=', 'parked').as('parked'),
        fn.countAll<number>().filterWhere('state', '=', 'leased').filterWhere('due_at', '>', now).as('leased'),
      ])
      .where('feed', '=', row.name)
      .executeTakeFirstOrThrow();
    const waiting = counts.all - counts.parked - counts.leased;
    const oldest = await this.oldest(row);
    return {
      feed: row.name,
      ...settingsOf(row),
      position: row.position,
      lag: Math.max((await this.log.head()) - row.position, 0) + waiting,
      lagSeconds: oldest === undefined ? 0 : Math.max(Math.floor((now - appendedAt(oldest)) / 1000), 0),
      leased: counts.leased,
      waiting,
      parked: counts.parked,
      lastSeenAt: row.last_seen_at === null ? null : instantOf(row.last_seen_at),
      filterProblem: row.filter_problem === null ? null : (JSON.parse(row.filter_problem) as FilterProblem),
    };
  }

  /** The oldest event a feed has yet to see acknowledged, as far as its types and panels tell. */
  private async oldest(row: FeedTable): Promise<string | undefined> {
    const delivery = await this.store.db
      .selectFrom('deliveries')
      .select('event_id')
      .where('feed', '=', row.name)
      .where('state', '<>', 'parked')
      .orderBy('sequence')
      .limit(1)
      .executeTakeFirst();
    if (delivery !== undefined) return delivery.event_id;
    const { types, panels } = settingsOf(row);
    const [event] = await this.log.readStored({ types, panels, after: row.position, limit: 1 });
    return event?.id;
  }

  private async dropUnmatched(name: string): Promise<void> {
    const matcher = feedMatcher(await this.row(name));
    for (let after = 0; ;) {
      const waiting = await this.store.db
        .selectFrom('deliveries')
        .select(['event_id', 'sequence'])
        .where('feed', '=', name)
        .where('consumer', 'is', null)
        .where('sequence', '>', after)
        .orderBy('sequence')
        .limit(batch)
        .execute();
      const last = waiting.at(-1);
      if (!last) return;
      after = last.sequence;
      const events = await this.log.storedById(waiting.map((row) => row.event_id));
      const { matches } = await matchAll(matcher, events, this.clock.now());
      await this.drop(name, without(events, matches));
    }
  }

  private async drop(name: string, events: readonly StoredEvent[]): Promise<void> {
    if (events.length === 0) return;
    const ids = events.map((event) => event.id);
    await this.store.write((trx) =>
      trx
        .deleteFrom('deliveries')
        .where('feed', '=', name)
        .where('consumer', 'is', null)
        .where('event_id', 'in', textsOf(trx, ids))
        .execute(),
    );
  }
}

function without(events: readonly StoredEvent[], kept: readonly StoredEvent[]): StoredEvent[] {
  const ids = new Set(kept.map((event) => event.id));
  return events.filter((event) => !ids.has(event.id));
}

function newRow(name: string, settings: FeedSettings, start: number): FeedTable {
  return {
    name,
    ...columnsOf(settings),
    revision: 1,
    started_at: start,
    matched_since: start,
    position: start,
    last_seen_at: null,
    round: 0,
    filter_problem: null,
  };
}

function changesOf(present: FeedTable, settings: FeedSettings): Partial<FeedTable> {
  const columns = columnsOf(settings);
  const sameMatches = (['types', 'panels', 'filter'] as const).every((column) => present[column] === columns[column]);
  if (sameMatches) return columns;
  return { ...columns, revision: present.revision + 1, matched_since: present.position, filter_problem: null };
}
