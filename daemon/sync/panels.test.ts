import { pino } from 'pino';
import { startDemoPanel, type DemoPanel, type Fault } from '../../demo/panel';
import type { Event } from '../../panel';
import { Sealer } from '../secrets';
import { FakeClock, openTestStore, type TestStore } from '../testing';
import { LineSnapshot } from './snapshot';
import { syncMigrations } from './tables';
import type { PanelOptions } from './watcher';
import { WatchedPanels } from './panels';
import { Watching } from './testing/watching';

const start = '2027-01-01T00:00:00Z';
const unix = (instant: string): number => Date.parse(instant) / 1000;

/** The demo panel over HTTP, watched by the real thing on a real database; passes are run by the test, time is set by it. */
describe('watching a panel', () => {
  let clock: FakeClock;
  let demo: DemoPanel;
  let test: TestStore;
  let panels: WatchedPanels;
  let watching: Watching;
  let options: PanelOptions;
  /** How far the panel's clock is ahead. Milliseconds. */
  let ahead: number;

  const open = (): void => {
    const { store, log } = test;
    const sealer = new Sealer('the secret of the tests');
    const snapshot = new LineSnapshot({ store, log, sealer, clock, thresholds: [7, 3, 1] });
    panels = new WatchedPanels([options], { store, log, snapshot, clock, logger: pino({ level: 'silent' }) });
    watching = new Watching(panels);
  };

  beforeEach(async () => {
    clock = new FakeClock(Date.parse(start));
    ahead = 0;
    demo = await startDemoPanel({
      clock: () => clock.now() + ahead,
      seed: {
        bouquets: [{ bouquet_name: 'Basic' }],
        lines: Array.from({ length: 40 }, (_, index) => ({
          username: `user${String(index + 1)}`,
          password: `pass${String(index + 1)}`,
          exp_date: unix('2027-06-01T00:00:00Z'),
          bouquet: '[1]',
        })),
      },
    });
    test = await openTestStore(syncMigrations);
    options = {
      name: 'main',
      dialect: 'xui',
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
    open();
  });
  afterEach(async () => {
    await watching.stop();
    await demo.stop();
    await test.close();
  });

  const pass = async (): Promise<Event[]> => {
    const before = await test.log.head();
    clock.advance({ minutes: 1 });
    await watching.pass();
    return test.log.read({ after: before });
  };
  const types = async (): Promise<string[]> => (await pass()).map((event) => event.type);
  const state = async (): Promise<string | undefined> => (await panels.views())[0]?.state;
  const row = (id: number) => {
    const found = demo.state.lines.get(id);
    if (!found) throw new Error(`the demo panel has no line ${String(id)}`);
    return found;
  };

  it('takes the first pass as a baseline, without events', async () => {
    expect(await types()).toEqual([]);
    expect(await panels.views()).toMatchObject([{ panel: 'main', state: 'ready', lines: 40, problem: null }]);
  });

  it('tells of the lines it finds first when asked to', async () => {
    options.baselineEvents = true;
    open();
    expect(await types()).toEqual(Array.from({ length: 40 }, () => 'line.created'));
  });

  it('tells of a change made by hand, once', async () => {
    await pass();
    row(17).exp_date = unix('2027-07-01T00:00:00Z');
    expect(await pass()).toMatchObject([
      {
        type: 'line.renewed',
        panel: 'main',
        subject: 'line:main/17',
        origin: 'panel',
        data: {
          line: { id: '17', username: 'user17', status: 'active' },
          before: { expiresAt: '2027-06-01T00:00:00Z' },
          after: { expiresAt: '2027-07-01T00:00:00Z' },
        },
      },
    ]);
    expect(await types()).toEqual([]);
  });

  it('tells of created and deleted lines', async () => {
    await pass();
    demo.state.lines.delete(5);
    demo.state.lines.put({ ...row(6), id: demo.state.lines.nextId, username: 'newcomer' });
    expect((await types()).sort()).toEqual(['line.created', 'line.deleted']);
  });

  it('tells of a new password, and puts it nowhere', async () => {
    await pass();
    row(3).password = 'secret-new-password';
    const events = await pass();
    expect(events.map((event) => event.type)).toEqual(['line.password_changed']);
    expect(JSON.stringify(events)).not.toContain('secret-new-password');
    expect(JSON.stringify(await test.store.db.selectFrom('lines').selectAll().execute())).not.toContain(
      'secret-new-password',
    );
  });

  it('goes on after a restart where it was', async () => {
    await pass();
    await watching.stop();
    row(9).enabled = 0;
    open();
    expect(await types()).toEqual(['line.suspended']);
  });

  describe.each<[string, Fault, string]>([
    ['an empty body', { kind: 'empty-body' }, 'answering_wrongly'],
    ['null', { kind: 'null' }, 'answering_wrongly'],
    ['HTML', { kind: 'html' }, 'answering_wrongly'],
    ['truncated JSON', { kind: 'truncated-json' }, 'answering_wrongly'],
    ['{"result":false}', { kind: 'result-false' }, 'answering_wrongly'],
    ['half its pages', { kind: 'half-pages' }, 'answering_wrongly'],
    ['a wrong key', { kind: 'wrong-key' }, 'answering_wrongly'],
    ['HTTP 500', { kind: 'http-500' }, 'unreachable'],
    ['a broken connection', { kind: 'reset' }, 'unreachable'],
  ])('a panel that answers %s', (_, fault, expected) => {
    it('deletes nothing, raises one alert, and recovers by itself', async () => {
      await pass();
      demo.setFault(fault);
      const alerts = await pass();
      expect(alerts.map((event) => event.type)).toEqual([`panel.${expected}`]);
      expect(alerts[0]?.data).toMatchObject({
        code: expect.any(String) as string,
        message: expect.any(String) as string,
      });
      expect(await state()).toBe(expected);
      expect(await types()).toEqual([]);
      demo.setFault(null);
      expect(await types()).toEqual(['panel.reachable']);
      expect(await panels.views()).toMatchObject([{ state: 'ready', lines: 40, problem: null }]);
    });
  });

  describe('many lines that vanish at once', () => {
    const vanish = (count: number): void => {
      for (let id = 1; id <= count; id += 1) demo.state.lines.delete(id);
    };

    beforeEach(pass);

    it('are held, with one alert, while other changes go on', async () => {
      vanish(25);
      row(30).enabled = 0;
      expect((await types()).sort()).toEqual(['line.suspended', 'panel.mass_change_held']);
      expect(await types()).toEqual([]);
      expect(await panels.views()).toMatchObject([{ state: 'held', lines: 40, problem: { code: 'mass-change' } }]);
    });

    it('are believed once a person confirms', async () => {
      vanish(25);
      await pass();
      const before = await test.log.head();
      await panels.decide('main', 'confirm');
      const events = await test.log.read({ after: before });
      expect(events).toHaveLength(25);
      expect(new Set(events.map((event) => event.type))).toEqual(new Set(['line.deleted']));
      expect(await state()).toBe('ready');
    });

    it('stay when a person rejects, and are asked about again only when more vanish', async () => {
      vanish(25);
      await pass();
      await panels.decide('main', 'reject');
      expect(await types()).toEqual([]);
      expect(await state()).toBe('ready');
      vanish(26);
      expect(await types()).toEqual(['panel.mass_change_held']);
    });

    it('raise nothing further when they come back', async () => {
      const kept = Array.from({ length: 25 }, (_, index) => row(index + 1));
      vanish(25);
      await pass();
      for (const line of kept) demo.state.lines.put(line);
      expect(await types()).toEqual([]);
      expect(await panels.views()).toMatchObject([{ state: 'ready', lines: 40 }]);
    });

    it('an empty list is held, too', async () => {
      vanish(40);
      expect(await types()).toEqual(['panel.mass_change_held']);
    });
  });

  describe('expiries', () => {
    const expiries = async () =>
      (await pass())
        .filter((event) => event.origin === 'clock')
        .map((event) => [event.time, event.type, event.data.line?.id, event.data.daysLeft]);

    it('are told of once per threshold and when they pass', async () => {
      row(1).exp_date = unix('2027-01-20T00:00:00Z');
      await pass();
      clock.set('2027-01-13T00:00:30Z');
      expect(await expiries()).toEqual([['2027-01-13T00:00:00Z', 'line.expiring', '1', 7]]);
      expect(await expiries()).toEqual([]);
    });

    it('of a time when the daemon did not run are caught up in order, with their true time', async () => {
      row(1).exp_date = unix('2027-01-20T00:00:00Z');
      row(2).exp_date = unix('2027-01-18T06:00:00Z');
      await pass();
      clock.set('2027-01-20T00:00:30Z');
      expect(await expiries()).toEqual([
        ['2027-01-11T06:00:00Z', 'line.expiring', '2', 7],
        ['2027-01-13T00:00:00Z', 'line.expiring', '1', 7],
        ['2027-01-15T06:00:00Z', 'line.expiring', '2', 3],
        ['2027-01-17T00:00:00Z', 'line.expiring', '1', 3],
        ['2027-01-17T06:00:00Z', 'line.expiring', '2', 1],
        ['2027-01-18T06:00:00Z', 'line.expired', '2', undefined],
        ['2027-01-19T00:00:00Z', 'line.expiring', '1', 1],
        ['2027-01-20T00:00:00Z', 'line.expired', '1', undefined],
      ]);
    });

    it('are armed again by a renewal', async () => {
      row(1).exp_date = unix('2027-01-08T12:00:00Z');
      await pass();
      clock.set('2027-01-05T13:00:00Z');
      expect((await expiries()).map((fact) => fact[3])).toEqual([7, 3]);
      row(1).exp_date = unix('2027-02-08T12:00:00Z');
      await pass();
      clock.set('2027-02-05T13:00:00Z');
      expect((await expiries()).map((fact) => fact[3])).toEqual([7, 3]);
    });

    it('of a line shortened by hand into a threshold are told of at once', async () => {
      await pass();
      row(1).exp_date = Math.floor(clock.now() / 1000) + 2.5 * 86_400;
      expect((await pass()).map((event) => [event.type, event.data.daysLeft])).toEqual([
        ['line.shortened', undefined],
        ['line.expiring', 3],
      ]);
    });
  });

  it.each([
    ['ahead', 600_000, '2027-01-09T23:50:30Z'],
    ['behind', -600_000, '2027-01-10T00:10:30Z'],
  ])('an expiry passes when it does by the panel’s clock, which may be %s', async (_, milliseconds, ours) => {
    ahead = milliseconds;
    row(1).exp_date = unix('2027-01-10T00:00:00Z');
    await pass();
    clock.set(new Date(Date.parse(ours) - 120_000).toISOString());
    expect((await types()).filter((type) => type === 'line.expired')).toEqual([]);
    clock.set(ours);
    expect(await types()).toEqual(['line.expired']);
    const [view] = await panels.views();
    expect(Math.abs((view?.clockSkewSeconds ?? 0) - milliseconds / 1000)).toBeLessThanOrEqual(2);
  });

  it('does not look at a panel in its quiet hours unless asked', async () => {
    options.quiet = [{ from: 0, to: 180 }];
    open();
    await pass();
    expect(await panels.views()).toMatchObject([{ state: 'ready', lines: 40, nextPassAt: '2027-01-01T03:00:00Z' }]);
  });

  it('searches the snapshot, taking wildcards for what they are', async () => {
    row(1).username = 'a%b';
    await pass();
    const names = async (search: string) =>
      (await panels.lines('main', { search, limit: 5 })).lines.map((line) => line.username);
    expect(await names('%')).toEqual(['a%b']);
    expect(await names('user3')).toEqual(['user3', 'user30', 'user31', 'user32', 'user33']);
    expect((await panels.lines('main', { limit: 5 })).next).toBe('5');
  });

  it('a name that no panel has is refused, naming those there are', () => {
    expect(() => panels.get('other')).toThrow('There is no panel other.');
  });
});
