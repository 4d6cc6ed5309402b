import { pino } from 'pino';
import { startDemoDatabase, type DemoDatabase } from '../../demo/database';
import { startDemoPanel, type DemoPanel } from '../../demo/panel';
import type { Dialect, Event } from '../../panel';
import { describeWithMariaDb, mariaDb, type TestServer } from '../../test/services/mariadb';
import { Sealer } from '../secrets';
import { LineSnapshot, syncMigrations, WatchedPanels, type PanelOptions } from '../sync';
import { Watching } from '../sync/testing/watching';
import { FakeClock, openTestStore, type TestStore } from '../testing';
import { Rounds, watchMigrations } from '../watch';
import { detailFacts } from './details';
import { Details, detailMigrations, DetailWatch } from '.';

describe('what is told of package and bouquets', () => {
  const found = { id: '1', packageId: '2', bouquetIds: ['10', '9', '9'] };
  it.each([
    ['nothing at first sight', undefined, []],
    ['nothing while it is not read yet', { package: null, bouquets: null }, []],
    ['nothing of another order', { package: '2', bouquets: '["9","10"]' }, []],
    ['the package', { package: null, bouquets: '["9","10"]' }, ['line.package_changed']],
    ['bouquets', { package: '2', bouquets: '["9"]' }, ['line.bouquets_changed']],
    ['both', { package: '1', bouquets: '[]' }, ['line.package_changed', 'line.bouquets_changed']],
  ])('%s', (_what, known, types) => {
    expect(detailFacts(known, found).map(({ type }) => type)).toEqual(types);
  });
});

const lines = Array.from({ length: 7 }, (_, index) => ({
  ...{ username: `user${String(index + 1)}`, password: 'p', package_id: 1, bouquet: '[1,2]', exp_date: 1_830_000_000 },
}));

let clock: FakeClock;
let demo: DemoPanel;
let test: TestStore;
let panels: WatchedPanels;
let watching: Watching;
let snapshot: LineSnapshot;
let rounds: Rounds;

const open = async (dialect: Dialect, database?: string): Promise<void> => {
  const { store, log } = test;
  const logger = pino({ level: 'silent' });
  const details = new Details({ store, log, clock }, new Set(database === undefined ? ['main'] : []));
  snapshot = new LineSnapshot({
    store,
    log,
    sealer: new Sealer('the secret of the tests'),
    clock,
    thresholds: [],
    details,
  });
  const options: PanelOptions = {
    ...{ name: 'main', dialect, url: demo.url, apiKey: demo.apiKey, timeZone: 'UTC', poll: { everySeconds: 3600 } },
    ...{ pageSize: 50, timeoutSeconds: 5, verifyTls: true, baselineEvents: false, guard: { lines: 10, percent: 5 } },
    ...(database === undefined ? {} : { database: { url: database, tls: false } }),
  };
  panels = new WatchedPanels([options], { store, log, snapshot, clock, logger });
  watching = new Watching(panels);
  rounds = new Rounds(
    { name: 'main', timeZone: 'UTC', write: (work) => store.write(work), open: () => panels.get('main').open() },
    [{ watch: new DetailWatch({ store, details }, 3), everySeconds: 3600 }],
    { store, clock, logger },
  );
  await watching.pass();
};
const begin = async (dialect: Dialect): Promise<void> => {
  clock = new FakeClock();
  demo = await startDemoPanel({ dialect, clock: () => clock.now(), seed: { lines } });
  test = await openTestStore([...syncMigrations, ...watchMigrations, ...detailMigrations]);
};
const end = async (): Promise<void> => {
  await watching.stop();
  await demo.stop();
  await test.close();
};
const told = async (work: () => Promise<unknown>): Promise<Event[]> => {
  const before = await test.log.head();
  clock.advance({ minutes: 1 });
  await work();
  return test.log.read({ after: before });
};
const look = (): Promise<Event[]> => told(() => rounds.look('details', new AbortController().signal));
/** As many looks as it takes to read every line once. */
const turn = async (): Promise<string[]> => {
  const events = [...(await look()), ...(await look()), ...(await look())];
  return events.map(({ type, subject }) => `${type} ${subject}`);
};
const row = (id: number) => {
  const found = demo.state.lines.get(id);
  if (found === undefined) throw new Error(`there is no line ${String(id)}`);
  return found;
};

describe.each(['xui', 'xcvm'] as const)('over the API of a panel that speaks %s', (dialect) => {
  beforeEach(async () => {
    await begin(dialect);
    await open(dialect);
  });
  afterEach(end);

  it('every line is read once in a turn, the first is its baseline, and a change is told once', async () => {
    expect(await turn()).toEqual([]);
    row(6).package_id = 3;
    row(2).bouquet = '[2,1,5]';
    expect((await turn()).sort()).toEqual(['line.bouquets_changed line:main/2', 'line.package_changed line:main/6']);
    const [event] = await test.log.read({ types: ['line.bouquets_changed'] });
    expect(event).toMatchObject({
      origin: 'panel',
      data: {
        details: { packageId: '1', bouquetIds: ['1', '2', '5'] },
        before: { bouquetIds: ['1', '2'] },
        after: { bouquetIds: ['1', '2', '5'] },
        line: { id: '2', username: 'user2', status: 'active' },
      },
    });
    expect(await turn()).toEqual([]);
    await watching.stop();
    await open(dialect);
    row(6).package_id = 4;
    expect(await turn()).toEqual(['line.package_changed line:main/6']);
  });

  it('a look asks for no more than it may', async () => {
    await look();
    expect(demo.requests.filter(({ action }) => action === 'get_line')).toHaveLength(3);
  });

  it('a line that changed in another way is read at once', async () => {
    await turn();
    await look();
    row(7).package_id = 3;
    row(7).exp_date = 1_840_000_000;
    expect((await told(() => watching.pass())).map(({ type }) => type)).toEqual(['line.renewed']);
    expect((await look()).map(({ type, subject }) => `${type} ${subject}`)).toEqual([
      'line.package_changed line:main/7',
    ]);
  });

  it('what a command changed is told of at once, as a command’s, and no second time', async () => {
    await turn();
    row(4).bouquet = '[1]';
    const adapter = await panels.get('main').open();
    const line = await adapter.getLine('4');
    const events = await told(() =>
      test.store.write((trx, afterCommit) =>
        snapshot.lineSeen(trx, afterCommit, 'main', line, { key: 'k', operation: 'line.changePackage' }),
      ),
    );
    expect(events).toMatchObject([
      { type: 'line.bouquets_changed', origin: 'command', subject: 'line:main/4', data: { command: { key: 'k' } } },
    ]);
    expect(await turn()).toEqual([]);
  });

  it('lines come and go without news', async () => {
    await turn();
    const { lines: table } = demo.state;
    table.put({ ...row(1), id: table.nextId, username: 'newcomer' });
    table.delete(3);
    await watching.pass();
    expect(await turn()).toEqual([]);
    const rows = await test.store.db.selectFrom('line_details').select('id').orderBy('id').execute();
    expect(rows.map(({ id }) => id)).toEqual([1, 2, 4, 5, 6, 7, 8]);
  });

  it('what cannot be believed changes nothing, and no line is left out for it', async () => {
    for (const kind of ['empty-body', 'html', 'truncated-json'] as const) {
      demo.setFault({ kind, actions: ['get_line'] });
      expect(await turn()).toEqual([]);
      expect((await rounds.views())[0]).toMatchObject({ state: 'failing' });
    }
    demo.setFault(null);
    expect(await turn()).toEqual([]);
    for (const id of [1, 2, 3, 4, 5, 6, 7]) row(id).package_id = 2;
    expect((await turn()).length).toBe(7);
  });
});

describeWithMariaDb('from the database of a panel', () => {
  let server: TestServer;
  let database: DemoDatabase;
  beforeAll(async () => {
    server = await mariaDb();
  });
  afterAll(() => server.stop());

  describe.each(['r22f', 'xui'] as const)('in the schema of %s', (schema) => {
    beforeEach(async () => {
      await begin(schema);
      database = await startDemoDatabase(demo.state, schema, server);
      await open(schema, database.url);
    });
    afterEach(async () => {
      await end();
      await database.stop();
    });

    it('all lines are read at each look, and none is asked for', async () => {
      expect(await look()).toEqual([]);
      for (const id of [1, 4, 7]) row(id).bouquet = '[3]';
      row(5).package_id = 9;
      await database.refresh();
      const types = (await look()).map(({ type, subject }) => `${type} ${subject}`);
      expect(types).toEqual([
        'line.bouquets_changed line:main/1',
        'line.bouquets_changed line:main/4',
        // R22F keeps no package on a line.
        ...(schema === 'xui' ? ['line.package_changed line:main/5'] : []),
        'line.bouquets_changed line:main/7',
      ]);
      expect(await look()).toEqual([]);
      expect(demo.requests.filter(({ action }) => action === 'get_line')).toEqual([]);
    });
  });
});
