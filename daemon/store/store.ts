import { Kysely, sql, type Transaction } from 'kysely';
import { migrate, type Migration } from './migrate';
import { unobserved, type Observer } from '../observer';
import { postgresDialect } from './postgres';
import { channel, Signals } from './signals';
import { isPostgres } from './sql';
import { sqliteDialect } from './sqlite';

/**
 * The tables, put together from the folders that own them: each adds its own by module augmentation.
 *
 * ```ts
 * declare module '../store/store' { interface Tables { feeds: FeedTable } }
 * ```
 */
export interface Tables {
  /** Which migrations have been carried out. */
  migrations: { id: string; applied_at: string };
}

export type Write = Transaction<Tables>;

/** Calls a function once the transaction is on disk. */
export type AfterCommit = (run: () => void) => void;

/** Where the daemon's memory lies: a file of its own, or a PostgreSQL it shares with its replicas. */
export type StorePlace = { file: string } | { postgres: string };

/** Names our one lock on PostgreSQL. Any number will do, as long as nobody else takes it. */
const writerLock = 7_843_120_515;

/** The daemon's memory: one database, one transaction a fact, one writer at a time. */
export class Store {
  readonly signals = new Signals();

  /** Measures transactions. */
  observer: Observer = unobserved;

  private constructor(readonly db: Kysely<Tables>) {}

  get kind(): 'sqlite' | 'postgres' {
    return isPostgres(this.db) ? 'postgres' : 'sqlite';
  }

  /**
   * Opens (or makes) the database and brings its tables up to date.
   * @param options `lost`: told of connections to PostgreSQL that broke; `backedUp`: told of the copy made of a SQLite store before its tables are changed
   * @throws NewerStoreError
   */
  static async open(
    options: StorePlace & {
      migrations: readonly Migration[];
      lost?: (error: Error) => void;
      backedUp?: (file: string) => void;
    },
  ): Promise<Store> {
    const dialect =
      'file' in options
        ? sqliteDialect(options.file)
        : postgresDialect(options.postgres, options.lost ?? (() => undefined));
    const store = new Store(new Kysely<Tables>({ dialect }));
    try {
      const backup = await migrate(store, options.migrations, 'file' in options ? options.file : undefined);
      if (backup !== undefined) options.backedUp?.(backup);
    } catch (error) {
      await store.close();
      throw error;
    }
    if ('postgres' in options) store.signals.listen(options.postgres);
    return store;
  }

  /**
   * Everything `work` writes is on disk when this resolves, or nothing of it is. Functions given to `afterCommit` run once it is on disk.
   * Keep it short and wait for nothing but the database inside: all other writes queue behind it.
   *
   * On PostgreSQL too there is one writer at a time, over all replicas, from the first statement to the commit: what holds on SQLite holds there, events
   * become visible in the order of their sequences, and no two transactions wait for each other.
   */
  write<T>(work: (trx: Write, afterCommit: AfterCommit) => Promise<T>): Promise<T> {
    return this.observer.observe('store_write', {}, () => this.transact(work));
  }

  private async transact<T>(work: (trx: Write, afterCommit: AfterCommit) => Promise<T>): Promise<T> {
    const hooks: Array<() => void> = [];
    let failure: { cause: unknown } | undefined;
    const transaction = this.db.transaction().execute(async (trx) => {
      try {
        await waitForTurn(trx);
        return await work(trx, (run) => hooks.push(run));
      } catch (cause) {
        failure = { cause };
        throw cause;
      }
    });
    try {
      const result = await transaction;
      for (const run of hooks) run();
      return result;
    } catch (error) {
      // Where the connection broke, the rollback fails, too, and its error would hide the reason.
      throw failure === undefined ? error : failure.cause;
    }
  }

  /** Wakes who waits for `name`, in every replica, once the transaction is on disk. */
  async signal(trx: Write, afterCommit: AfterCommit, name: string): Promise<void> {
    if (isPostgres(trx)) await sql`SELECT pg_notify(${channel}, ${name})`.execute(trx);
    afterCommit(() => {
      this.signals.emit(name);
    });
  }

  /** Wakes who waits for `name`, in every replica, of something that is on disk already. */
  announce(name: string): void {
    this.signals.emit(name);
    // A hint only: if it gets lost, who waits in another replica looks a little later.
    if (isPostgres(this.db)) sql`SELECT pg_notify(${channel}, ${name})`.execute(this.db).catch(() => undefined);
  }

  /** Whether a write would succeed now (disk full, read-only, locked, away). */
  async isWritable(): Promise<boolean> {
    try {
      await this.db.transaction().execute(async (trx) => {
        await sql`INSERT INTO migrations (id, applied_at) VALUES ('writable?', '') ON CONFLICT DO NOTHING`.execute(trx);
        await sql`DELETE FROM migrations WHERE id = 'writable?'`.execute(trx);
      });
      return true;
    } catch {
      return false;
    }
  }

  /** Gives room of what was deleted back to the file system. PostgreSQL does so by itself (autovacuum). */
  async giveBackSpace(): Promise<void> {
    if (this.kind === 'sqlite') await sql`PRAGMA incremental_vacuum`.execute(this.db);
  }

  /**
   * Writes a SQLite file anew, so that nothing of what was deleted or changed is left in it or beside it. All else waits meanwhile. On PostgreSQL, its own
   * VACUUM does that in time.
   */
  async rewrite(): Promise<void> {
    if (this.kind !== 'sqlite') return;
    await sql`VACUUM`.execute(this.db);
    await sql`PRAGMA wal_checkpoint(TRUNCATE)`.execute(this.db);
  }

  async close(): Promise<void> {
    await this.signals.close();
    await this.db.destroy();
  }
}

/** On SQLite there is one connection, so nothing to wait for. */
async function waitForTurn(trx: Write): Promise<void> {
  if (isPostgres(trx)) await sql`SELECT pg_advisory_xact_lock(${writerLock})`.execute(trx);
}
