import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../clock';
import { EventLog, eventMigrations } from '../events';
import { Store, type Migration, type StorePlace } from '../store';
import { everyRow, freshDatabase } from './postgres';

export { freshDatabase, postgresServer } from './postgres';
export { strayed } from './strays';
export { describeWithPostgres } from './suites';

/** What tests of the daemon share: a real database in a folder of its own, a clock that stands still, waiting for a condition. */

export class FakeClock implements Clock {
  constructor(private time = Date.parse('2027-01-01T00:00:00Z')) {}
  now(): number {
    return this.time;
  }
  advance(step: { days?: number; hours?: number; minutes?: number; seconds?: number; milliseconds?: number }): void {
    const { days = 0, hours = 0, minutes = 0, seconds = 0, milliseconds = 0 } = step;
    this.time += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
  }
  set(instant: string): void {
    this.time = Date.parse(instant);
  }
}

export interface TestStore {
  store: Store;
  log: EventLog;
  folder: string;
  /** Where it lies. */
  place: StorePlace;
  /** Opens it once more, as another process does. With further migrations: as a newer version does. */
  openAgain(newer?: readonly Migration[]): Promise<Store>;
  /** Closes it and opens it again, as a restart does. */
  reopen(): Promise<Store>;
  close(): Promise<void>;
}

/** Which store tests open where they do not say: `XTREAM_UI_TEST_STORE=postgres` runs them on PostgreSQL. */
export const storeKind = process.env['XTREAM_UI_TEST_STORE'] === 'postgres' ? 'postgres' : 'sqlite';

export async function openTestStore(
  migrations: readonly Migration[] = [],
  kind: 'sqlite' | 'postgres' = storeKind,
): Promise<TestStore> {
  const folder = await mkdtemp(join(tmpdir(), 'xtream-ui-sync-'));
  const database = kind === 'postgres' ? await freshDatabase() : undefined;
  const place = database === undefined ? { file: join(folder, 'state.db') } : { postgres: database.url };
  const open = (newer: readonly Migration[] = []): Promise<Store> =>
    Store.open({ ...place, migrations: [...eventMigrations, ...migrations, ...newer] });
  let store = await open();
  return {
    store,
    log: new EventLog(store),
    folder,
    place,
    openAgain: open,
    async reopen() {
      await store.close();
      return (store = await open());
    },
    async close() {
      await store.close();
      await database?.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves when the condition holds; fails with the last error or `what` after `timeoutMs`. */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  what = 'the condition',
  timeoutMs = 10_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    if (await condition()) return;
    if (Date.now() > deadline) throw new Error(`Waited ${String(timeoutMs)} ms in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** All a store has on disk as one text: the bytes of SQLite's files, the rows of all of PostgreSQL's tables. */
export async function everyByte({ place, folder }: Pick<TestStore, 'place' | 'folder'>): Promise<string> {
  if ('postgres' in place) return everyRow(place.postgres);
  const files = await readdir(folder);
  return (await Promise.all(files.map((file) => readFile(join(folder, file), 'latin1')))).join('');
}
