import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { eventMigrations } from '../events';
import { openTestStore, type TestStore } from '../testing';
import { isStoreFault, type Migration } from './index';

describe('a store on a full disk', () => {
  let test: TestStore;
  beforeEach(async () => {
    test = await openTestStore([], 'sqlite');
    const { rows } = await sql<{ page_count: number }>`PRAGMA page_count`.execute(test.store.db);
    await sql`PRAGMA max_page_count = ${sql.lit(rows[0]!.page_count)}`.execute(test.store.db);
  });
  afterEach(() => test.close());

  const fill = () =>
    test.store.write((trx) =>
      trx
        .insertInto('migrations')
        .values({ id: 'x'.repeat(100_000), applied_at: '' })
        .execute(),
    );

  it('says that the disk is full, not that there is nothing to roll back', async () => {
    const error = await fill().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: 'database or disk is full' });
    expect(isStoreFault(error)).toBe(true);
  });

  it('goes on when there is room again', async () => {
    await expect(fill()).rejects.toThrow();
    await sql`PRAGMA max_page_count = 100000`.execute(test.store.db);
    await fill();
    expect(await test.store.isWritable()).toBe(true);
  });

  it('is not blamed for what else goes wrong', () => {
    expect(isStoreFault(new Error('no'))).toBe(false);
    expect(isStoreFault(Object.assign(new Error('busy'), { errcode: 5 }))).toBe(false);
  });
});

describe('a store that needs new tables', () => {
  const next: Migration = { id: 'next-1-table', up: () => Promise.resolve() };
  let test: TestStore;
  beforeEach(async () => {
    test = await openTestStore([], 'sqlite');
  });
  afterEach(() => test.close());
  const backups = () => readdirSync(test.folder).filter((name) => name.startsWith('state.before-'));

  it('is copied beside itself before they are made', async () => {
    await test.store.db.insertInto('migrations').values({ id: 'next-0', applied_at: 'before' }).execute();
    const zero: Migration = { id: 'next-0', up: () => Promise.resolve() };
    await (await test.openAgain([zero, next])).close();
    expect(backups()).toEqual(['state.before-next-1-table.db']);
    const file = join(test.folder, 'state.before-next-1-table.db');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const copy = new DatabaseSync(file, { readOnly: true });
    const ids = copy.prepare('SELECT id FROM migrations ORDER BY id').all();
    expect(ids.map((row) => row['id'])).toEqual([...eventMigrations.map(({ id }) => id), 'next-0']);
    copy.close();
  });

  it('is copied once, however often the upgrade fails', async () => {
    const fails: Migration = { ...next, up: () => Promise.reject(new Error('killed here')) };
    const sizes: number[] = [];
    for (let round = 0; round < 2; round += 1) {
      await expect(test.openAgain([fails])).rejects.toThrow('killed here');
      sizes.push(statSync(join(test.folder, backups()[0]!)).mtimeMs);
    }
    expect(backups()).toHaveLength(1);
    expect(sizes[0]).toBe(sizes[1]);
  });

  it('is not copied when it is new, or up to date', async () => {
    await (await test.openAgain()).close();
    expect(backups()).toEqual([]);
  });
});
