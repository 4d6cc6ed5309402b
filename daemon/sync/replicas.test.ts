import { pino } from 'pino';
import { startDemoPanel, type DemoPanel } from '../../demo/panel';
import { EventLog, eventMigrations } from '../events';
import { Sealer } from '../secrets';
import { Store } from '../store';
import { describeWithPostgres, FakeClock, freshDatabase } from '../testing';
import { watchMigrations } from '../watch';
import { WatchedPanels } from './panels';
import { LineSnapshot } from './snapshot';
import { syncMigrations } from './tables';
import { Watching } from './testing/watching';
import type { PanelOptions } from './watcher';

/** Two replicas on one PostgreSQL, each with a store of its own; one has the panel. */
describeWithPostgres('a panel that another replica has', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let demo: DemoPanel;
  let stores: Store[];
  let holder: Watching;
  let other: WatchedPanels;
  let log: EventLog;
  const clock = new FakeClock();

  beforeEach(async () => {
    database = await freshDatabase();
    demo = await startDemoPanel({ lines: 40, clock: () => clock.now() });
    stores = [];
    const options: PanelOptions = {
      name: 'main',
      dialect: 'auto',
      url: demo.url,
      apiKey: demo.apiKey,
      timeZone: 'UTC',
      poll: { everySeconds: 3600 },
      pageSize: 15,
      timeoutSeconds: 2,
      verifyTls: true,
      baselineEvents: false,
      guard: { lines: 10, percent: 5 },
    };
    const open = async (): Promise<WatchedPanels> => {
      const migrations = [...eventMigrations, ...syncMigrations, ...watchMigrations];
      const store = await Store.open({ postgres: database.url, migrations });
      stores.push(store);
      log = new EventLog(store);
      const snapshot = new LineSnapshot({
        store,
        log,
        sealer: new Sealer('a secret of tests'),
        clock,
        thresholds: [7],
      });
      return new WatchedPanels([options], { store, log, snapshot, clock, logger: pino({ level: 'silent' }) });
    };
    holder = new Watching(await open());
    other = await open();
    await holder.pass();
  });
  afterEach(async () => {
    await holder.stop();
    await other.stop();
    for (const store of stores) await store.close();
    await demo.stop();
    await database.drop();
  });

  it('is shown as the holder found it', async () => {
    const [view] = await other.views();
    expect(view).toMatchObject({
      ...{ dialect: 'xui', state: 'ready', unwatched: null, lines: 40 },
      ...{ explanation: expect.stringContaining('XUI') as string, nextPassAt: '2027-01-01T01:00:00Z', problem: null },
    });
  });

  it('is read without finding out again what it speaks', async () => {
    const before = demo.requestCount;
    expect((await other.get('main').open()).dialect).toBe('xui');
    expect(demo.requestCount).toBe(before);
  });

  it('is passed over when this replica asks for it', async () => {
    const line = demo.state.lines.get(3);
    if (line) line.reseller_notes = 'paid in cash';
    await other.pass('main');
    expect(await log.read()).toMatchObject([{ type: 'line.updated', subject: 'line:main/3' }]);
  });

  it('loses the lines it lost when this replica confirms that', async () => {
    for (let id = 1; id <= 25; id += 1) demo.state.lines.delete(id);
    await other.pass('main');
    expect(await other.views()).toMatchObject([{ state: 'held' }]);
    await other.decide('main', 'confirm');
    expect(await log.read({ types: ['line.deleted'] })).toHaveLength(25);
    expect(await other.views()).toMatchObject([{ state: 'ready' }]);
  });
});
