import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sql, type Transaction } from 'kysely';
import { copySqlite } from './copy';
import type { Store, Tables } from './store';

/** A step of a folder's schema, forward only. Carried out once, in the order given, each in its own transaction. */
export interface Migration {
  /** `<folder>-<number>-<what>`, never reused. */
  id: string;
  /** Tables are made with `define`, which says the same to SQLite and PostgreSQL. */
  up(db: Transaction<Tables>): Promise<void>;
}

/** The store has tables that this version does not know. */
export class NewerStoreError extends Error {
  override readonly name = 'NewerStoreError';
  constructor(migration: string) {
    super(
      `The store was made by a newer version of xtream-ui-sync: this one does not know its migration ${migration}. Start that version, or restore the backup made before it was installed.`,
    );
  }
}

/** @throws NewerStoreError */
export function refuseNewer(applied: Iterable<string>, migrations: readonly Migration[]): void {
  const known = new Set(migrations.map((migration) => migration.id));
  for (const id of applied) if (!known.has(id)) throw new NewerStoreError(id);
}

/**
 * Brings a store's tables up to date. There is no way back, so a SQLite store that has tables already is copied first, beside itself.
 *
 * @param file the SQLite file
 * @returns the backup, where one was made
 * @throws NewerStoreError
 */
export async function migrate(
  store: Store,
  migrations: readonly Migration[],
  file: string | undefined,
): Promise<string | undefined> {
  const { db } = store;
  await store.write((trx) =>
    sql`CREATE TABLE IF NOT EXISTS migrations (id TEXT PRIMARY KEY, applied_at TEXT NOT NULL)`.execute(trx),
  );
  const applied = new Set((await db.selectFrom('migrations').select('id').execute()).map((row) => row.id));
  refuseNewer(applied, migrations);
  const pending = migrations.filter((migration) => !applied.has(migration.id));
  const backup = applied.size === 0 ? undefined : await copyBefore(pending[0], file);
  for (const migration of pending) {
    await store.write(async (trx) => {
      // Another replica may have been faster.
      const done = await trx.selectFrom('migrations').select('id').where('id', '=', migration.id).executeTakeFirst();
      if (done !== undefined) return;
      await migration.up(trx);
      await trx.insertInto('migrations').values({ id: migration.id, applied_at: new Date().toISOString() }).execute();
    });
  }
  return backup;
}

/** Named after the migration it precedes: an upgrade that fails and is begun again has its backup already. */
async function copyBefore(next: Migration | undefined, file: string | undefined): Promise<string | undefined> {
  if (next === undefined || file === undefined) return undefined;
  const backup = join(dirname(file), `state.before-${next.id}.db`);
  if (!existsSync(backup)) await copySqlite(file, backup);
  return backup;
}
