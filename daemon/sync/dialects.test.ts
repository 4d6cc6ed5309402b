import { pino } from 'pino';
import { startDemoDatabase, type DemoDatabase } from '../../demo/database';
import { startDemoPanel, type DemoPanel } from '../../demo/panel';
import type { Event } from '../../panel';
import { describeWithMariaDb, mariaDb, type TestServer } from '../../test/services/mariadb';
import { Sealer } from '../secrets';
import { FakeClock, openTestStore, type TestStore } from '../testing';
import { WatchedPanels } from './panels';
import { takeFingerprints } from './known';
import { Watching } from './testing/watching';
import { LineSnapshot } from './snapshot';
import { syncMigrations } from './tables';
import type { PanelOptions } from './watcher';

const expiry = Date.parse('2027-06-01T00:00:00Z') / 1000;

let clock: FakeClock;
let demo: DemoPanel;
let test: TestStore;
let watching: Watching | undefined;

beforeEach(async () => {
  clock = new FakeClock(Date.parse('2027-01-01T00:00:00Z'));
  demo = await startDemoPanel({
    dialect: 'r22f',
    clock: () => clock.now(),
    seed: {
      lines: Array.from({ length: 30 }, (_, index) => ({
        username: `user${String(index + 1)}`,
        password: `pass${String(index + 1)}`,
        exp_date: expiry,
      })),
    },
  });
  test = await openTestStore(syncMigrations);
});
afterEach(async () => {
  await watching?.stop();
  await demo.stop();
  await test.close();
});

const watch = (more: Partial<PanelOptions> = {}): WatchedPanels => {
  const { store, log } = test;
  const sealer = new Sealer('the secret of the tests');
  const snapshot = new LineSnapshot({ store, log, sealer, clock, thresholds: [7, 3, 1] });
  const options: PanelOptions = {
    name: 'main',
    dialect: 'r22f',
    url: demo.url,
    apiKey: demo.apiKey,
    timeZone: 'UTC',
    poll: { everySeconds: 3600 },
    pageSize: 12,
    timeoutSeconds: 5,
    verifyTls: true,
    baselineEvents: false,
    guard: { lines: 10, percent: 5 },
    ...more,
  };
  const panels = new WatchedPanels([options], { store, log, snapshot, clock, logger: pino({ level: 'silent' }) });
  watching = new Watching(panels);
  return panels;
};
const pass = async (): Promise<Event[]> => {
  const before = await test.log.head();
  clock.advance({ minutes: 1 });
  await watching?.pass();
  return test.log.read({ after: before });
};

describe('a panel that has no list of its lines', () => {
  it('is ready when it answers, says why its lines are not watched, and tells of none', async () => {
    const watched = watch();
    expect(await pass()).toEqual([]);
    expect(await watched.views()).toMatchObject([
      {
        ...{ dialect: 'r22f', state: 'ready', lines: 0, problem: null, lastPassAt: '2027-01-01T00:01:00Z' },
        explanation: expect.stringContaining('R22F') as string,
        unwatched: {
          message: expect.stringContaining('no list') as string,
          hint: expect.stringContaining('database:') as string,
        },
      },
    ]);
  });

  it('is told of when it stops answering, and when it is well again', async () => {
    const watched = watch();
    await pass();
    demo.setFault({ kind: 'http-500' });
    expect((await pass()).map(({ type }) => type)).toEqual(['panel.unreachable']);
    demo.setFault(null);
    expect((await pass()).map(({ type }) => type)).toEqual(['panel.reachable']);
    expect(await watched.views()).toMatchObject([{ state: 'ready', problem: null }]);
  });

  it('keeps the lines it was seen to have while its database could be read', async () => {
    const { store } = test;
    await store.db
      .insertInto('lines')
      .values({
        ...{
          panel: 'main',
          id: 7,
          username: 'user7',
          password_mark: null,
          mark_days: null,
          mark_at: null,
        },
        state: JSON.stringify({ id: '7', username: 'user7' }),
      })
      .execute();
    await store.write((trx) => takeFingerprints(trx, 'main', new Map([[7, 'x'.repeat(11)]]), new Map()));
    const watched = watch();
    expect(await pass()).toEqual([]);
    expect(await watched.views()).toMatchObject([{ state: 'ready', lines: 1 }]);
  });
});

describeWithMariaDb('an R22F panel whose database is read', () => {
  let server: TestServer;
  let database: DemoDatabase;
  beforeAll(async () => {
    server = await mariaDb();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    database = await startDemoDatabase(demo.state, 'r22f', server);
  });
  afterEach(async () => {
    await watching?.stop();
    await database.stop();
  });

  it('is watched: what is changed in the database becomes events, once', async () => {
    const watched = watch({ database: { url: database.url, tls: false } });
    expect(await pass()).toEqual([]);
    expect(await watched.views()).toMatchObject([{ state: 'ready', lines: 30, unwatched: null }]);
    await database.run('UPDATE users SET exp_date = exp_date + 86400 WHERE id = 17');
    await database.run('UPDATE users SET enabled = 0 WHERE id = 18');
    await database.run('DELETE FROM users WHERE id = 5');
    const events = await pass();
    expect(events.map(({ type, subject }) => [type, subject])).toEqual([
      ['line.renewed', 'line:main/17'],
      ['line.suspended', 'line:main/18'],
      ['line.deleted', 'line:main/5'],
    ]);
    expect(await pass()).toEqual([]);
  });

  it('deletes nothing when a table is gone, and names it', async () => {
    const watched = watch({ database: { url: database.url, tls: false } });
    await pass();
    await database.run('RENAME TABLE users TO users_of_yore');
    expect((await pass()).map(({ type }) => type)).toEqual(['panel.answering_wrongly']);
    expect(await watched.views()).toMatchObject([
      {
        ...{ state: 'answering_wrongly', lines: 30 },
        problem: { message: expect.stringContaining(`${database.name}.users`) as string },
      },
    ]);
  });
});
