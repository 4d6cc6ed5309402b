import { sql } from 'kysely';
import { EventLog, type EventDraft } from '../events';
import { openTestStore, type TestStore } from '../testing';
import {
  contains,
  define,
  isStoreFault,
  NewerStoreError,
  numbersOf,
  textsOf,
  type Migration,
  type Store,
  type Write,
} from './index';

/** What the rest of the daemon relies on, whichever store it has. */

declare module './store' {
  interface Tables {
    contract: { id: number; name: string; amount: number; part: Uint8Array | null };
  }
}

const migrations: readonly Migration[] = [
  {
    id: 'contract-1-table',
    up: (db) =>
      define(
        db,
        `CREATE TABLE contract (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        amount REAL NOT NULL,
        part BLOB
      ) STRICT`,
      ),
  },
];

const draft = (subject: string): EventDraft => ({
  type: 'line.created',
  panel: 'main',
  subject,
  time: '2027-01-01T00:00:00Z',
  origin: 'panel',
  data: {},
});

describe('a store', () => {
  let test: TestStore;
  let store: Store;
  beforeEach(async () => {
    test = await openTestStore(migrations);
    ({ store } = test);
  });
  afterEach(() => test.close());

  const insert = (trx: Write, id: number, name = 'x', amount = 0) =>
    trx.insertInto('contract').values({ id, name, amount, part: null }).execute();
  const names = async () =>
    (await store.db.selectFrom('contract').select('name').orderBy('id').execute()).map((row) => row.name);

  describe('a transaction', () => {
    it('writes everything, or nothing when its work fails', async () => {
      await store.write(async (trx) => {
        await insert(trx, 1, 'first');
        await insert(trx, 2, 'second');
      });
      const failed = store.write(async (trx) => {
        await insert(trx, 3, 'third');
        throw new Error('killed here');
      });
      await expect(failed).rejects.toThrow('killed here');
      expect(await names()).toEqual(['first', 'second']);
    });

    it('writes nothing when a statement fails, and answers the next transaction', async () => {
      await store.write((trx) => insert(trx, 1));
      const failed = store.write(async (trx) => {
        await insert(trx, 2, 'second');
        await insert(trx, 1, 'taken');
      });
      await expect(failed).rejects.toThrow(/unique/i);
      await store.write((trx) => insert(trx, 3, 'third'));
      expect(await names()).toEqual(['x', 'third']);
    });

    it('calls what waits for the commit when another connection sees what was written', async () => {
      const other = await test.openAgain();
      let seen: Promise<unknown[]> | undefined;
      await store.write(async (trx, afterCommit) => {
        afterCommit(() => {
          seen = other.db.selectFrom('contract').select('id').execute();
        });
        await insert(trx, 1);
        expect(seen).toBeUndefined();
      });
      expect(await seen).toHaveLength(1);
      await other.close();
    });

    it('calls nothing and signals nothing when it fails', async () => {
      const called = jest.fn();
      const signalled = jest.fn();
      // A store that has only now begun to listen wakes everybody once: whoever waits for something else, too.
      const woken = jest.fn();
      store.signals.on('news', signalled);
      store.signals.on('something else', woken);
      const failed = store.write(async (trx, afterCommit) => {
        afterCommit(called);
        await store.signal(trx, afterCommit, 'news');
        throw new Error('killed here');
      });
      await expect(failed).rejects.toThrow('killed here');
      expect(called).not.toHaveBeenCalled();
      expect(signalled).toHaveBeenCalledTimes(woken.mock.calls.length);
    });

    it('sees its own writes, before anybody else does', async () => {
      const other = await test.openAgain();
      await store.write(async (trx) => {
        await insert(trx, 1);
        expect(await trx.selectFrom('contract').select('id').execute()).toHaveLength(1);
        expect(await other.db.selectFrom('contract').select('id').execute()).toHaveLength(0);
      });
      await other.close();
    });
  });

  it('has one writer at a time: no update is lost', async () => {
    await store.write((trx) => insert(trx, 1));
    const addOne = () =>
      store.write(async (trx) => {
        const { amount } = await trx.selectFrom('contract').select('amount').executeTakeFirstOrThrow();
        await trx
          .updateTable('contract')
          .set({ amount: amount + 1 })
          .execute();
      });
    await Promise.all(Array.from({ length: 25 }, addOne));
    expect(await store.db.selectFrom('contract').select('amount').executeTakeFirst()).toEqual({ amount: 25 });
  });

  it('shows events to a reader beside the writers in the order of their sequences, leaving none out', async () => {
    const other = await test.openAgain();
    const reader = new EventLog(other);
    const read: string[] = [];
    let last = 0;
    const readOn = async (): Promise<void> => {
      const events = await reader.read({ after: last });
      read.push(...events.map((event) => event.id));
      last = events.at(-1)?.sequence ?? last;
    };
    const written = new AbortController();
    const reading = (async () => {
      while (!written.signal.aborted) await readOn();
    })();
    const appended = await Promise.all(
      Array.from({ length: 40 }, (_, round) =>
        store.write(async (trx, afterCommit) => {
          const first = await test.log.append(trx, afterCommit, [draft(`line:main/${round}`)]);
          const rest = await test.log.append(trx, afterCommit, [draft('line:main/a'), draft('line:main/b')]);
          return [...first, ...rest];
        }),
      ),
    );
    written.abort();
    await reading;
    await readOn();
    const inOrder = appended.flat().sort((a, b) => a.sequence - b.sequence);
    expect(read).toEqual(inOrder.map((event) => event.id));
    await other.close();
  });

  it('never gives a sequence twice, not even that of a deleted event', async () => {
    const append = () => store.write((trx, afterCommit) => test.log.append(trx, afterCommit, [draft('line:main/1')]));
    const [first] = await append();
    await store.write((trx) => trx.deleteFrom('events').execute());
    const reopened = await test.reopen();
    const [second] = await reopened.write((trx, afterCommit) =>
      new EventLog(reopened).append(trx, afterCommit, [draft('line:main/1')]),
    );
    expect(second!.sequence).toBeGreaterThan(first!.sequence);
  });

  describe('signals', () => {
    it('wake who waits once the transaction is on disk', async () => {
      const woken = store.signals.next('news', AbortSignal.timeout(10_000)).then(names);
      await store.write(async (trx, afterCommit) => {
        await store.signal(trx, afterCommit, 'news');
        await insert(trx, 1, 'told');
      });
      expect(await woken).toEqual(['told']);
    });

    it('wake nobody who waits for another name', async () => {
      const others = jest.fn();
      store.signals.on('other news', others);
      const woken = store.signals.next('news', AbortSignal.timeout(10_000));
      store.announce('news');
      await woken;
      expect(others).not.toHaveBeenCalled();
    });

    it('may have any name', async () => {
      const woken = store.signals.next('error', AbortSignal.timeout(10_000));
      store.announce('error');
      await woken;
    });

    it('stop calling when asked to', async () => {
      const called = jest.fn();
      store.signals.on('news', called)();
      store.signals.emit('news');
      expect(called).not.toHaveBeenCalled();
    });

    it('leave who waits when the wait is aborted', async () => {
      const abort = new AbortController();
      const waiting = store.signals.next('news', abort.signal);
      abort.abort();
      await waiting;
      await store.signals.next('news', abort.signal);
    });
  });

  describe('migrations', () => {
    const second: Migration = {
      id: 'contract-2-column',
      up: (db) => define(db, `ALTER TABLE contract ADD COLUMN added INTEGER`),
    };
    const applied = async (db: Store) =>
      (await db.db.selectFrom('migrations').select('id').execute())
        .map((row) => row.id)
        .filter((id) => id.startsWith('contract'));

    it('are carried out once each, in order, whenever they came', async () => {
      await store.write((trx) => insert(trx, 1));
      const newer = await test.openAgain([second]);
      await newer.close();
      const again = await test.openAgain([second]);
      expect(await applied(again)).toEqual(['contract-1-table', 'contract-2-column']);
      await again.close();
      expect(await names()).toEqual(['x']);
    });

    it('leave nothing behind when they fail, and are tried again at the next start', async () => {
      const fails: Migration = {
        id: second.id,
        async up(db) {
          await second.up(db);
          throw new Error('killed here');
        },
      };
      await expect(test.openAgain([fails])).rejects.toThrow('killed here');
      const mended = await test.openAgain([second]);
      expect(await applied(mended)).toEqual(['contract-1-table', 'contract-2-column']);
      await mended.close();
    });
  });

  it('of a newer version is refused, and left as it is', async () => {
    const newer: Migration = { id: 'contract-2-newer', up: () => Promise.resolve() };
    await (await test.openAgain([newer])).close();
    const refused = test.openAgain();
    await expect(refused).rejects.toThrow(NewerStoreError);
    await expect(refused).rejects.toThrow('contract-2-newer');
    await (await test.openAgain([newer])).close();
  });

  describe('tables', () => {
    it('hold what was put in: whole numbers up to 2^53, fractions, any text, bytes', async () => {
      const text = 'ａ "quoted" \\ % _ \' \n 𝄞 عربى';
      const row = { id: Number.MAX_SAFE_INTEGER, name: text, amount: 1.25, part: Buffer.from([0, 255, 10]) };
      await store.write((trx) => trx.insertInto('contract').values(row).execute());
      const found = await store.db.selectFrom('contract').selectAll().executeTakeFirstOrThrow();
      expect({ ...found, part: Buffer.from(found.part ?? []) }).toEqual(row);
    });

    it('refuse what is not of their type, instead of storing something else', async () => {
      const wrong = { id: 'not a number' as unknown as number, name: 'x', amount: 0, part: null };
      await expect(store.write((trx) => trx.insertInto('contract').values(wrong).execute())).rejects.toThrow();
      expect(await names()).toEqual([]);
    });

    it('number their rows by themselves, rising, where they are asked to', async () => {
      await store.write((trx) =>
        define(trx, `CREATE TABLE numbered (sequence INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL) STRICT`),
      );
      const add = (name: string) =>
        sql<{ sequence: number }>`INSERT INTO numbered (name) VALUES (${name}) RETURNING sequence`.execute(store.db);
      const { rows: first } = await add('a');
      await sql`DELETE FROM numbered`.execute(store.db);
      const { rows: second } = await add('b');
      expect(second[0]!.sequence).toBeGreaterThan(first[0]!.sequence);
    });

    it('without row ids are tables like others', async () => {
      await store.write((trx) =>
        define(trx, `CREATE TABLE pairs (a TEXT NOT NULL, b TEXT NOT NULL, PRIMARY KEY (a, b)) STRICT, WITHOUT ROWID`),
      );
      const add = () => sql`INSERT INTO pairs (a, b) VALUES ('1', '2')`.execute(store.db);
      await add();
      await expect(add()).rejects.toThrow(/unique/i);
    });
  });

  describe('lists as one parameter', () => {
    beforeEach(() =>
      store.write(async (trx) => {
        await insert(trx, 1, 'one');
        await insert(trx, 2, 'it\'s "two"');
        await insert(trx, Number.MAX_SAFE_INTEGER, 'large');
      }),
    );

    const byNumber = async (...ids: number[]) =>
      (
        await store.db
          .selectFrom('contract')
          .select('name')
          .where('id', 'in', numbersOf(store.db, ids))
          .orderBy('id')
          .execute()
      ).map((row) => row.name);
    const byText = async (...texts: string[]) =>
      (
        await store.db
          .selectFrom('contract')
          .select('id')
          .where('name', 'in', textsOf(store.db, texts))
          .orderBy('id')
          .execute()
      ).map((row) => row.id);

    it('find rows by number', async () => {
      expect(await byNumber()).toEqual([]);
      expect(await byNumber(1, 3, Number.MAX_SAFE_INTEGER)).toEqual(['one', 'large']);
    });

    it('find rows by text', async () => {
      expect(await byText()).toEqual([]);
      expect(await byText('one', 'it\'s "two"', 'ONE')).toEqual([1, 2]);
    });

    it('have no limit to their length', async () => {
      const many = Array.from({ length: 70_000 }, (_, number) => number);
      expect(await byNumber(...many)).toEqual(['one', 'it\'s "two"']);
      expect(await byText(...many.map(String), 'large')).toEqual([Number.MAX_SAFE_INTEGER]);
    });
  });

  it('finds a part of a text whatever its case, and takes % _ and \\ as they are', async () => {
    const texts = ['Alice', '50% off', '50 percent', 'a_b', 'aXb', 'back\\slash'];
    await store.write(async (trx) => {
      for (const [id, text] of texts.entries()) await insert(trx, id, text);
    });
    const found = async (text: string) =>
      (
        await store.db
          .selectFrom('contract')
          .select('name')
          .where(contains(store.db, 'name', text))
          .orderBy('id')
          .execute()
      ).map((row) => row.name);
    expect(await found('LIC')).toEqual(['Alice']);
    expect(await found('0%')).toEqual(['50% off']);
    expect(await found('a_b')).toEqual(['a_b']);
    expect(await found('k\\s')).toEqual(['back\\slash']);
    expect(await found('')).toEqual(texts);
  });

  it('says whether it can be written', async () => {
    expect(await store.isWritable()).toBe(true);
    await test.close();
    expect(await store.isWritable()).toBe(false);
    test = await openTestStore(migrations);
  });

  it('is at fault for itself, not for what was asked of it', async () => {
    const refused = await store
      .write((trx) => sql`SELECT nothing FROM nowhere`.execute(trx))
      .catch((error: unknown) => error);
    expect(refused).toHaveProperty('message');
    expect(isStoreFault(refused)).toBe(false);
    expect(isStoreFault(new Error('no'))).toBe(false);
    expect(isStoreFault(undefined)).toBe(false);
  });
});
