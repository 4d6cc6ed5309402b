import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { EventData, EventType, Instant } from '../../panel';
import { instantOf, type Clock } from '../clock';
import type { EventDraft, EventLog } from '../events';
import { textsOf, type AfterCommit, type Store, type Write } from '../store';
import type { Watched } from './watch';

/** Something on a panel besides lines. */
export interface Thing {
  id: string;
}

/** One fact about a thing, before it has a place in the log. */
export interface ThingFact {
  type: EventType;
  data: EventData;
  /** What it is about, where that is not the thing: a device is news of its line. */
  about?: { kind: string; id: string };
}

/** A kind of thing, and what there is to tell of its changes. Pure. */
export interface Collection<T extends Thing> {
  /** As subjects name it: `stream` makes `stream:main/17`. */
  kind: string;
  /** The fields whose change counts. Fields a panel may add never raise anything. */
  compared: ReadonlyArray<keyof T & string>;
  created?: (thing: T) => ThingFact[];
  changed?: (before: T, after: T) => ThingFact[];
  deleted?: (before: T) => ThingFact[];
}

/** What a look found. */
export interface LookResult {
  seen: number;
  created: number;
  changed: number;
  deleted: number;
  /** Missing, and not yet believed to be deleted. */
  missing: number;
}

/** So many things missing at once are always believed to be deleted, unless nothing is left; and so many percent. */
const guard = { things: 10, percent: 20 };

/** More is believed after it has been so for this long. Seconds. */
const patience = 3600;

/** Things in one INSERT: few enough for its 32,766 values. */
const rowsAtOnce = 250;

/**
 * The last known state of all kinds of things on all panels, and the one place where their differences become events.
 *
 * The first complete look is a baseline and tells of nothing. A thing counts as deleted only after a complete look without it; where suddenly more are
 * missing than people delete at once, or all are, only when they have stayed away for an hour.
 */
export class Things {
  constructor(private readonly parts: { store: Store; log: EventLog; clock: Clock; logger: Logger }) {}

  /**
   * Compares a complete list with what is known, page by page, each page in one transaction with its events.
   *
   * @param pages all things there are; throws when they cannot be read to the end, and then nothing counts as deleted
   * @param signal nothing is written once it has aborted
   */
  async look<T extends Thing>(
    { name: panel, write }: Pick<Watched, 'name' | 'write'>,
    collection: Collection<T>,
    pages: AsyncIterable<readonly T[]>,
    signal: AbortSignal,
  ): Promise<LookResult> {
    const { kind } = collection;
    const isBaseline = (await this.list(this.parts.store.db, panel, kind))?.baseline_at == null;
    const known = await this.fingerprints(panel, kind);
    const missing = new Set(known.keys());
    const result: LookResult = { seen: 0, created: 0, changed: 0, deleted: 0, missing: 0 };
    for await (const page of pages) {
      signal.throwIfAborted();
      const different = page.filter((thing) => known.get(thing.id) !== fingerprintOf(collection, thing));
      for (const { id } of page) missing.delete(id);
      result.seen += page.length;
      result.created += different.filter(({ id }) => !known.has(id)).length;
      result.changed += different.filter(({ id }) => known.has(id)).length;
      if (different.length === 0) continue;
      await write(async (trx, afterCommit) => {
        await this.takeIn(trx, afterCommit, panel, collection, different, isBaseline);
      });
    }
    signal.throwIfAborted();
    await this.settle({ name: panel, write }, collection, [...missing], { known: known.size, isBaseline, result });
    return result;
  }

  /** One thing as last seen; undefined where it is not known. */
  async get<T extends Thing>(
    panel: string,
    kind: string,
    id: string,
    db: Write | Store['db'] = this.parts.store.db,
  ): Promise<T | undefined> {
    return (await this.states<T>(db, panel, kind, [id])).get(id);
  }

  /** Those of these that are known, by id, as last seen. */
  some<T extends Thing>(panel: string, kind: string, ids: readonly string[]): Promise<Map<string, T>> {
    return this.states<T>(this.parts.store.db, panel, kind, ids);
  }

  /** All of a kind as last seen: for kinds of which a panel has few. */
  async all<T extends Thing>(panel: string, kind: string): Promise<T[]> {
    const rows = await this.parts.store.db
      .selectFrom('things')
      .select('state')
      .where('panel', '=', panel)
      .where('kind', '=', kind)
      .execute();
    return rows.map(({ state }) => JSON.parse(state) as T);
  }

  /** Takes in what was heard otherwise than by a look. What there is to tell of it is told by who heard it, in the same transaction. */
  async put<T extends Thing>(
    trx: Write,
    panel: string,
    collection: Collection<T>,
    things: readonly T[],
  ): Promise<void> {
    const { kind } = collection;
    for (let at = 0; at < things.length; at += rowsAtOnce) {
      await trx
        .insertInto('things')
        .values(
          things.slice(at, at + rowsAtOnce).map((thing) => ({
            panel,
            kind,
            id: thing.id,
            fingerprint: fingerprintOf(collection, thing),
            state: JSON.stringify(thing),
          })),
        )
        .onConflict((conflict) =>
          conflict.columns(['panel', 'kind', 'id']).doUpdateSet((eb) => ({
            fingerprint: eb.ref('excluded.fingerprint'),
            state: eb.ref('excluded.state'),
          })),
        )
        .execute();
    }
  }

  private async takeIn<T extends Thing>(
    trx: Write,
    afterCommit: AfterCommit,
    panel: string,
    collection: Collection<T>,
    different: readonly T[],
    isBaseline: boolean,
  ): Promise<void> {
    const { kind } = collection;
    const before = await this.states<T>(
      trx,
      panel,
      kind,
      different.map(({ id }) => id),
    );
    await this.put(trx, panel, collection, different);
    if (isBaseline) return;
    const told = different.map((thing) => {
      const old = before.get(thing.id);
      return {
        id: thing.id,
        facts: (old === undefined ? collection.created?.(thing) : collection.changed?.(old, thing)) ?? [],
      };
    });
    await this.tell(trx, afterCommit, panel, kind, told);
  }

  /** Judges a complete look: what is missing, and whether a baseline was taken. */
  private async settle<T extends Thing>(
    { name: panel, write }: Pick<Watched, 'name' | 'write'>,
    collection: Collection<T>,
    missing: readonly string[],
    { known, isBaseline, result }: { known: number; isBaseline: boolean; result: LookResult },
  ): Promise<void> {
    const { store, clock, logger } = this.parts;
    const { kind } = collection;
    const now = Math.floor(clock.now() / 1000);
    const row = await this.list(store.db, panel, kind);
    const few = missing.length <= Math.max(guard.things, Math.floor((known * guard.percent) / 100)) && result.seen > 0;
    const since = row?.missing_since ?? now;
    const isBelieved = missing.length === 0 || few || now - since >= patience;
    const change = {
      baseline_at: row?.baseline_at ?? instantOf(clock.now()),
      missing_since: isBelieved ? null : since,
    };
    if (isBelieved) result.deleted = missing.length;
    else result.missing = missing.length;
    if (!isBelieved && row?.missing_since == null) {
      logger.warn(
        { panel, kind, missing: missing.length, known },
        'Many things are missing at once; they count as deleted if they stay away for an hour',
      );
    }
    if (row?.baseline_at === change.baseline_at && row.missing_since === change.missing_since && result.deleted === 0) {
      return;
    }
    await write(async (trx, afterCommit) => {
      if (result.deleted > 0) await this.remove(trx, afterCommit, panel, collection, missing, isBaseline);
      await trx
        .insertInto('thing_lists')
        .values({ panel, kind, ...change })
        .onConflict((conflict) => conflict.columns(['panel', 'kind']).doUpdateSet(change))
        .execute();
    });
  }

  private async remove<T extends Thing>(
    trx: Write,
    afterCommit: AfterCommit,
    panel: string,
    collection: Collection<T>,
    ids: readonly string[],
    isBaseline: boolean,
  ): Promise<void> {
    const { kind } = collection;
    const gone = await this.states<T>(trx, panel, kind, ids);
    await trx
      .deleteFrom('things')
      .where('panel', '=', panel)
      .where('kind', '=', kind)
      .where('id', 'in', textsOf(trx, ids))
      .execute();
    if (isBaseline) return;
    const told = [...gone.values()].map((thing) => ({ id: thing.id, facts: collection.deleted?.(thing) ?? [] }));
    await this.tell(trx, afterCommit, panel, kind, told);
  }

  private async tell(
    trx: Write,
    afterCommit: AfterCommit,
    panel: string,
    kind: string,
    told: ReadonlyArray<{ id: string; facts: readonly ThingFact[] }>,
  ): Promise<void> {
    const time: Instant = instantOf(this.parts.clock.now());
    const drafts = told.flatMap(({ id, facts }) =>
      facts.map(({ about = { kind, id }, ...fact }): EventDraft => {
        const subject = `${about.kind}:${panel}/${about.id}`;
        return { ...fact, panel, subject, time, origin: 'panel' };
      }),
    );
    await this.parts.log.append(trx, afterCommit, drafts);
  }

  private async fingerprints(panel: string, kind: string): Promise<Map<string, string>> {
    const rows = await this.parts.store.db
      .selectFrom('things')
      .select(['id', 'fingerprint'])
      .where('panel', '=', panel)
      .where('kind', '=', kind)
      .execute();
    return new Map(rows.map(({ id, fingerprint }) => [id, fingerprint]));
  }

  private async states<T extends Thing>(
    db: Write | Store['db'],
    panel: string,
    kind: string,
    ids: readonly string[],
  ): Promise<Map<string, T>> {
    const rows = await db
      .selectFrom('things')
      .select(['id', 'state'])
      .where('panel', '=', panel)
      .where('kind', '=', kind)
      .where('id', 'in', textsOf(db, ids))
      .execute();
    return new Map(rows.map(({ id, state }) => [id, JSON.parse(state) as T]));
  }

  private async list(db: Store['db'], panel: string, kind: string) {
    return db
      .selectFrom('thing_lists')
      .selectAll()
      .where('panel', '=', panel)
      .where('kind', '=', kind)
      .executeTakeFirst();
  }
}

function fingerprintOf<T extends Thing>({ compared }: Collection<T>, thing: T): string {
  const values = JSON.stringify(compared.map((field) => thing[field] ?? null));
  return createHash('sha256').update(values).digest('base64url').slice(0, 22);
}
