import { Kysely, sql, type Transaction } from 'kysely';
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

/** A step of a folder's schema, forward only. Carried out once, in the order given, each in its own transaction. */
export interface Migration {
  /** `<folder>-<number>-<what>`, never reused. */
  id: string;
  up(db: Transaction<Tables>): Promise<void>;
}

export type Write = Transaction<Tables>;

/** SQLite's result codes for a store that cannot be written: READONLY, IOERR, FULL, CANTOPEN. */
const notWritable: ReadonlySet<number> = new Set([8, 10, 13, 14]);

/** Whether an error says that the disk is at fault, not what was asked of the store. */
export function isStoreFault(error: unknown): boolean {
  const { errcode } = error as { errcode?: unknown };
  // The lowest byte is the code; what is above says more of where.
  return typeof errcode === 'number' && notWritable.has(errcode % 256);
}

/** The daemon's memory: one database, one transaction a fact. */
export class Store {
  private constructor(readonly db: Kysely<Tables>) {}

  /** Opens (or makes) the database and brings its tables up to date. */
  static async open(options: { file: string; migrations: readonly Migration[] }): Promise<Store> {
    const db = new Kysely<Tables>({ dialect: sqliteDialect(options.file) });
    await sql`CREATE TABLE IF NOT EXISTS migrations (id TEXT PRIMARY KEY, applied_at TEXT NOT NULL) STRICT`.execute(db);
    const applied = new Set((await db.selectFrom('migrations').select('id').execute()).map((row) => row.id));
    for (const migration of options.migrations) {
      if (applied.has(migration.id)) continue;
      await db.transaction().execute(async (trx) => {
        await migration.up(trx);
        await trx.insertInto('migrations').values({ id: migration.id, applied_at: new Date().toISOString() }).execute();
      });
    }
    return new Store(db);
  }

  /**
   * Everything `work` writes is on disk when this resolves, or nothing of it is. Functions given to `afterCommit` run once it is on disk.
   * Keep it short and wait for nothing but the database inside: all other queries queue behind it.
   */
  async write<T>(work: (trx: Write, afterCommit: (run: () => void) => void) => Promise<T>): Promise<T> {
    const hooks: Array<() => void> = [];
    const result = await this.db.transaction().execute((trx) => work(trx, (run) => hooks.push(run)));
    for (const run of hooks) run();
    return result;
  }

  /** Whether a write would succeed now (disk full, read-only, locked). */
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

  async close(): Promise<void> {
    await this.db.destroy();
  }
}
