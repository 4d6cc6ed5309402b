import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { instantFromUnix, type Instant } from '../../panel';
import { textsOf, type Store, type Write } from '../store';
import type { ReplicaView } from './duty';
import { share } from './share';
import type { DutyTable } from './tables';

/** What a replica does, as it knows it. */
export interface Doing {
  /** The duties it could do. */
  ready: readonly string[];
  /** Those it does or is letting go of, each with the token of its taking. */
  held: ReadonlyMap<string, number>;
  /** Those it must not take now: it is letting go of them. */
  busy: ReadonlySet<string>;
}

/** What it finds when it renews its leases. */
export interface Renewal {
  /** Duties that are its own from now on, each with the token of this taking. */
  taken: Map<string, number>;
  /** Those it held, and others have. */
  lost: string[];
  /** Those somebody else should have. */
  surplus: string[];
  /** When the first lease of somebody else ends, if it is not renewed: milliseconds from now. null: there is none. */
  nextEnd: number | null;
}

/** Replicas gone for longer are no longer listed. Milliseconds. */
const remembered = 3_600_000;

/**
 * The tables `duties` and `replicas`, on PostgreSQL. Its clock alone decides what has ended. Every change is a write of the store, one at a time over all
 * replicas, so that between the check of a lease and the commit that relies on it nobody can take the lease.
 */
export class Leases {
  private readonly id = randomUUID();

  /** @param milliseconds how long a lease lasts without renewal */
  constructor(
    private readonly store: Store,
    private readonly name: string,
    private readonly milliseconds: number,
  ) {}

  /** Tells that this replica lives, renews what it has, and takes what is free and its to take. */
  renew(doing: Doing): Promise<Renewal> {
    return this.store.write(async (trx) => {
      const now = await clock(trx);
      const until = now + this.milliseconds;
      await this.sayAlive(trx, doing.ready, now, until);
      const rows = await allDuties(trx, doing.ready);
      const isHeld = (row: DutyTable): boolean => row.holder === this.id && row.token === doing.held.get(row.name);
      const held = rows.filter(isHeld).map(({ name }) => name);
      await trx.updateTable('duties').set({ until }).where('name', 'in', textsOf(trx, held)).execute();

      const replicas = await readyReplicas(trx, now);
      // What is being let go of, and what was ours before we lost it, is as good as free.
      const isFree = (row: DutyTable): boolean =>
        row.holder === this.id ? !isHeld(row) || doing.busy.has(row.name) : row.until <= now;
      const duties = rows.map((row) => ({ name: row.name, holder: isFree(row) ? null : row.holder }));
      const { take, giveBack } = share({ self: this.id, replicas, duties });
      const taken = new Map<string, number>();
      for (const name of take) {
        if (!doing.busy.has(name)) taken.set(name, await this.take(trx, name, now, until));
      }
      const ends = rows.filter((row) => row.holder !== this.id && row.until > now).map((row) => row.until - now);
      return {
        taken,
        lost: [...doing.held.keys()].filter((name) => !held.includes(name)),
        surplus: giveBack,
        nextEnd: ends.length === 0 ? null : Math.min(...ends),
      };
    });
  }

  /** Whether the duty is this replica's, by this taking of it. */
  async isHeld(trx: Write, name: string, token: number): Promise<boolean> {
    const row = await trx.selectFrom('duties').select(['holder', 'token']).where('name', '=', name).executeTakeFirst();
    return row?.holder === this.id && row.token === token;
  }

  /** Lets others have it at once. */
  async release(name: string, token: number): Promise<void> {
    await this.store.write((trx) =>
      trx
        .updateTable('duties')
        .set({ holder: null, until: 0 })
        .where('name', '=', name)
        .where('holder', '=', this.id)
        .where('token', '=', token)
        .execute(),
    );
  }

  /** This replica stops. */
  async leave(): Promise<void> {
    await this.store.write((trx) => trx.deleteFrom('replicas').where('id', '=', this.id).execute());
  }

  async replicas(): Promise<ReplicaView[]> {
    const { db } = this.store;
    const now = await clock(db);
    const duties = await db.selectFrom('duties').selectAll().where('until', '>', now).orderBy('name').execute();
    const rows = await db.selectFrom('replicas').selectAll().orderBy('name').orderBy('started_at').execute();
    return rows.map((row) => ({
      replica: row.name,
      self: row.id === this.id,
      alive: row.until > now,
      startedAt: instantOf(row.started_at),
      seenAt: instantOf(row.seen_at),
      duties: duties
        .filter(({ holder }) => holder === row.id)
        .map(({ name, since }) => ({ duty: name, since: instantOf(since) })),
    }));
  }

  private async sayAlive(trx: Write, ready: readonly string[], now: number, until: number): Promise<void> {
    const seen = { seen_at: now, until, ready: JSON.stringify(ready) };
    await trx
      .insertInto('replicas')
      .values({ id: this.id, name: this.name, started_at: now, ...seen })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(seen))
      .execute();
    await trx
      .deleteFrom('replicas')
      .where('until', '<', now - remembered)
      .execute();
  }

  private async take(trx: Write, name: string, now: number, until: number): Promise<number> {
    const { token } = await trx
      .updateTable('duties')
      .set((row) => ({ holder: this.id, token: row('token', '+', 1), until, since: now }))
      .where('name', '=', name)
      .returning('token')
      .executeTakeFirstOrThrow();
    return token;
  }
}

/** With those that are new; the longest held first. */
async function allDuties(trx: Write, ready: readonly string[]): Promise<DutyTable[]> {
  if (ready.length > 0) {
    await trx
      .insertInto('duties')
      .values(ready.map((name) => ({ name, holder: null, token: 0, until: 0, since: 0 })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  return trx.selectFrom('duties').selectAll().orderBy('since').orderBy('name').execute();
}

async function readyReplicas(trx: Write, now: number): Promise<Map<string, ReadonlySet<string>>> {
  const rows = await trx.selectFrom('replicas').select(['id', 'ready']).where('until', '>', now).execute();
  return new Map(rows.map((row) => [row.id, new Set(JSON.parse(row.ready) as string[])]));
}

/** Of this moment: a transaction may have waited for its turn. Milliseconds since 1970. */
async function clock(db: Write | Store['db']): Promise<number> {
  const { rows } = await sql<{ now: number }>`
    SELECT CAST(floor(extract(epoch FROM clock_timestamp()) * 1000) AS BIGINT) AS now`.execute(db);
  return rows[0]?.now ?? 0;
}

function instantOf(milliseconds: number): Instant {
  return instantFromUnix(Math.floor(milliseconds / 1000));
}
