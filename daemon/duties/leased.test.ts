import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { Store } from '../store';
import { describeWithPostgres, freshDatabase, waitUntil } from '../testing';
import { DutyLost, dutyMigrations, LeasedDuties, writeHeld, type Duty, type Held } from '.';

/** Short, so that what waits for the end of a lease is not slow. */
const leaseSeconds = 0.9;

/** Replicas in one process, each on connections of its own, on a real PostgreSQL. */
describeWithPostgres('duties shared out on PostgreSQL', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let own: Store;
  const opened: Array<{ duties: LeasedDuties; store: Store }> = [];
  /** Who does what now, as the work itself tells. */
  const doing = new Map<string, string[]>();
  let overlaps: string[];

  beforeEach(async () => {
    database = await freshDatabase();
    own = await Store.open({ postgres: database.url, migrations: dutyMigrations });
    overlaps = [];
    doing.clear();
  });
  afterEach(async () => {
    for (const { duties, store } of opened.splice(0)) {
      await duties.stop();
      await store.close();
    }
    await own.close();
    await database.drop();
  });

  const work = (name: string, replica: string): Duty => ({
    name,
    async run(signal) {
      const others = doing.get(name) ?? [];
      if (others.length > 0) overlaps.push(`${name}: ${others.join()} and ${replica}`);
      doing.set(name, [...others, replica]);
      await sleep(3_600_000, undefined, { signal }).catch(() => undefined);
      doing.set(
        name,
        (doing.get(name) ?? []).filter((each) => each !== replica),
      );
    },
  });

  const replica = async (name: string, ...duties: Duty[]): Promise<{ duties: LeasedDuties; store: Store }> => {
    const store = await Store.open({ postgres: database.url, migrations: dutyMigrations });
    const leased = new LeasedDuties({ store, replica: name, leaseSeconds, logger: pino({ level: 'silent' }) });
    for (const duty of duties) leased.add(duty);
    leased.start();
    const each = { duties: leased, store };
    opened.push(each);
    return each;
  };
  const names = ['panel:a', 'panel:b', 'panel:c', 'clock'];
  const allOf = (name: string): Duty[] => names.map((duty) => work(duty, name));
  const counts = (): number[] =>
    opened.map(({ duties }) => names.filter((name) => duties.has(name)).length).sort((a, b) => a - b);
  const done = (): boolean => names.every((name) => doing.get(name)?.length === 1);

  it('are all done by one, shared with a second, and by one again when the other stops', async () => {
    await replica('one', ...allOf('one'));
    await waitUntil(() => done() && counts().join() === '4', 'all to be done by one');
    const two = await replica('two', ...allOf('two'));
    await waitUntil(() => done() && counts().join() === '2,2', 'a fair share');
    expect(await two.duties.replicas()).toMatchObject([
      { replica: 'one', self: false, alive: true, duties: [{}, {}] },
      { replica: 'two', self: true, alive: true, duties: [{}, {}] },
    ]);
    await two.duties.stop();
    await waitUntil(() => done() && counts().join() === '0,4', 'all to be done by the one left');
    expect(overlaps).toEqual([]);
  });

  it('are taken over from one that has fallen silent, which has let go before', async () => {
    const silent = await replica('silent', ...allOf('silent'));
    await waitUntil(done, 'all to be done');
    await replica('other', ...allOf('other'));
    await waitUntil(() => done() && counts().join() === '2,2', 'a fair share');
    // As when the network between it and the database is cut.
    silent.store.write = () => Promise.reject(new Error('no way to the store'));
    await waitUntil(() => names.every((name) => doing.get(name)?.join() === 'other'), 'the other to take over');
    expect(overlaps).toEqual([]);
  });

  it('go on where they were when the store has come back', async () => {
    const one = await replica('one', ...allOf('one'));
    await waitUntil(done, 'all to be done');
    const { write } = one.store;
    one.store.write = () => Promise.reject(new Error('no way to the store'));
    await waitUntil(() => names.every((name) => doing.get(name)?.length === 0), 'all to be let go of');
    one.store.write = write;
    await waitUntil(done, 'all to be done again');
    expect(overlaps).toEqual([]);
  });

  it('are no longer done by a replica that is not ready for them any more', async () => {
    const one = await replica('one', ...allOf('one'));
    await waitUntil(done, 'all to be done');
    await one.duties.remove('panel:b');
    expect(doing.get('panel:b')).toEqual([]);
    await replica('two', work('panel:b', 'two'));
    await waitUntil(done, 'the other to do it');
  });

  describe('a transaction of a duty', () => {
    const taken = async (): Promise<{ held: Held; store: Store; token: Promise<void> }> => {
      let give: (held: Held) => void = () => undefined;
      const held = new Promise<Held>((resolve) => (give = resolve));
      const lost = new Promise<void>((resolve) => {
        void held.then(({ lost: signal }) => {
          signal.addEventListener('abort', () => {
            resolve();
          });
        });
      });
      const { store } = await replica('one', {
        name: 'x',
        run: async (signal, given) => {
          give(given);
          await sleep(3_600_000, undefined, { signal }).catch(() => undefined);
        },
      });
      return { held: await held, store, token: lost };
    };
    const note = (store: Store, held: Held, id: string): Promise<unknown> =>
      writeHeld(store, held, (trx) => trx.insertInto('migrations').values({ id, applied_at: '' }).execute());
    const notes = async (): Promise<string[]> =>
      (await own.db.selectFrom('migrations').select('id').where('id', 'like', 'note %').execute()).map(({ id }) => id);

    it('counts while the duty is held', async () => {
      const { held, store } = await taken();
      held.assert();
      await note(store, held, 'note 1');
      expect(await notes()).toEqual(['note 1']);
    });

    it('does not count once another replica has taken it, and tells the duty so', async () => {
      const { held, store, token } = await taken();
      await own.db.updateTable('duties').set({ holder: 'another', token: 7, until: 4e12 }).execute();
      await expect(note(store, held, 'note 2')).rejects.toThrow(DutyLost);
      await token;
      expect(() => {
        held.assert();
      }).toThrow(DutyLost);
      expect(await notes()).toEqual([]);
    });

    it('does not count for an earlier taking by the same replica', async () => {
      const { held, store } = await taken();
      await own.db
        .updateTable('duties')
        .set((row) => ({ token: row('token', '+', 1) }))
        .execute();
      await expect(note(store, held, 'note 3')).rejects.toThrow(DutyLost);
      expect(await notes()).toEqual([]);
    });
  });
});
