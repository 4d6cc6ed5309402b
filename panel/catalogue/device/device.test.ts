import { startDemoPanel, type DemoPanel, type LineRow } from '../../../demo/panel';
import {
  executeWrite,
  operationById,
  parseParameters,
  XuiAdapter,
  type Device,
  type DeviceSummary,
  type PanelTransport,
  type ReadMany,
  type ReadOne,
  type Write,
} from '../../index';
import { everythingOf, httpTransport, RecordedTransport, refusal } from '../../testing';

/** MAG and Enigma2 devices: one behaviour, both kinds, on the demo panel with the real one's lies. */

const now = Date.parse('2026-11-22T12:00:00Z');
const context = { now, timeZone: 'UTC', randomByte: () => 7 };

let demo: DemoPanel;
let adapter: XuiAdapter;
let transport: PanelTransport;

function run(id: string, given: Record<string, unknown>): Promise<object> {
  const operation = operationById(id) as Write;
  return executeWrite(operation, adapter, parseParameters(operation, given, context), context);
}

async function list(id: string, given: Record<string, unknown> = {}): Promise<DeviceSummary[]> {
  const operation = operationById(id) as ReadMany;
  const rows: object[] = [];
  for await (const page of operation.pages(adapter, parseParameters(operation, given, context))) rows.push(...page);
  return rows as DeviceSummary[];
}

function get(id: string, device: object): Promise<object> {
  const operation = operationById(id) as ReadOne;
  return operation.run(adapter, parseParameters(operation, { device }, context));
}

const sent = (): string[] => demo.requests.map(({ action }) => action).filter((action) => !action.startsWith('get_'));
const mac = '00:1A:79:00:00:01';

describe.each([
  ['mag', 'mags', 'mag'],
  ['enigma2', 'enigmas', 'enigma'],
] as const)('%s', (kind, table, word) => {
  let row: LineRow;

  beforeEach(async () => {
    demo = await startDemoPanel({
      clock: () => now,
      seed: {
        lines: [
          { username: 'plain', password: 'x' },
          {
            username: 'devline',
            password: 'dev-secret',
            exp_date: 1_798_761_600,
            bouquet: '[1]',
            allowed_outputs: '[1,2]',
            admin_notes: 'sofa',
            [kind === 'mag' ? 'is_mag' : 'is_e2']: 1,
          },
        ],
        bouquets: [{ bouquet_name: 'Basic' }, { bouquet_name: 'Sports' }],
        packages: [
          { package_name: 'Monthly', bouquets: '[1,2]', max_connections: 3 },
          { package_name: 'Lines only', bouquets: '[1]', is_mag: 0, is_e2: 0 },
        ],
      },
    });
    if (kind === 'mag') demo.state.mags.add({ user_id: 2, mac, stb_type: 'MAG322' });
    else demo.state.enigmas.add({ user_id: 2, mac });
    row = demo.state.lines.get(2)!;
    transport = httpTransport(demo);
    adapter = new XuiAdapter({ post: (fields) => transport.post(fields) });
  });
  afterEach(() => demo.stop());

  it('is got by id and by MAC address, however that is spelt', async () => {
    const expected = {
      id: '1',
      kind,
      mac,
      model: kind === 'mag' ? 'MAG322' : null,
      lineId: '2',
      ownerId: '1',
      expiresAt: '2027-01-01T00:00:00Z',
      enabled: true,
      banned: false,
      trial: false,
      adminNotes: 'sofa',
      bouquetIds: ['1'],
    };
    expect(await get(`${kind}.get`, { id: 1 })).toMatchObject(expected);
    expect(await get(`${kind}.get`, { mac: '001a79000001' })).toMatchObject(expected);
    expect(JSON.stringify(await get(`${kind}.get`, { id: 1 }))).not.toContain('dev-secret');
  });

  it('is found although the panel’s search does not look at addresses', async () => {
    adapter = new XuiAdapter({
      post: (fields) => transport.post(fields.map(([name, value]) => [name, name === 'search[value]' ? 'zz' : value])),
    });
    expect(await get(`${kind}.get`, { mac })).toMatchObject({ id: '1' });
  });

  it.each([[{ id: 9 }], [{ mac: '00:1A:79:00:00:99' }]])('says so when there is none: %j', async (device) => {
    expect(await refusal(() => get(`${kind}.get`, device))).toMatchObject({ code: 'not-found' });
  });

  it.each(['00:1A:79:00:00', '00:1A:79:00:00:0G', '00:1A-79:00:00:01', ''])('%j is no MAC address', async (text) => {
    const error = await refusal(() => run(`${kind}.create`, { mac: text, expiresAt: null, bouquetIds: ['1'] }));
    expect(error).toMatchObject({ code: 'invalid-parameter', field: 'mac' });
    expect(demo.requestCount).toBe(0);
  });

  it('lists by status and search, without other lines', async () => {
    expect(await list(`${kind}.getMany`)).toMatchObject([{ id: '1', mac, lineId: '2', kind }]);
    expect(await list(`${kind}.getMany`, { status: 'disabled' })).toEqual([]);
    expect(await list(`${kind}.getMany`, { search: '79:00' })).toHaveLength(1);
  });

  it('is made from a package', async () => {
    const made = (await run(`${kind}.create`, { mac: '00-1a-79-aa-bb-cc', packageId: 1, contact: 'a@b.c' })) as Device;
    expect(made).toMatchObject({
      id: '2',
      mac: '00:1A:79:AA:BB:CC',
      expiresAt: '2026-12-22T12:00:00Z',
      bouquetIds: ['1', '2'],
      packageId: '1',
      contact: 'a@b.c',
      trial: false,
    });
    expect(demo.state.lines.get(Number(made.lineId))).toMatchObject({ is_mag: kind === 'mag' ? 1 : 0 });
  });

  it('is refused for what the package is not sold for, and without bouquets or expiry', async () => {
    const given = { mac: '00:1A:79:AA:BB:CC' };
    expect(await refusal(() => run(`${kind}.create`, { ...given, packageId: 2 }))).toMatchObject({
      field: 'packageId',
    });
    expect(await refusal(() => run(`${kind}.create`, { ...given, expiresAt: null }))).toMatchObject({
      field: 'bouquetIds',
    });
    expect(await refusal(() => run(`${kind}.create`, { ...given, bouquetIds: ['1'] }))).toMatchObject({
      field: 'expiresAt',
    });
    expect(sent()).toEqual([]);
  });

  it('is refused where the address is taken, before and by the panel', async () => {
    const given = { mac, expiresAt: null, bouquetIds: ['1'] };
    expect(await refusal(() => run(`${kind}.create`, given))).toMatchObject({ code: 'exists', field: 'mac' });
    expect(sent()).toEqual([]);
    const operation = operationById(`${kind}.create`) as Write;
    const error = await refusal(() => operation.send(adapter, { device: given }));
    expect(error).toMatchObject({ code: 'exists', field: 'mac' });
  });

  it('is found out to be made when only the answer was lost', async () => {
    demo.setFault({ kind: 'apply-then-reset', actions: [`create_${word}`], times: 1 });
    const given = { mac: '00:1A:79:AA:BB:CC', expiresAt: null, bouquetIds: ['1'] };
    expect(await run(`${kind}.create`, given)).toMatchObject({ expiresAt: null });
    expect(demo.state[table].size).toBe(2);
  });

  it.each([
    ['disable', { enabled: 0 }, { enabled: false }],
    ['ban', { admin_enabled: 0 }, { banned: true }],
  ] as const)('%s really does, through its line, and can be undone', async (name, stored, shown) => {
    const before = { ...row };
    expect(await run(`${kind}.${name}`, { device: { id: 1 } })).toMatchObject({ id: '1', ...shown });
    expect({ ...row, updated: before.updated }).toEqual({ ...before, ...stored });
    const undo = name === 'ban' ? 'unban' : 'enable';
    expect(await run(`${kind}.${undo}`, { device: { mac } })).toMatchObject({ enabled: true, banned: false });
    expect(sent()).toEqual([`${name}_line`, `${undo}_line`]);
  });

  it('an answer of success is not believed without the change', async () => {
    adapter = new XuiAdapter({
      post: (fields) =>
        fields[0]?.[1] === 'disable_line'
          ? Promise.resolve({ status: 200, body: '{"status":"STATUS_SUCCESS"}', headers: {} })
          : transport.post(fields),
    });
    const error = await refusal(() => run(`${kind}.disable`, { device: { id: 1 } }));
    expect(error.code).toBe('not-verified');
    expect(everythingOf(error)).not.toContain('dev-secret');
  });

  it('is deleted with its line, once', async () => {
    expect(await run(`${kind}.delete`, { device: { mac } })).toEqual({ id: '1', mac, deleted: true });
    expect(demo.state.lines.all().map(({ username }) => username)).toEqual(['plain']);
    expect(await refusal(() => run(`${kind}.delete`, { device: { id: 1 } }))).toMatchObject({ code: 'not-found' });
  });

  it('queues with writes to its line', () => {
    const operation = operationById(`${kind}.disable`) as Write;
    expect(operation.subject({ deviceId: '1', lineId: '2', mac })).toBe('line:2');
  });

  it('another device than the one asked for is refused', async () => {
    const column = kind === 'mag' ? 'mag_id' : 'device_id';
    adapter = new XuiAdapter({
      async post(fields) {
        const answer = await transport.post(fields);
        return { ...answer, body: answer.body.replace(`"${column}":"1"`, `"${column}":"8"`) };
      },
    });
    expect(await refusal(() => get(`${kind}.get`, { id: 1 }))).toMatchObject({ code: 'bad-answer' });
  });
});

it('reads the recorded list of MAG devices', async () => {
  adapter = new XuiAdapter(new RecordedTransport());
  expect(await list('mag.getMany')).toMatchObject([
    { id: '1', mac: '00:1A:79:AA:BB:CC', lineId: '13', model: null, expiresAt: '2027-01-31T00:00:00Z', enabled: true },
  ]);
});
