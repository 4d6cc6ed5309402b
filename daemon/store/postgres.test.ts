import { sql } from 'kysely';
import { EventLog } from '../events';
import { describeWithPostgres, freshDatabase, openTestStore, waitUntil, type TestStore } from '../testing';
import { define, isStoreFault, Store, type Migration } from './index';

/** What replicas on one PostgreSQL rely on, beside the contract of every store. */

describeWithPostgres('two stores on one PostgreSQL', () => {
  let test: TestStore;
  let here: Store;
  let there: Store;
  beforeEach(async () => {
    test = await openTestStore([counter], 'postgres');
    here = test.store;
    there = await test.openAgain();
  });
  afterEach(async () => {
    await there.close();
    await test.close();
  });

  const counter: Migration = {
    id: 'counter-1-table',
    async up(db) {
      await define(db, `CREATE TABLE counter (value INTEGER NOT NULL) STRICT`);
      await sql`INSERT INTO counter (value) VALUES (0)`.execute(db);
    },
  };
  /** Cuts the connections whose last statement looks like this. */
  const cut = async (statement: string): Promise<number> => {
    const { rows } = await sql`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE ${statement}`.execute(here.db);
    return rows.length;
  };
  const listeners = async (): Promise<number> => {
    const { rows } = await sql`
      SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`.execute(here.db);
    return rows.length;
  };

  it('have one writer at a time between them', async () => {
    const addOne = (store: Store) =>
      store.write(async (trx) => {
        const { rows } = await sql<{ value: number }>`SELECT value FROM counter`.execute(trx);
        await sql`UPDATE counter SET value = ${rows[0]!.value + 1}`.execute(trx);
      });
    await Promise.all(Array.from({ length: 20 }, (_, turn) => addOne(turn % 2 === 0 ? here : there)));
    expect((await sql`SELECT value FROM counter`.execute(here.db)).rows).toEqual([{ value: 20 }]);
  });

  it('show the events of both to a reader in the order of their sequences, leaving none out', async () => {
    const reader = await test.openAgain();
    const log = new EventLog(reader);
    const read: number[] = [];
    const readOn = async (): Promise<void> => {
      read.push(...(await log.read({ after: read.at(-1) ?? 0 })).map((event) => event.sequence));
    };
    const written = new AbortController();
    const reading = (async () => {
      while (!written.signal.aborted) await readOn();
    })();
    const append = (store: Store, round: number) =>
      store.write((trx, afterCommit) =>
        new EventLog(store).append(trx, afterCommit, [
          {
            type: 'line.created',
            panel: 'main',
            subject: `line:main/${String(round)}`,
            time: '2027-01-01T00:00:00Z',
            origin: 'panel',
            data: {},
          },
        ]),
      );
    const appended = await Promise.all(
      Array.from({ length: 60 }, (_, round) => append(round % 2 === 0 ? here : there, round)),
    );
    written.abort();
    await reading;
    await readOn();
    expect(read).toEqual(
      appended
        .flat()
        .map((event) => event.sequence)
        .sort((a, b) => a - b),
    );
    await reader.close();
  });

  it('hear each other’s signals, once what they tell of is on disk', async () => {
    await waitUntil(async () => (await listeners()) === 2, 'both to listen');
    const value = () => sql<{ value: number }>`SELECT value FROM counter`.execute(there.db);
    const woken = there.signals.next('news', AbortSignal.timeout(10_000)).then(value);
    await here.write(async (trx, afterCommit) => {
      await here.signal(trx, afterCommit, 'news');
      await sql`UPDATE counter SET value = 7`.execute(trx);
    });
    expect((await woken).rows).toEqual([{ value: 7 }]);
    const announced = here.signals.next('more news', AbortSignal.timeout(10_000));
    there.announce('more news');
    await announced;
  });

  it('wake everybody who waits when they listen again after they were cut off, and hear signals again', async () => {
    await waitUntil(async () => (await listeners()) === 2, 'both to listen');
    let woken = false;
    const waiting = there.signals.next('signalled while nobody listened', AbortSignal.timeout(10_000)).then(() => {
      woken = true;
    });
    expect(await cut('LISTEN%')).toBe(2);
    await waiting;
    expect(woken).toBe(true);
    await waitUntil(async () => (await listeners()) === 2, 'both to listen again');
    const heard = there.signals.next('news', AbortSignal.timeout(10_000));
    here.announce('news');
    await heard;
  });

  it('carry migrations out once although both start at the same time', async () => {
    const database = await freshDatabase();
    let times = 0;
    const migrations: Migration[] = [
      counter,
      {
        id: 'counter-2-more',
        async up(db) {
          times += 1;
          await define(db, `ALTER TABLE counter ADD COLUMN more INTEGER`);
        },
      },
    ];
    const stores = await Promise.all(
      Array.from({ length: 4 }, () => Store.open({ postgres: database.url, migrations })),
    );
    expect(times).toBe(1);
    await Promise.all(stores.map((store) => store.close()));
    await database.drop();
  });

  it('lose nothing but the transaction under way when one is cut off, and the other goes on', async () => {
    const under = there.write(async (trx) => {
      await sql`UPDATE counter SET value = 99`.execute(trx);
      expect(await cut('UPDATE counter SET value = 99%')).toBe(1);
      await sql`UPDATE counter SET value = 100`.execute(trx);
    });
    const fault = await under.catch((error: unknown) => error);
    expect(isStoreFault(fault)).toBe(true);
    await here.write((trx) => sql`UPDATE counter SET value = value + 1`.execute(trx));
    await there.write((trx) => sql`UPDATE counter SET value = value + 1`.execute(trx));
    expect((await sql`SELECT value FROM counter`.execute(there.db)).rows).toEqual([{ value: 2 }]);
  });

  it('answer a commit only when it is on disk, whatever the server is set to', async () => {
    const { rows } = await sql<{ synchronous_commit: string }>`SHOW synchronous_commit`.execute(here.db);
    expect(rows).toEqual([{ synchronous_commit: 'on' }]);
  });

  it('are at fault when the server is away, or has no such database', async () => {
    const opening = (url: string) => Store.open({ postgres: url, migrations: [] }).catch((error: unknown) => error);
    expect(isStoreFault(await opening('postgres://postgres@127.0.0.1:1/none'))).toBe(true);
    const url = new URL((test.place as { postgres: string }).postgres);
    url.pathname = '/there_is_no_such_database';
    expect(await opening(url.toString())).toMatchObject({ code: '3D000' });
  });

  it.each(['08006', '53100', '57P01', '57P03', '58030', '25006'])('are at fault for %s', (code) => {
    expect(isStoreFault(Object.assign(new Error('x'), { code }))).toBe(true);
  });

  it.each(['23505', '42601', '40001'])('are not at fault for %s', (code) => {
    expect(isStoreFault(Object.assign(new Error('x'), { code }))).toBe(false);
  });
});
