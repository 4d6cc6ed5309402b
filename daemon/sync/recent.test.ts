import { pino } from 'pino';
import { startDemoDatabase, type DemoDatabase } from '../../demo/database';
import { startDemoPanel, type DemoPanel } from '../../demo/panel';
import type { Event } from '../../panel';
import { describeWithMariaDb, mariaDb, type TestServer } from '../../test/services/mariadb';
import { Sealer } from '../secrets';
import { FakeClock, openTestStore, waitUntil, type TestStore } from '../testing';
import { WatchedPanels } from './panels';
import { LineSnapshot } from './snapshot';
import { syncMigrations } from './tables';
import { Watching } from './testing/watching';

/** A panel whose database is looked at all the time for what has changed lately, and read as a whole every 15 minutes of the fake clock. */
describeWithMariaDb('looks at what has changed lately', () => {
  let clock: FakeClock;
  let server: TestServer;
  let demo: DemoPanel;
  let database: DemoDatabase;
  let test: TestStore;
  let panels: WatchedPanels;
  let watching: Watching;

  beforeAll(async () => {
    server = await mariaDb();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    clock = new FakeClock();
    demo = await startDemoPanel({
      clock: () => clock.now(),
      seed: {
        lines: Array.from({ length: 30 }, (_, index) => ({
          username: `user${String(index + 1)}`,
          exp_date: Date.parse('2027-06-01T00:00:00Z') / 1000,
        })),
      },
    });
    database = await startDemoDatabase(demo.state, 'xui', server);
    test = await openTestStore(syncMigrations);
    const { store, log } = test;
    const sealer = new Sealer('the secret of the tests');
    const snapshot = new LineSnapshot({ store, log, sealer, clock, thresholds: [7, 3, 1] });
    const options = {
      ...{ name: 'main', dialect: 'xui' as const, url: demo.url, apiKey: demo.apiKey, timeZone: 'UTC' },
      database: { url: database.url, tls: false },
      poll: { everySeconds: 0.02, fullSeconds: 900 },
      ...{ pageSize: 12, timeoutSeconds: 5, verifyTls: true, baselineEvents: false },
      guard: { lines: 10, percent: 5 },
    };
    panels = new WatchedPanels([options], { store, log, snapshot, clock, logger: pino({ level: 'silent' }) });
    watching = new Watching(panels);
    await watching.pass();
  });
  afterEach(async () => {
    await watching.stop();
    await demo.stop();
    await database.stop();
    await test.close();
  });

  const told = async (): Promise<string[]> =>
    (await test.log.read()).map((event: Event) => `${event.type} ${event.subject}`);
  const lastPass = async () => (await panels.views())[0]?.lastPassAt;
  const set = (change: string, id: number) => database.run(`UPDATE \`lines\` SET ${change} WHERE id = ${String(id)}`);
  /** Resolves when a look has seen what is in the database now. */
  const looked = async (id: number): Promise<void> => {
    await set('is_restreamer = 1', id);
    await waitUntil(async () => (await told()).includes(`line.updated line:main/${String(id)}`), 'a look');
  };

  it('tell of new and changed lines between full passes, once', async () => {
    clock.advance({ minutes: 1 });
    const before = await lastPass();
    await set('enabled = 0', 17);
    await database.run(
      `INSERT INTO \`lines\` (member_id, username, password, exp_date) VALUES (1, 'newcomer', 'secret', 1900000000)`,
    );
    await looked(3);
    await looked(4);
    const events = await told();
    expect(events).toHaveLength(4);
    expect(events).toEqual(expect.arrayContaining(['line.suspended line:main/17', 'line.created line:main/31']));
    expect(await lastPass()).toBe(before);
  });

  it('see no deletion: the next full pass does, without an alarm', async () => {
    await database.run('DELETE FROM `lines` WHERE id = 5');
    await looked(3);
    expect(await told()).toEqual(['line.updated line:main/3']);
    clock.advance({ minutes: 15 });
    await waitUntil(async () => (await told()).length > 1, 'the deletion');
    expect(await told()).toEqual(['line.updated line:main/3', 'line.deleted line:main/5']);
  });

  it('have missed what a full pass finds changed without a note, which is told of', async () => {
    await set(`exp_date = exp_date + 86400, updated = '2020-01-01 00:00:00'`, 18);
    await looked(3);
    expect(await told()).toEqual(['line.updated line:main/3']);
    clock.advance({ minutes: 15 });
    await waitUntil(async () => (await told()).length > 2, 'the full pass');
    const events = await test.log.read();
    expect(events.map(({ type, subject }) => [type, subject])).toEqual([
      ['line.updated', 'line:main/3'],
      ['line.renewed', 'line:main/18'],
      ['reconciliation.drift_found', 'panel:main'],
    ]);
    expect(events[2]?.data).toMatchObject({ code: 'incremental-missed', drift: { missed: 1, checked: 30 } });
  });

  it('are given up for full passes while the database does not note changes', async () => {
    await database.run('ALTER TABLE `lines` DROP COLUMN `updated`');
    await set('enabled = 0', 17);
    const before = await lastPass();
    clock.advance({ minutes: 1 });
    await waitUntil(async () => (await lastPass()) !== before, 'a full pass');
    expect(await told()).toEqual(['line.suspended line:main/17']);
  });
});
