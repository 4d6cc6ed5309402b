import { startDemoDatabase, type DemoDatabase, type DemoSchema } from '../../demo/database';
import { newStream, newStreamServer, startDemoPanel, type DemoPanel } from '../../demo/panel';
import { openDatabase, type DatabaseConnection } from '../../daemon/database';
import {
  makeAdapter,
  type PanelError,
  walkLines,
  withDatabase,
  type LineSummary,
  type PanelAdapter,
} from '../../panel';
import { httpTransport } from '../../panel/testing';
import { describeWithMariaDb, mariaDb, type TestServer } from '../services/mariadb';

const past = Date.parse('2020-01-01T00:00:00Z') / 1000;
const soon = Math.floor(Date.now() / 1000) + 5 * 86_400;
const far = Date.parse('2037-01-01T00:00:00Z') / 1000;

/** The demo panel's rows in a real MariaDB, read as the daemon reads them: over a pool, with an account that may SELECT. */
describeWithMariaDb('lines and the rest, read from the database of a panel', () => {
  let server: TestServer;
  let demo: DemoPanel;
  let database: DemoDatabase;
  let connection: DatabaseConnection;
  let panel: PanelAdapter;
  /** Everything sent to the database. */
  let sent: string[];

  beforeAll(async () => {
    server = await mariaDb();
  });
  afterAll(() => server.stop());

  const open = async (schema: DemoSchema): Promise<void> => {
    database = await startDemoDatabase(demo.state, schema, server);
    connection = openDatabase({ url: database.url, tls: false, verifyTls: true, timeoutSeconds: 10 });
    const dialect = schema === 'r22f' ? 'r22f' : 'xui';
    const api = makeAdapter(dialect, httpTransport({ url: demo.url, apiKey: demo.apiKey, dialect }));
    sent = [];
    panel = withDatabase(api, (select, values) => {
      sent.push(select);
      return connection.query(select, values);
    });
  };

  const start = async (schema: DemoSchema): Promise<void> => {
    demo = await startDemoPanel({
      seed: {
        bouquets: [{ bouquet_name: 'Basic', bouquet_channels: '[1,2]' }, { bouquet_name: 'Sports' }],
        packages: [{ package_name: 'Monthly', bouquets: '[1,2]', official_credits: 10, max_connections: 3 }],
        users: [{ username: 'reseller1', email: 'r1@example.test', credits: 120.5, owner_id: 1 }],
        lines: [
          {
            ...{
              username: 'amal',
              password: 'Pass-1',
              member_id: 2,
              exp_date: far,
              bouquet: '[1,2]',
              max_connections: 2,
            },
            ...{
              allowed_outputs: '[1,2]',
              allowed_ips: '["192.0.2.7"]',
              allowed_ua: '["VLC"]',
              admin_notes: '100% <a> نور',
            },
          },
          { username: 'basim', password: 'p2', exp_date: null, is_trial: 1 },
          { username: 'chadi', password: 'p3', exp_date: 0, reseller_notes: 'crm_7' },
          { username: 'dana', password: 'p4', exp_date: past, enabled: 0 },
          { username: 'emil', password: 'p5', exp_date: soon, admin_enabled: 0 },
        ],
        connections: [
          { user_id: 1, user_agent: 'VLC/3.0', user_ip: '198.51.100.4', isp: 'Isp', geoip_country_code: 'LB' },
        ],
      },
    });
    const device = (mac: string, kind: 'is_mag' | 'is_e2') => {
      const { lines } = demo.state;
      const first = lines.get(1);
      if (!first) throw new Error('no line 1');
      return lines.put({ ...first, id: lines.nextId, username: `box${mac.slice(-2)}`, exp_date: soon, [kind]: 1 }).id;
    };
    demo.state.mags.add({
      mac: '00:1A:79:10:20:30',
      stb_type: 'MAG322',
      user_id: device('00:1A:79:10:20:30', 'is_mag'),
    });
    demo.state.enigmas.add({ mac: '00:09:34:10:20:31', user_id: device('00:09:34:10:20:31', 'is_e2') });
    demo.state.categories.add({
      category_type: 'live',
      category_name: 'News',
      parent_id: 0,
      cat_order: 1,
      is_adult: 0,
    });
    demo.state.epgs.add({
      epg_name: 'Guide',
      epg_file: 'http://user:pass@epg.test/',
      last_updated: null,
      days_keep: 7,
    });
    demo.state.blockedIps.add({ ip: '203.0.113.9', notes: 'flood', date: past, attempts_blocked: 41 });
    demo.state.blockedIsps.add({ isp: 'Hosting', blocked: 1 });
    demo.state.blockedUserAgents.add({ user_agent: 'curl', exact_match: 0, attempts_blocked: 3 });
    const date = Date.parse('2026-11-22T18:38:57Z') / 1000;
    demo.state.creditLogs.add({ target_id: 2, admin_id: 1, amount: -12.5, date, reason: 'invoice 7' });
    await open(schema);
  };
  const stop = async (): Promise<void> => {
    await connection.close();
    await database.stop();
    await demo.stop();
  };

  const names = (lines: readonly LineSummary[]) => lines.map(({ username }) => username);

  describe.each<DemoSchema>(['r22f', 'xui'])('in the schema of %s, left as it is,', (schema) => {
    beforeAll(() => start(schema));
    afterAll(stop);

    it('a line is read complete: lists from JSON, its owner, connections, texts of any script', async () => {
      expect(await panel.getLine('1')).toEqual({
        ...{ id: '1', username: 'amal', password: 'Pass-1', ownerId: '2', ownerName: 'reseller1' },
        ...{ expiresAt: '2037-01-01T00:00:00Z', enabled: true, banned: false, trial: false, restreamer: false },
        ...{ maxConnections: 2, activeConnections: 1, adminNotes: '100% <a> نور', resellerNotes: null },
        ...{ bouquetIds: ['1', '2'], packageId: null, outputs: ['hls', 'mpegts'], allowedIps: ['192.0.2.7'] },
        ...{ allowedUserAgents: ['VLC'], ispLocked: false, stalker: false, bypassUserAgent: false, contact: null },
        ...{ forcedCountry: null, createdAt: expect.stringMatching(/Z$/) as string },
      });
    });

    it('an expiry that is NULL is never, and 0 is long ago', async () => {
      expect((await panel.getLine('2')).expiresAt).toBeNull();
      expect((await panel.getLine('3')).expiresAt).toBe('1970-01-01T00:00:00Z');
    });

    it('a username is found as it is written, and by nothing that only looks like it', async () => {
      expect(await panel.findLine('amal')).toMatchObject({ id: '1' });
      expect(await panel.findLine('AMAL')).toBeNull();
      expect(await panel.findLine('amal ')).toBeNull();
      expect(await panel.findLine("' OR 1=1 -- ")).toBeNull();
      expect(await panel.findLine('box30')).toBeNull();
    });

    it('a line that is not there is not found', async () => {
      await expect(panel.getLine('99')).rejects.toMatchObject({ code: 'not-found' });
    });

    it.each([
      ['active', ['amal', 'basim']],
      ['disabled', ['dana']],
      ['banned', ['emil']],
      ['expired', ['chadi', 'dana']],
      ['trial', ['basim']],
      ['expiring', ['emil']],
    ] as const)('the filter "%s" lists %j', async (filter, expected) => {
      const { rows, total } = await panel.listLines({ filter });
      expect(names(rows)).toEqual(expected);
      expect(total).toBe(expected.length);
    });

    it('search looks through username and notes, where % and _ stand for themselves', async () => {
      const found = async (search: string) => names((await panel.listLines({ search })).rows);
      expect(await found('mal')).toEqual(['amal']);
      expect(await found('0% <a>')).toEqual(['amal']);
      expect(await found('نور')).toEqual(['amal']);
      expect(await found('crm_')).toEqual(['chadi']);
      expect(await found('%')).toEqual(['amal']);
    });

    it('lists by owner, sorted, page by page', async () => {
      expect(names((await panel.listLines({ ownerId: '2' })).rows)).toEqual(['amal']);
      const sort = { by: 'expiresAt', descending: true } as const;
      const { rows, total } = await panel.listLines({ sort, start: 1, limit: 2 });
      expect(names(rows)).toEqual(['emil', 'dana']);
      expect(total).toBe(5);
    });

    it('finds devices by their address, however that is stored, with their line', async () => {
      expect((await panel.parts?.devices?.listDevices?.('mag', { search: '79:10:20' }))?.rows).toMatchObject([
        { id: '1', kind: 'mag', mac: '00:1A:79:10:20:30', model: 'MAG322', lineId: '6', ownerName: 'reseller1' },
      ]);
      expect(await panel.parts?.devices?.findDevice?.('mag', '00:1A:79:10:20:30', false)).toMatchObject({
        id: '1',
        bouquetIds: ['1', '2'],
      });
      expect(await panel.parts?.devices?.findDevice?.('mag', '00:1A:79:10:20:99', true)).toBeNull();
      expect(await panel.parts?.devices?.getDevice?.('enigma2', '1')).toMatchObject({
        mac: '00:09:34:10:20:31',
        lineId: '7',
      });
    });

    it('reads tickets with their last message, whoever wrote it', async () => {
      const date = Date.parse('2026-11-22T10:00:00Z') / 1000;
      const { tickets, ticketReplies } = demo.state;
      const read = { admin_read: 0, user_read: 1 };
      tickets.add({ member_id: 2, title: 'No picture', status: 1, ...read });
      tickets.add({ member_id: 2, title: 'شكرا', status: 0, ...read });
      tickets.add({ member_id: 77, title: 'Empty', status: 1, ...read });
      ticketReplies.add({ ticket_id: 1, admin_reply: 0, message: 'Channel 5 is <black>', date });
      ticketReplies.add({ ticket_id: 2, admin_reply: 0, message: 'first', date });
      ticketReplies.add({ ticket_id: 2, admin_reply: 1, message: 'done', date: date + 60 });
      await database.refresh();
      expect(await panel.parts?.tickets?.listTickets?.()).toEqual({
        total: 3,
        rows: [
          {
            ...{ id: '1', title: 'No picture', open: true, userId: '2', username: 'reseller1', replies: 1 },
            lastReply: { id: '1', by: 'user', message: 'Channel 5 is <black>', at: '2026-11-22T10:00:00Z' },
          },
          {
            ...{ id: '2', title: 'شكرا', open: false, userId: '2', username: 'reseller1', replies: 2 },
            lastReply: { id: '3', by: 'admin', message: 'done', at: '2026-11-22T10:01:00Z' },
          },
          { id: '3', title: 'Empty', open: true, userId: '77', username: null, replies: 0, lastReply: null },
        ],
      });
      expect((await panel.parts?.tickets?.listTickets?.({ start: 2, limit: 1 }))?.rows).toMatchObject([{ id: '3' }]);
    });

    it('reads what runs, on each server', async () => {
      const { streams, streamServers } = demo.state;
      const running = { pid: 9, monitor_pid: 8, current_source: 'http://u:p@source.test/1.ts' };
      for (const [index, type] of [1, 2, 4].entries()) {
        const { id } = streams.add(newStream({ type, stream_display_name: `live ${String(index)}` }));
        streamServers.add(newStreamServer({ stream_id: id, server_id: 1, ...(index === 0 ? running : {}) }));
      }
      await database.refresh();
      expect(await panel.parts?.live?.listLive?.()).toEqual([
        {
          ...{ id: '1', kind: 'stream', name: 'live 0', state: 'running' },
          servers: [
            {
              ...{ serverId: '1', serverName: 'Main Server', state: 'running', parentServerId: null },
              source: 'http://u:p@source.test/1.ts',
            },
          ],
        },
        expect.objectContaining({ id: '3', kind: 'station', state: 'stopped' }),
      ]);
      expect(demo.requests.map(({ action }) => action)).not.toContain('get_streams');
    });

    it('reads what lists of lines leave out, from id to id, of no device', async () => {
      const packageId = schema === 'r22f' ? null : '1';
      const first = demo.state.lines.get(1);
      if (first) first.package_id = 1;
      await database.refresh();
      expect(await panel.detailsAfter?.('0', 2)).toEqual([
        { id: '1', packageId, bouquetIds: ['1', '2'] },
        { id: '2', packageId: null, bouquetIds: [] },
      ]);
      expect((await panel.detailsAfter?.('2', 50))?.map(({ id }) => id)).toEqual(['3', '4', '5']);
    });

    it('sends nothing but SELECT', async () => {
      await panel.listLines({ search: 'a', filter: 'active', ownerId: '2' });
      await panel.getLine('1');
      await panel.findLine('amal');
      await panel.parts?.devices?.listDevices?.('mag');
      await panel.parts?.connections?.listConnections?.();
      await panel.parts?.connections?.listActivity?.();
      expect(sent.length).toBeGreaterThan(6);
      expect(sent.filter((sql) => !sql.startsWith('SELECT ') || /;|\bINTO\b|\bFOR UPDATE\b/i.test(sql))).toEqual([]);
    });
  });

  describe('what the API of R22F has no list of', () => {
    beforeAll(() => start('r22f'));
    afterAll(stop);

    it('packages and bouquets', async () => {
      expect(await panel.listPackages()).toMatchObject([
        {
          ...{ id: '1', name: 'Monthly', bouquetIds: ['1', '2'], maxConnections: 3, forLines: true, forMag: true },
          official: { credits: 10, duration: { amount: 1, unit: 'months' } },
        },
      ]);
      expect(await panel.listBouquets()).toMatchObject([{ name: 'Basic', channelCount: 2 }, { name: 'Sports' }]);
    });

    it('users with their groups, and never a hash', async () => {
      const { rows, total } = await panel.listUsers({ search: 'r1@' });
      expect(rows).toMatchObject([{ username: 'reseller1', groupName: 'Resellers', credits: 120.5, reseller: true }]);
      expect(total).toBe(1);
      const user = await panel.parts?.users?.findUser?.('Reseller1');
      expect(user).toMatchObject({ id: '2', groupId: '2', ownerId: '1' });
      expect(await panel.parts?.users?.getUser?.('2')).toEqual(user);
      expect(sent.filter((sql) => /u\.\*|password/.test(sql) && sql.includes('reg_users'))).toEqual([]);
    });

    it('groups, categories, guides, servers and what is blocked', async () => {
      const lists = panel.parts?.lists;
      expect(await lists?.listGroups?.()).toMatchObject([{ name: 'Administrators', admin: true }, { reseller: true }]);
      expect(await lists?.listServers?.()).toMatchObject([{ main: true, online: true, connections: 1, users: 1 }]);
      expect(await lists?.listCategories?.()).toMatchObject([{ name: 'News', type: 'live' }]);
      expect(await lists?.listEpgs?.()).toMatchObject([{ name: 'Guide', daysKept: 7 }]);
      expect(await lists?.listBlocked?.('ip')).toMatchObject([{ value: '203.0.113.9', attempts: 41 }]);
      expect(await lists?.listBlocked?.('isp')).toMatchObject([{ value: 'Hosting' }]);
      expect(await lists?.listBlocked?.('userAgent')).toMatchObject([{ value: 'curl', attempts: 3 }]);
    });

    it('the credit log, with what credits were changed by', async () => {
      const log = await panel.parts?.users?.listCreditLog?.({ userId: '2', from: '2026-11-22', to: '2026-11-22' });
      expect(log).toEqual({
        total: 1,
        rows: [
          {
            ...{ id: '1', userId: '2', username: 'reseller1', changedById: '1', changedByUsername: 'admin' },
            ...{ recorded: -12.5, amount: -12.5, reason: 'invoice 7', localTime: '2026-11-22 18:38:57' },
          },
        ],
      });
    });
  });

  describe('writes of R22F, over its API', () => {
    beforeEach(async () => {
      await start('r22f');
      const { url, apiKey } = await demo.open('r22f');
      const api = makeAdapter('r22f', httpTransport({ url, apiKey, dialect: 'r22f' }));
      panel = withDatabase(api, async (select, values) => {
        await database.refresh();
        return connection.query(select, values);
      });
    });
    afterEach(stop);

    it('need no more than the id: the password comes from the database, and all else stays as it was', async () => {
      const before = await panel.getLine('1');
      expect(panel.needsAccess).toBeFalsy();
      const after = await panel.updateLine('1', { maxConnections: 4, password: 'Pass-2' });
      expect(after).toEqual({ ...before, maxConnections: 4, password: 'Pass-2' });
    });

    it('refuse a username that is taken, which the panel would take with another password', async () => {
      const line = { username: 'amal', password: 'another', expiresAt: '2030-01-01T00:00:00Z', bouquetIds: ['1'] };
      await expect(panel.createLine(line)).rejects.toMatchObject({ code: 'exists' });
      expect(demo.requests).toEqual([]);
      expect(await panel.createLine({ ...line, username: 'farid' })).toMatchObject({ username: 'farid', id: '8' });
    });

    it('refuse a line that the panel could not tell from another', async () => {
      const twin = demo.state.lines.get(2);
      if (twin) Object.assign(twin, { username: 'amal', password: 'Pass-1' });
      await expect(panel.updateLine('1', { enabled: false })).rejects.toMatchObject({ code: 'rejected' });
      expect(demo.state.lines.all().filter(({ enabled }) => enabled === 0)).toHaveLength(1);
    });

    it('cannot delete', async () => {
      await expect(panel.deleteLine('1')).rejects.toMatchObject({ code: 'unsupported' });
    });
  });

  describe.each<DemoSchema>(['r22f', 'xui'])('in the schema of %s, while it changes,', (schema) => {
    beforeEach(() => start(schema));
    afterEach(stop);

    it('tells who watches, without what has ended, and who has watched on a day of the panel', async () => {
      const connections = panel.parts?.connections;
      expect((await connections?.listConnections?.({ lineId: '1' }))?.rows).toMatchObject([
        { id: '1', username: 'amal', ip: '198.51.100.4', country: 'LB', serverName: 'Main Server' },
      ]);
      const live = schema === 'r22f' ? 'user_activity_now' : 'lines_live';
      await database.run(`UPDATE \`${live}\` SET hls_end = 1`);
      expect((await connections?.listConnections?.())?.rows).toEqual([]);
      expect((await panel.getLine('1')).activeConnections).toBe(0);

      demo.state.settings.default_timezone = 'Asia/Beirut';
      const at = (instant: string) => Date.parse(instant) / 1000;
      for (const start of [
        '2026-01-30T21:59:59Z',
        '2026-01-30T22:00:00Z',
        '2026-01-31T21:59:59Z',
        '2026-01-31T22:00:00Z',
      ]) {
        demo.state.activity.add({
          ...{ user_id: 1, stream_id: 1, server_id: 1, user_agent: 'VLC', user_ip: '192.0.2.1', container: 'ts' },
          ...{ date_start: at(start), date_end: at(start) + 60, geoip_country_code: null, isp: null },
        });
      }
      await database.refresh();
      const day = await connections?.listActivity?.({ from: '2026-01-31', to: '2026-01-31' });
      expect(day?.rows.map(({ startedAt }) => startedAt)).toEqual(['2026-01-30T22:00:00Z', '2026-01-31T21:59:59Z']);
      expect(day?.total).toBe(2);
    });

    it('walks over all lines from id to id, each once, while lines come and go', async () => {
      const table = schema === 'r22f' ? 'users' : 'lines';
      const template = demo.state.lines.get(2);
      if (!template) throw new Error('no line 2');
      const { lines } = demo.state;
      for (let count = 0; count < 5000; count += 1)
        lines.put({ ...template, id: lines.nextId, username: `many${String(count)}` });
      await database.refresh();
      sent = [];
      const seen: number[] = [];
      const goneAhead = new Set<number>();
      for await (const page of walkLines(panel, {}, 500)) {
        seen.push(...page.map(({ id }) => Number(id)));
        const last = seen.at(-1) ?? 0;
        goneAhead.add(last + 50);
        // One behind, which was seen; the page's last, which the next begins after; and one ahead.
        await database.run(`DELETE FROM \`${table}\` WHERE id IN (?, ?, ?)`, [last - 100, last, last + 50]);
      }
      const expected = demo.state.plainLines().map(({ id }) => id);
      expect(expected.length).toBeGreaterThan(5000);
      expect(seen).toEqual(expected.filter((id) => !goneAhead.has(id)));
      expect(sent.filter((sql) => sql.includes('OFFSET'))).toEqual([]);
    });

    it('leaves alone what the account may not read besides: streams come from the API, tickets are refused by name', async () => {
      const further = schema === 'r22f' ? ['streams_sys'] : ['streams_servers'];
      for (const table of ['tickets', ...further]) await database.run(`DROP TABLE \`${table}\``);
      expect((await panel.listLines()).total).toBe(5);
      const refusal = await panel.parts?.tickets?.listTickets?.().catch((error: unknown) => error as PanelError);
      expect(refusal).toMatchObject({ code: 'no-permission', hint: expect.stringContaining('GRANT SELECT') as string });
      expect((refusal as PanelError).message).toContain('tickets');
      if (schema === 'r22f') return;
      await panel.parts?.live?.listLive?.();
      expect(demo.requests.map(({ action }) => action)).toEqual(['get_streams', 'get_channels', 'get_stations']);
    });

    it('says which table the account may not read', async () => {
      await database.run('SELECT 1');
      await database.run(`REVOKE SELECT ON \`${database.name}\`.* FROM '${database.account.user}'@'%'`);
      const table = schema === 'r22f' ? 'users' : 'lines';
      await database.run(`GRANT SELECT ON \`${database.name}\`.\`${table}\` TO '${database.account.user}'@'%'`);
      const refusal = await panel.listLines().catch((error: unknown) => error as PanelError);
      expect(refusal).toMatchObject({ code: 'no-permission' });
      expect((refusal as PanelError).message).toContain(schema === 'r22f' ? 'user_activity_now' : 'lines_live');
      expect((refusal as PanelError).hint).toContain('GRANT SELECT');
    });
  });

  describe('what has changed lately', () => {
    beforeEach(() => start('xui'));
    afterEach(stop);

    const recent = () => {
      if (panel.recent === undefined) throw new Error('the adapter cannot tell what has changed lately');
      return panel.recent;
    };
    const now = async () => {
      const moment = await recent().now();
      if (moment === null) throw new Error('the database does not note changes');
      return moment;
    };

    it('is what the database noted since, by its own clock, and no devices', async () => {
      await database.run(`UPDATE \`lines\` SET updated = '2020-01-01 00:00:00'`);
      const since = await now();
      expect(await recent().changedSince(since, '0', 100)).toEqual([]);
      await database.run(`UPDATE \`lines\` SET max_connections = 7 WHERE id IN (2, 4, 6, 7)`);
      await database.run(`UPDATE \`lines\` SET max_connections = 1 WHERE id = 3`);
      const changed = await recent().changedSince(since, '0', 100);
      // Of line 3 nothing was changed, 6 and 7 are a MAG's and an Enigma2's.
      expect(changed.map(({ id, maxConnections }) => [id, maxConnections])).toEqual([
        ['2', 7],
        ['4', 7],
      ]);
    });

    it('comes page by page', async () => {
      const ids = async (after: string) => (await recent().changedSince(0, after, 2)).map(({ id }) => id);
      expect([await ids('0'), await ids('2'), await ids('4')]).toEqual([['1', '2'], ['3', '4'], ['5']]);
    });

    it.each([
      ['is not there', 'DROP COLUMN `updated`'],
      ['is not kept by the server', 'MODIFY `updated` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP'],
      ['is a number', 'DROP COLUMN `updated`, ADD COLUMN `updated` int'],
    ])('is not known where the column %s', async (_, change) => {
      await database.run(`ALTER TABLE \`lines\` ${change}`);
      expect(await recent().now()).toBeNull();
    });

    it('is not known of R22F, whose table has no such column', async () => {
      await stop();
      await start('r22f');
      expect(panel.recent).toBeUndefined();
    });
  });
});
