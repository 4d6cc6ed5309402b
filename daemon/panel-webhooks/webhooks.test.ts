import { createHmac } from 'node:crypto';
import pino from 'pino';
import { newServer, startDemoPanel, type DemoPanel } from '../../demo/panel';
import type { Event } from '../../panel';
import { Sealer } from '../secrets';
import { LineSnapshot, Reminders, syncMigrations, WatchedPanels } from '../sync';
import { Watching } from '../sync/testing/watching';
import { FakeClock, openTestStore, type TestStore } from '../testing';
import { Rounds, Things, watchMigrations } from '../watch';
import { ServerWatch } from '../watches';
import { panelWebhookMigrations, PanelWebhooks } from '.';

const secret = 'the secret of the channel';
const day = 86_400;
const unix = (instant: string): number => Date.parse(instant) / 1000;

/** The demo panel as XC_VM 2.6, watched by the real thing on a real database; the test posts what the panel would. */
describe('webhooks of a panel', () => {
  let clock: FakeClock;
  let demo: DemoPanel;
  let test: TestStore;
  let panels: WatchedPanels;
  let watching: Watching;
  let webhooks: PanelWebhooks;
  let rounds: Rounds;
  let logged: string[];

  beforeEach(async () => {
    clock = new FakeClock(Date.parse('2027-01-01T08:00:00Z'));
    demo = await startDemoPanel({
      dialect: 'xcvm',
      clock: () => clock.now(),
      seed: {
        bouquets: [{ bouquet_name: 'Basic' }],
        lines: [
          { username: 'nadia', password: 'p1', exp_date: unix('2027-01-10T12:00:00Z') },
          { username: 'late', password: 'p2', exp_date: unix('2027-01-03T00:00:00Z') },
        ],
      },
    });
    test = await openTestStore([...syncMigrations, ...watchMigrations, ...panelWebhookMigrations]);
    logged = [];
    open();
    await watching.pass();
  });
  afterEach(async () => {
    await watching.stop();
    await demo.stop();
    await test.close();
  });

  function open(): void {
    const { store, log } = test;
    const sealer = new Sealer('the secret of the tests');
    const logger = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
    const snapshot = new LineSnapshot({ store, log, sealer, clock, thresholds: [7, 3, 1] });
    const panel = {
      name: 'main',
      dialect: 'xcvm' as const,
      url: demo.url,
      apiKey: demo.apiKey,
      timeZone: 'UTC',
      poll: { everySeconds: 3600 },
      pageSize: 50,
      timeoutSeconds: 5,
      verifyTls: true,
      baselineEvents: false,
      guard: { lines: 10, percent: 5 },
    };
    const things = new Things({ store, log, clock, logger });
    panels = new WatchedPanels([panel, { ...panel, name: 'closed' }], { store, log, snapshot, clock, logger });
    watching = new Watching(panels);
    const thresholds = { cpu: null, memory: null, disk: null, connections: null };
    rounds = new Rounds(
      { name: 'main', timeZone: 'UTC', write: (work) => store.write(work), open: () => panels.get('main').open() },
      [{ watch: new ServerWatch({ things, clock }, { thresholds, overloadedAfterSeconds: 0 }), everySeconds: 3600 }],
      { store, clock, logger },
    );
    const reminders = new Reminders({ store, log, clock });
    webhooks = new PanelWebhooks({
      ...{ store, log, sealer, panels, reminders, clock, logger },
      things,
      secrets: new Map([['main', secret]]),
    });
  }

  const sign = (body: Buffer, key = secret): string => `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;
  const post = (message: object | string, panel = 'main'): Promise<{ duplicate: boolean }> => {
    const body = Buffer.from(typeof message === 'string' ? message : JSON.stringify(message));
    return webhooks.receive(panel, body, sign(body));
  };
  const now = (): number => Math.floor(clock.now() / 1000);
  const expiring = (...lines: Array<{ id: number; exp_date: number; days: number }>): object => ({
    event: 'lines.expiring',
    lines: lines.map((line) => ({ username: 'x', owner_id: 1, ...line })),
    panel: 'Panel',
    time: now(),
  });
  const alert = (fields: object): object => ({
    event: 'alert',
    state: 'fired',
    rule: 'server_down',
    title: '[Panel] A server is down (1)',
    text: '- LB-2',
    items: [{ subject: '2', label: 'LB-2' }],
    panel: 'Panel',
    time: now(),
    ...fields,
  });
  const row = (id: number) => {
    const found = demo.state.lines.get(id);
    if (!found) throw new Error(`no line ${String(id)}`);
    return found;
  };
  const told = async (): Promise<Array<[string, string | undefined, number | undefined, string]>> =>
    (await test.log.read({ types: ['line.expiring'] })).map(({ data, origin, time }) => [
      time,
      data.line?.id,
      data.daysLeft,
      origin,
    ]);
  const alerts = (): Promise<Event[]> => test.log.read({ types: ['panel.alert', 'server.offline', 'server.online'] });
  const stored = () => test.store.db.selectFrom('panel_webhooks').selectAll().execute();

  describe('lines that will expire', () => {
    it('are told of where the clock has not told: other thresholds, or skipped ones', async () => {
      clock.set('2027-01-02T09:00:00Z');
      expect(await post(expiring({ id: 2, exp_date: row(2).exp_date ?? 0, days: 5 }))).toEqual({ duplicate: false });
      expect(await told()).toEqual([['2027-01-02T09:00:00Z', '2', 5, 'panel']]);
      const [event] = await test.log.read({ types: ['line.expiring'] });
      expect(event).toMatchObject({
        panel: 'main',
        subject: 'line:main/2',
        data: { line: { username: 'late', status: 'active' } },
      });
    });

    it('are not told of again after the clock did', async () => {
      clock.set('2027-01-07T13:00:00Z');
      await watching.pass();
      const before = await told();
      expect(before.filter(([, id]) => id === '1')).toEqual([
        ['2027-01-03T12:00:00Z', '1', 7, 'clock'],
        ['2027-01-07T12:00:00Z', '1', 3, 'clock'],
      ]);
      await post(expiring({ id: 1, exp_date: row(1).exp_date ?? 0, days: 3 }));
      expect(await told()).toEqual(before);
    });

    it('are not told of again by the clock, which was late', async () => {
      clock.set('2027-01-03T12:00:01Z');
      await post(expiring({ id: 1, exp_date: row(1).exp_date ?? 0, days: 7 }));
      await watching.pass();
      expect((await told()).filter(([, id]) => id === '1')).toEqual([['2027-01-03T12:00:01Z', '1', 7, 'panel']]);
      clock.set('2027-01-07T12:00:01Z');
      await watching.pass();
      expect((await told()).filter(([, id]) => id === '1').map(([, , days]) => days)).toEqual([7, 3]);
    });

    it('are told of once when the panel posts to two channels, with another second in it', async () => {
      const line = { id: 2, exp_date: row(2).exp_date ?? 0, days: 3 };
      await post(expiring(line));
      clock.advance({ seconds: 1 });
      expect(await post(expiring(line))).toEqual({ duplicate: false });
      expect(await told()).toHaveLength(1);
    });

    it('begin anew with a renewal', async () => {
      await post(expiring({ id: 2, exp_date: row(2).exp_date ?? 0, days: 5 }));
      const renewed = unix('2027-02-03T00:00:00Z');
      row(2).exp_date = renewed;
      await watching.pass();
      clock.set('2027-01-30T09:00:00Z');
      await post(expiring({ id: 2, exp_date: renewed, days: 5 }));
      expect((await told()).filter(([, id, days]) => id === '2' && days === 5)).toHaveLength(2);
    });

    it('that were shortened by hand since the last pass are told of at once, and the pass tells no second time', async () => {
      row(1).exp_date = now() + 2.5 * day;
      await post(expiring({ id: 1, exp_date: row(1).exp_date ?? 0, days: 3 }));
      expect((await told()).filter(([, id]) => id === '1')).toEqual([['2027-01-01T08:00:00Z', '1', 3, 'panel']]);
      clock.advance({ minutes: 1 });
      await watching.pass();
      expect((await told()).filter(([, id]) => id === '1')).toHaveLength(1);
    });

    it('of devices, which passes do not list, are told of with the line as the panel has it', async () => {
      const adapter = await panels.get('main').open();
      await adapter.parts?.devices?.createDevice?.('mag', {
        mac: '00:1A:79:AA:BB:CC',
        expiresAt: '2027-01-03T00:00:00Z',
        bouquetIds: ['1'],
      });
      await post(expiring({ id: 3, exp_date: unix('2027-01-03T00:00:00Z'), days: 3 }));
      expect(await told()).toEqual([['2027-01-01T08:00:00Z', '3', 3, 'panel']]);
    });

    it('and have been renewed or deleted meanwhile are not told of', async () => {
      await post(expiring({ id: 1, exp_date: now() + day, days: 1 }, { id: 99, exp_date: now() + day, days: 1 }));
      expect(await told()).toEqual([]);
      expect(await stored()).toHaveLength(1);
    });
  });

  describe('alerts', () => {
    it('of a server that a look found down are no news, nor is the look after an alert', async () => {
      const last_check_ago = now() - 600;
      demo.state.servers.add(newServer({ server_name: 'LB-2', is_main: 0 }));
      await rounds.look('servers', new AbortController().signal);
      Object.assign(demo.state.servers.get(2) ?? {}, { last_check_ago });
      await rounds.look('servers', new AbortController().signal);
      await rounds.look('servers', new AbortController().signal);
      expect((await alerts()).map(({ type }) => type)).toEqual(['server.offline']);
      await post(alert({}));
      expect((await alerts()).map(({ type }) => type)).toEqual(['server.offline']);
      await post(alert({ state: 'resolved', time: now() + 1 }));
      Object.assign(demo.state.servers.get(2) ?? {}, { last_check_ago: null });
      await rounds.look('servers', new AbortController().signal);
      const told = await alerts();
      expect(told.map(({ type, data }) => [type, data.alert?.state])).toEqual([
        ['server.offline', undefined],
        ['server.online', 'resolved'],
      ]);
    });

    it('of servers become an event for each server', async () => {
      const items = [
        { subject: '2', label: 'LB-2' },
        { subject: '3', label: 'LB-3' },
      ];
      await post(alert({ items }));
      await post(alert({ items, state: 'resolved' }));
      expect((await alerts()).map(({ type, subject, data }) => [type, subject, data.server?.name])).toEqual([
        ['server.offline', 'server:main/2', 'LB-2'],
        ['server.offline', 'server:main/3', 'LB-3'],
        ['server.online', 'server:main/2', 'LB-2'],
        ['server.online', 'server:main/3', 'LB-3'],
      ]);
    });

    it('of anything else are told of as they are', async () => {
      await post(alert({ rule: 'cpu', title: '[Panel] CPU use is high (1)', text: '- LB-2: 97 %' }));
      expect(await alerts()).toMatchObject([
        {
          type: 'panel.alert',
          panel: 'main',
          subject: 'panel:main',
          origin: 'panel',
          time: '2027-01-01T08:00:00Z',
          data: { code: 'cpu', alert: { rule: 'cpu', state: 'fired', text: '- LB-2: 97 %' } },
        },
      ]);
    });

    it('that are a test, and events that are not known, are taken in and logged, without an event', async () => {
      await post(alert({ state: 'test', rule: 'test', items: [] }));
      await post({ event: 'lines.created', time: now() });
      expect(await test.log.read()).toEqual([]);
      expect((await stored()).map(({ event }) => event)).toEqual(['alert', 'lines.created']);
      expect(logged.join('')).toMatch(/"state":"test"/);
    });
  });

  it('take a message that comes again for the one it is, also after a restart and many at once', async () => {
    const message = alert({});
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(message)));
    expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    await watching.stop();
    open();
    expect(await post(message)).toEqual({ duplicate: true });
    expect(await alerts()).toHaveLength(1);
    expect(await stored()).toHaveLength(1);
  });

  it('store nothing when the events cannot be, so that the same message counts later', async () => {
    const append = test.log.append.bind(test.log);
    test.log.append = () => Promise.reject(new Error('disk full'));
    await expect(post(alert({}))).rejects.toThrow('disk full');
    test.log.append = append;
    expect(await post(alert({}))).toEqual({ duplicate: false });
    expect(await alerts()).toHaveLength(1);
  });

  describe('refuse', () => {
    const body = Buffer.from('{"event":"alert"}');
    it.each<[string, () => Promise<unknown>, { status: number; code: string }]>([
      ['an unsigned message', () => webhooks.receive('main', body, undefined), { status: 400, code: 'bad-signature' }],
      [
        'one signed with another secret',
        () => webhooks.receive('main', body, sign(body, 'another')),
        { status: 400, code: 'bad-signature' },
      ],
      [
        'an altered one',
        () => webhooks.receive('main', Buffer.from('{"event":"alerT"}'), sign(body)),
        { status: 400, code: 'bad-signature' },
      ],
      ['what is not JSON', () => post('{'), { status: 400, code: 'not-json' }],
      ['what is not as 2.6 sends it', () => post(alert({ state: 'on fire' })), { status: 400, code: 'malformed' }],
      [
        'everything for a panel without a secret',
        () => post(alert({}), 'closed'),
        { status: 404, code: 'unknown-webhook' },
      ],
      ['everything for a panel there is not', () => post(alert({}), 'other'), { status: 404, code: 'unknown-webhook' }],
    ])('%s, and store nothing', async (_, act, expected) => {
      await expect(act()).rejects.toMatchObject(expected);
      expect([await stored(), await test.log.read()]).toEqual([[], []]);
      expect(logged.join('')).toContain(expected.code);
    });
  });

  it('keep what came sealed, and log no name', async () => {
    await post(expiring({ id: 99, exp_date: now() + day, days: 1 }));
    await post(alert({ text: 'private words' }));
    const rows = JSON.stringify(await stored());
    for (const hidden of ['"username"', 'private words', secret]) {
      expect(rows).not.toContain(hidden);
      expect(logged.join('')).not.toContain(hidden);
    }
  });
});
