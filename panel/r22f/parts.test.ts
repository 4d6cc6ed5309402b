import { newStream, newStreamServer, startDemoPanel, type DemoPanel } from '../../demo/panel';
import { R22fAdapter } from '../index';
import { httpTransport, refusal, ScriptedTransport } from '../testing';

/** Accounts, MAG devices and servers of R22F's api.php. */

const now = Date.parse('2026-11-22T12:00:00Z');
const mac = '00:1A:79:AA:BB:CC';

let demo: DemoPanel;
let adapter: R22fAdapter;

beforeEach(async () => {
  demo = await startDemoPanel({
    dialect: 'r22f',
    clock: () => now,
    seed: { users: [{ username: 'Reseller', credits: 10.5 }], bouquets: [{ bouquet_name: 'Basic' }] },
  });
  adapter = new R22fAdapter(httpTransport(demo));
});
afterEach(() => demo.stop());

const answered = (body: string) => new R22fAdapter(new ScriptedTransport(() => body));

/** Whatever device is asked for, the panel answers the one there is. */
function misdirected(): R22fAdapter {
  const transport = httpTransport(demo);
  return new R22fAdapter({
    post: (fields) => transport.post(fields.map(([name, value]) => [name, name === 'mac' ? mac : value])),
  });
}

describe('users', () => {
  it('are listed, found and paged from the one list there is', async () => {
    const { rows, total } = await adapter.listUsers({ start: 1, limit: 1 });
    expect({ total, names: rows.map(({ username }) => username) }).toEqual({ total: 2, names: ['Reseller'] });
    expect((await adapter.listUsers({ search: 'sell' })).total).toBe(1);
    expect(await adapter.parts.users.getUser('2')).toMatchObject({
      credits: 10.5,
      groupName: 'Resellers',
      groupId: '2',
    });
    expect(await adapter.parts.users.findUser('reseller')).toMatchObject({ id: '2', reseller: null });
    expect(await adapter.parts.users.findUser('nobody')).toBeNull();
    expect((await refusal(() => adapter.parts.users.getUser('9'))).code).toBe('not-found');
  });

  it('are never none', async () => {
    expect((await refusal(() => answered('[]').listUsers())).code).toBe('bad-answer');
    expect((await refusal(() => answered('false').parts.users.findUser('x'))).code).toBe('bad-answer');
  });
});

describe('moveCredits', () => {
  const move = (from: number, to: number, reason = '') => adapter.parts.users.moveCredits('2', { from, to, reason });
  const balance = () => demo.state.users.get(2)?.credits;

  it('sends the difference, to the cent', async () => {
    await move(10.5, 3.25);
    expect(balance()).toBe(3.25);
    expect(demo.requests.find(({ action }) => action === 'reg_user/credits')?.form).toMatchObject({ amount: '-7.25' });
  });

  it('sends nothing for a balance that is another than thought, or for a reason nobody would find again', async () => {
    expect((await refusal(() => move(20, 30))).code).toBe('conflict');
    expect((await refusal(() => move(10.5, 30, 'invoice'))).field).toBe('reason');
    expect(demo.requests.filter(({ action }) => action === 'reg_user/credits')).toEqual([]);
  });

  it('does not take "true" for done when it comes with a refusal, or with another balance', async () => {
    expect((await refusal(() => move(10.5, -1))).code).toBe('rejected');
    expect(balance()).toBe(10.5);
    const transport = httpTransport(demo);
    const ignoring = new R22fAdapter({
      post: (fields) =>
        fields.some(([, value]) => value === 'credits')
          ? Promise.resolve({ status: 200, body: '{"result":true}', headers: {} })
          : transport.post(fields),
    });
    const change = { from: 10.5, to: 20, reason: '' };
    expect((await refusal(() => ignoring.parts.users.moveCredits('2', change))).code).toBe('not-verified');
  });
});

describe('MAG devices', () => {
  const device = { mac, expiresAt: '2027-01-01T00:00:00Z', bouquetIds: ['1'] };

  it('are made by their address and found by it, in whatever letters', async () => {
    await adapter.parts.devices.createDevice('mag', { ...device, mac: mac.toLowerCase() });
    const found = await adapter.parts.devices.findDevice('mag', mac.toLowerCase());
    expect(found).toMatchObject({ id: '1', mac, lineId: '1', expiresAt: device.expiresAt, bouquetIds: ['1'] });
    expect(await adapter.parts.devices.findDevice('mag', '00:1A:79:00:00:00')).toBeNull();
    expect((await refusal(() => adapter.parts.devices.createDevice('mag', device))).code).toBe('exists');
  });

  it('have a line that is read and edited as any', async () => {
    await adapter.parts.devices.createDevice('mag', device);
    const { id, username, password } = await adapter.parts.devices.getDeviceLine('mag', mac);
    await adapter.updateLine({ id, username, password: password ?? '' }, { enabled: false });
    expect(demo.state.lines.get(1)).toMatchObject({ enabled: 0, is_mag: 1, bouquet: '[1]' });
    expect((await refusal(() => adapter.parts.devices.getDeviceLine('mag', '00:1A:79:00:00:00'))).code).toBe(
      'not-found',
    );
  });

  it('are not taken for one another, nor believed without their line', async () => {
    await adapter.parts.devices.createDevice('mag', device);
    const other = await refusal(() => misdirected().parts.devices.findDevice('mag', '00:1A:79:00:00:00'));
    expect(other.code).toBe('bad-answer');
    demo.state.lines.delete(1);
    expect((await refusal(() => adapter.parts.devices.findDevice('mag', mac))).code).toBe('bad-answer');
  });

  it('are the only devices', async () => {
    expect((await refusal(() => adapter.parts.devices.findDevice('enigma2', mac))).code).toBe('unsupported');
    expect((await refusal(() => adapter.parts.devices.createDevice('enigma2', device))).code).toBe('unsupported');
    expect(demo.requestCount).toBe(0);
  });
});

describe('servers', () => {
  it('are told by name and state', async () => {
    Object.assign(demo.state.servers.get(1)!, { status: 0, is_main: 0 });
    expect(await adapter.parts.lists.listServers()).toMatchObject([
      { id: '1', name: 'Main Server', online: false, main: null },
    ]);
  });

  it('are never none', async () => {
    expect((await refusal(() => answered('[]').parts.lists.listServers())).code).toBe('bad-answer');
  });
});

describe('streams', () => {
  const add = (name: string, type: number, server: object | null) => {
    const { id } = demo.state.streams.add(newStream({ type, stream_display_name: name }));
    if (server !== null) demo.state.streamServers.add(newStreamServer({ stream_id: id, server_id: 1, ...server }));
    return id;
  };
  beforeEach(() => {
    add('News', 1, { pid: 1 });
    add('Sports', 1, { stream_status: 1 });
    add('Film', 2, { pid: 1 });
    add('Radio', 4, {});
  });
  const streams = () => adapter.parts.streams;

  it('are listed with what is known of their state', async () => {
    const { rows, total } = await streams().list();
    expect(total).toBe(3);
    expect(rows.map(({ id, name, state }) => [id, name, state])).toEqual([
      ['1', 'News', 'running'],
      ['2', 'Sports', 'error'],
      ['4', 'Radio', null],
    ]);
    expect((await streams().list({ search: 'spo', state: 'error', serverId: '1' })).rows).toMatchObject([{ id: '2' }]);
    expect((await refusal(() => streams().list({ categoryId: '1' }))).field).toBe('categoryId');
  });

  it('may be none, in PHP’s spelling of it, and a refusal is not that', async () => {
    demo.state.streams.all().forEach(({ id }) => demo.state.streams.delete(id));
    expect(await streams().list()).toEqual({ rows: [], total: 0 });
    demo.state.settings.api_pass = 'another';
    expect((await refusal(() => streams().list())).code).toBe('wrong-key');
  });

  it('are started where they do not run, on the server named', async () => {
    await streams().start('4', '1');
    expect(await streams().status('4')).toMatchObject({ state: 'running', servers: [{ serverId: '1' }] });
    await streams().start('1');
    expect(demo.requests.filter(({ action }) => action === 'stream/start')).toHaveLength(1);
  });

  it('are stopped, and others go on', async () => {
    add('Movies 24/7', 3, { pid: 9 });
    await streams().stop('1');
    expect(await streams().status('1')).toMatchObject({ state: null, servers: [] });
    expect(await streams().status('5')).toMatchObject({ state: 'running' });
  });

  it('that are not there are not stopped', async () => {
    expect((await refusal(() => streams().stop('9'))).code).toBe('not-found');
    expect(demo.requests.filter(({ action }) => action === 'stream/stop')).toEqual([]);
  });
});
