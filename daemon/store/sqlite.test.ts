import { sql } from 'kysely';
import { openTestStore, type TestStore } from '../testing';
import { isStoreFault } from './index';

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
