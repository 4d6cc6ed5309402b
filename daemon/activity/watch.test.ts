import { pino } from 'pino';
import { endConnection, startConnection, startDemoPanel, type DemoPanel } from '../../demo/panel';
import type { Event } from '../../panel';
import { Sealer } from '../secrets';
import { connectPanel, LineSnapshot, syncMigrations, WatchedPanels, type PanelConnection } from '../sync';
import { Watching } from '../sync/testing/watching';
import { FakeClock, openTestStore, type TestStore } from '../testing';
import { Rounds, watchMigrations } from '../watch';
import type { ActivitySettings } from './settings';
import { activityMigrations } from './tables';
import { ConnectionWatch } from './watch';

jest.setTimeout(60_000);

const start = '2027-01-04T12:00:00Z';
const day = 86_400;

/** The demo panel over HTTP, looked at by the real thing on a real store; looks are made by the test, time is set by it. */
describe('watching connections', () => {
  let clock: FakeClock;
  let demo: DemoPanel;
  let test: TestStore;
  let passes: Watching;
  let connection: PanelConnection | undefined;
  let rounds: Rounds;
  let settings: ActivitySettings;
  let end: number;

  const unix = () => Math.floor(clock.now() / 1000);

  const panelOf = (name: string) => ({
    ...{ name, dialect: 'xui' as const, url: demo.url, apiKey: demo.apiKey, timeZone: 'UTC' },
    ...{ poll: { everySeconds: 3600 }, pageSize: 50, timeoutSeconds: 2, verifyTls: true, baselineEvents: false },
    guard: { lines: 10, percent: 5 },
  });
  const logger = pino({ level: 'silent' });
  const { signal } = new AbortController();

  /** As a start of the daemon does, after a stop of the one before. */
  const open = async (name = 'main'): Promise<void> => {
    await connection?.close();
    const { store, log } = test;
    const opened = (connection = connectPanel(panelOf(name), signal));
    const watch = new ConnectionWatch({ store, log, clock, logger, settings });
    rounds = new Rounds(
      { name, timeZone: 'UTC', write: (work) => store.write(work), open: () => opened.open() },
      [{ watch, everySeconds: 3600 }],
      { store, clock, logger },
    );
  };
  const watchLines = (...names: string[]): void => {
    const { store, log } = test;
    const snapshot = new LineSnapshot({
      store,
      log,
      sealer: new Sealer('the secret of the tests'),
      clock,
      thresholds: [],
    });
    passes = new Watching(new WatchedPanels(names.map(panelOf), { store, log, snapshot, clock, logger }));
  };

  beforeEach(async () => {
    clock = new FakeClock(Date.parse(start));
    end = unix() + 400 * day;
    demo = await startDemoPanel({
      clock: () => clock.now(),
      seed: {
        lines: Array.from({ length: 30 }, (_, index) => ({
          username: `user${String(index + 1)}`,
          password: `pass${String(index + 1)}`,
          exp_date: end,
          max_connections: 2,
        })),
      },
    });
    test = await openTestStore([...syncMigrations, ...watchMigrations, ...activityMigrations]);
    settings = { events: false, inactiveDays: [14, 30], sharing: null, usage: [] };
    await open();
    watchLines('main', 'through', 'restarted');
    await passes.pass();
  });
  afterEach(async () => {
    await connection?.close();
    await passes.stop();
    await demo.stop();
    await test.close();
  });

  const look = async (): Promise<Event[]> => {
    const before = await test.log.head();
    await rounds.look('connections', signal);
    return test.log.read({ after: before, limit: 1000 });
  };
  const later = async (step: Parameters<FakeClock['advance']>[0]): Promise<Event[]> => {
    clock.advance(step);
    return look();
  };
  const told = (events: readonly Event[]): string[] => events.map(({ type, subject }) => `${type} ${subject}`);
  const connect = (line: number, fields: Parameters<typeof startConnection>[1] | object = {}) =>
    startConnection(demo.state, { user_id: line, ...fields }, unix());
  const view = async () => (await rounds.views())[0];

  it('waits for the lines, then takes a baseline that tells of nothing', async () => {
    await open('through');
    connect(3);
    expect(await look()).toEqual([]);
    expect(await view()).toMatchObject({ state: 'waiting' });
    await passes.pass('through');
    expect(await look()).toEqual([]);
    expect(await view()).toMatchObject({ state: 'ready', problem: null });
    expect(await later({ seconds: 30 })).toEqual([]);
  });

  it('tells of a connection that starts and ends only where the settings ask for it', async () => {
    settings = { ...settings, events: true };
    await open();
    await look();
    clock.advance({ seconds: 30 });
    const row = connect(3, { user_ip: '198.51.100.7', geoip_country_code: 'LB', isp: 'Telecom' });
    const [first, ...more] = await later({ seconds: 10 });
    expect(first).toMatchObject({
      type: 'connection.started',
      subject: 'line:main/3',
      origin: 'panel',
      time: '2027-01-04T12:00:30Z',
      data: { line: { id: '3' }, connection: { lineId: '3', username: 'user3', ip: '198.51.100.7', country: 'LB' } },
    });
    expect(told(more)).toEqual(['line.first_connected line:main/3']);
    await later({ minutes: 5 });
    endConnection(demo.state, row, unix());
    expect(await later({ seconds: 30 })).toEqual([]);
    expect(await later({ seconds: 30 })).toMatchObject([
      { type: 'connection.ended', data: { duration: { seconds: 310, endedAt: '2027-01-04T12:05:40Z' } } },
    ]);
    expect(await later({ seconds: 30 })).toEqual([]);
  });

  it('a panel that answers wrongly, or lists nobody, ends no connection', async () => {
    settings = { ...settings, events: true };
    await open();
    await look();
    const rows = Array.from({ length: 20 }, (_, index) => connect(index + 1));
    await later({ seconds: 30 });
    for (const kind of ['html', 'empty-body'] as const) {
      demo.setFault({ kind, actions: ['live_connections'] });
      expect(await later({ seconds: 30 })).toEqual([]);
      expect(await view()).toMatchObject({ state: 'failing' });
    }
    demo.setFault(null);
    for (const { activity_id: id } of rows) demo.state.connections.delete(id);
    for (let at = 0; at < 5; at += 1) expect(await later({ minutes: 1 })).toEqual([]);
    for (const row of rows) demo.state.connections.put(row);
    expect(await later({ minutes: 1 })).toEqual([]);
    for (const { activity_id: id } of rows) demo.state.connections.delete(id);
    await later({ minutes: 1 });
    expect((await later({ minutes: 10 })).map(({ type }) => type)).toEqual(rows.map(() => 'connection.ended'));
  });

  it('tells of a first connection: of a line made later at once, of an older one after asking the panel’s log', async () => {
    endConnection(demo.state, connect(5), unix());
    await look();
    clock.advance({ seconds: 30 });
    connect(5);
    connect(6);
    demo.state.lines.put({ ...line(6), id: demo.state.lines.nextId, username: 'newcomer' });
    connect(31);
    const events = await later({ seconds: 10 });
    expect(told(events).sort()).toEqual(['line.first_connected line:main/31', 'line.first_connected line:main/6']);
    expect(events.find(({ subject }) => subject.endsWith('/31'))?.data.line).toMatchObject({ username: 'newcomer' });
    expect(await later({ seconds: 30 })).toEqual([]);
  });

  it('tells of lines nobody uses, once a threshold, with the time it was crossed, and of their return', async () => {
    const busy = connect(1);
    await look();
    line(3).enabled = 0;
    line(4).exp_date = unix() + day;
    await passes.pass();
    const fortnight = await later({ days: 14, hours: 5 });
    expect(told(fortnight)).toEqual(
      Array.from({ length: 30 }, (_, index) => index + 1)
        .filter((id) => ![1, 3, 4].includes(id))
        .map((id) => `line.inactive line:main/${String(id)}`),
    );
    expect(fortnight[0]).toMatchObject({
      time: '2027-01-18T12:00:00Z',
      origin: 'clock',
      data: { line: { id: '2' }, inactive: { days: 14, lastSeenAt: start, everConnected: 'unknown' } },
    });
    expect(await later({ hours: 1 })).toEqual([]);
    connect(2);
    const [back] = await later({ minutes: 1 });
    expect(back).toMatchObject({ type: 'line.active_again', subject: 'line:main/2', data: { inactive: { days: 14 } } });
    endConnection(demo.state, busy, unix());
    expect(told(await later({ days: 16 }))).toHaveLength(26);
  });

  it('catches up after a pause in the order of thresholds, and believes the panel’s log over its own absence', async () => {
    await look();
    clock.advance({ days: 10 });
    endConnection(demo.state, connect(7), unix());
    clock.advance({ days: 25 });
    await open();
    const events = [...(await look()), ...(await look())];
    expect(
      events.filter(({ subject }) => subject === 'line:main/8').map(({ time, data }) => [time, data.inactive?.days]),
    ).toEqual([
      ['2027-01-18T12:00:00Z', 14],
      ['2027-02-03T12:00:00Z', 30],
    ]);
    const seventh = events.filter(({ subject }) => subject === 'line:main/7');
    expect(seventh).toMatchObject([
      { type: 'line.inactive', time: '2027-01-28T12:00:00Z', data: { inactive: { days: 14, everConnected: 'yes' } } },
    ]);
  });

  it('a line that was renewed counts its absence from there', async () => {
    await look();
    clock.advance({ days: 13 });
    line(9).exp_date = end + 30 * day;
    await passes.pass();
    const told14 = await later({ days: 2 });
    expect(told(told14)).not.toContain('line.inactive line:main/9');
    const ninth = (await later({ days: 13 })).filter(({ subject }) => subject === 'line:main/9');
    expect(ninth).toMatchObject([{ type: 'line.inactive', time: '2027-01-31T12:00:00Z' }]);
  });

  it('tells of a limit reached, of sharing, and of hours watched', async () => {
    settings = {
      ...settings,
      sharing: { countries: 2, isps: 3, addresses: 5, windowSeconds: day, cooldownSeconds: day },
      usage: [{ period: 'day', hours: 2 }],
    };
    await open();
    connect(1, { geoip_country_code: 'LB' });
    await look();
    connect(1, { geoip_country_code: 'DE' });
    const events = await later({ seconds: 30 });
    expect(told(events)).toEqual(['line.connection_limit_reached line:main/1', 'line.sharing_suspected line:main/1']);
    expect(events[1]?.data).toMatchObject({ line: { id: '1' }, sharing: { countries: ['DE', 'LB'] } });
    expect(await later({ minutes: 30 })).toEqual([]);
    expect(await later({ minutes: 30 })).toMatchObject([
      { type: 'line.usage_threshold', data: { usage: { period: 'day', threshold: 2, measure: 'hours' } } },
    ]);
    expect(await later({ minutes: 30 })).toEqual([]);
  });

  it('a limit reached before the first pass over the line was never told of', async () => {
    await look();
    demo.state.lines.put({ ...line(6), id: 31, username: 'made-now' });
    connect(31);
    connect(31);
    expect(told(await later({ minutes: 1 }))).toContain('line.connection_limit_reached line:main/31');
    await passes.pass();
    expect(told(await later({ minutes: 1 }))).toEqual([]);
  });

  it('tells of a device’s line, which no list of lines has, with the line as the panel has it', async () => {
    demo.state.lines.put({ ...line(6), id: 31, username: 'box', is_mag: 1 });
    await look();
    connect(31);
    const [event] = await later({ seconds: 30 });
    expect(event).toMatchObject({ type: 'line.first_connected', data: { line: { id: '31', username: 'box' } } });
  });

  it('a restart between any two looks tells nothing twice and loses nothing', async () => {
    settings = { ...settings, events: true, inactiveDays: [] };
    const run = async (name: string, restarts: boolean): Promise<string[]> => {
      clock.set(start);
      for (const { activity_id: id } of demo.state.connections.all()) demo.state.connections.delete(id);
      for (const { activity_id: id } of demo.state.activity.all()) demo.state.activity.delete(id);
      await open(name);
      await passes.pass(name);
      await look();
      const rows = new Map<number, ReturnType<typeof connect>>();
      for (const id of [1, 2, 1, 3, 2, 1]) {
        const row = rows.get(id);
        if (row === undefined) rows.set(id, connect(id));
        else endConnection(demo.state, row, unix());
        if (row !== undefined) rows.delete(id);
        if (restarts) await open(name);
        clock.advance({ minutes: 2 });
        await look();
      }
      const events = await test.log.read({ panels: [name], limit: 1000 });
      return told(events).map((text) => text.replace(name, 'panel'));
    };
    const through = await run('through', false);
    expect(through).toContain('connection.ended line:panel/1');
    expect(await run('restarted', true)).toEqual(through);
  });

  const line = (id: number) => {
    const found = demo.state.lines.get(id);
    if (!found) throw new Error(`the demo panel has no line ${String(id)}`);
    return found;
  };
});
