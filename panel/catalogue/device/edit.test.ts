import { startDemoPanel, type DemoPanel, type LineRow } from '../../../demo/panel';
import { executeWrite, operationById, parseParameters, XuiAdapter, type Write } from '../../index';
import { httpTransport, refusal } from '../../testing';

/** Changing, extending and converting devices: one behaviour, both kinds, on the demo panel with the real one's lies. */

const now = Date.parse('2026-11-22T12:00:00Z');
const context = { now, timeZone: 'UTC', randomByte: () => 7 };
const mac = '00:1A:79:00:00:01';
const newMac = '00:1A:79:00:00:02';
const expiry = 1_798_761_600;

let demo: DemoPanel;
let adapter: XuiAdapter;

function run(id: string, given: Record<string, unknown>): Promise<object> {
  const operation = operationById(id) as Write;
  return executeWrite(operation, adapter, parseParameters(operation, given, context), context);
}

const sent = (): string[] => demo.requests.map(({ action }) => action).filter((action) => !action.startsWith('get_'));

describe.each([
  ['mag', 'mags', 'mag'],
  ['enigma2', 'enigmas', 'enigma'],
] as const)('%s', (kind, table, word) => {
  let row: LineRow;
  const device = { mac };

  beforeEach(async () => {
    demo = await startDemoPanel({
      clock: () => now,
      seed: {
        lines: [
          { username: 'plain', password: 'x' },
          {
            username: 'devline',
            password: 'dev-secret',
            exp_date: expiry,
            bouquet: '[1]',
            allowed_outputs: '[1,2]',
            allowed_ips: '["192.0.2.7"]',
            admin_notes: 'sofa',
            is_isplock: 1,
            enabled: 0,
            pair_id: 1,
            [kind === 'mag' ? 'is_mag' : 'is_e2']: 1,
          },
        ],
        bouquets: [{ bouquet_name: 'Basic' }, { bouquet_name: 'Sports' }],
        connections: [{ user_id: 2 }, { user_id: 2 }, { user_id: 1 }],
      },
    });
    if (kind === 'mag') demo.state.mags.add({ user_id: 2, mac, stb_type: 'MAG322' });
    else demo.state.enigmas.add({ user_id: 2, mac });
    row = demo.state.lines.get(2)!;
    adapter = new XuiAdapter(httpTransport(demo));
  });
  afterEach(() => demo.stop());

  it('changes values of its line and keeps all others', async () => {
    const before = { ...row };
    const changed = await run(`${kind}.update`, { device, adminNotes: 'bedroom', bouquetIds: ['1', '2'] });
    expect(changed).toMatchObject({ mac, adminNotes: 'bedroom', bouquetIds: ['1', '2'], enabled: false });
    expect({ ...row, updated: '' }).toEqual({ ...before, admin_notes: 'bedroom', bouquet: '[1,2]', updated: '' });
  });

  it('gets another MAC address, and its line stays as it was', async () => {
    const before = { ...row };
    expect(await run(`${kind}.update`, { device, newMac: '00-1a-79-00-00-02' })).toMatchObject({
      id: '1',
      mac: newMac,
    });
    expect(demo.state[table].get(1)?.mac).toBe(newMac);
    expect(row).toEqual(before);
    expect(sent()).toEqual([`edit_${word}`]);
  });

  it('a lost answer to a new MAC address is read back, not sent again', async () => {
    demo.setFault({ kind: 'apply-then-reset', actions: [`edit_${word}`], times: 1 });
    expect(await run(`${kind}.update`, { device, newMac })).toMatchObject({ mac: newMac });
    expect(sent()).toHaveLength(1);
  });

  it('does not take another device’s MAC address', async () => {
    const other = { user_id: 1, mac: newMac, stb_type: '' };
    demo.state[table].add(other);
    demo.state.lines.get(1)![kind === 'mag' ? 'is_mag' : 'is_e2'] = 1;
    expect((await refusal(() => run(`${kind}.update`, { device, newMac }))).field).toBe('newMac');
    expect(sent()).toEqual([]);
  });

  it('refuses a new MAC address where the panel would change the line besides', async () => {
    row.max_connections = 3;
    const error = await refusal(() => run(`${kind}.update`, { device, newMac }));
    expect([error.code, error.field]).toEqual(['rejected', 'newMac']);
    expect(sent()).toEqual([]);
  });

  it('is extended from its expiry, in calendar months', async () => {
    expect(await run(`${kind}.extend`, { device, duration: { amount: 1, unit: 'months' } })).toMatchObject({
      expiresAt: '2027-02-01T00:00:00Z',
      enabled: false,
    });
  });

  it('is not extended onto somebody else’s change', async () => {
    const operation = operationById(`${kind}.extend`) as Write;
    const values = parseParameters(operation, { device, duration: { amount: 1, unit: 'months' } }, context);
    const target = await operation.plan(adapter, values, context);
    row.exp_date = expiry + 86_400;
    expect(await operation.assess(adapter, target)).toMatchObject({ state: 'conflict' });
  });

  it('one that never expires is not extended', async () => {
    row.exp_date = null;
    expect((await refusal(() => run(`${kind}.extend`, { device }))).message).toContain(`${mac} never expires`);
  });

  it('becomes a plain line with the same values', async () => {
    const { username, password } = row;
    const line = await run(`${kind}.convert`, { device });
    expect(line).toMatchObject({ id: '2', username, password, expiresAt: '2027-01-01T00:00:00Z', bouquetIds: ['1'] });
    expect(demo.state[table].size).toBe(0);
    expect(demo.state.plainLines().map(({ id }) => id)).toEqual([1, 2]);
  });

  it('a conversion whose answer is lost is found done', async () => {
    demo.setFault({ kind: 'apply-then-reset', actions: [`convert_${word}`], times: 1 });
    expect(await run(`${kind}.convert`, { device })).toMatchObject({ id: '2' });
    expect(sent()).toHaveLength(1);
  });

  it('says that the line went with the device', async () => {
    const operation = operationById(`${kind}.convert`) as Write;
    const target = await operation.plan(adapter, parseParameters(operation, { device }, context), context);
    demo.state[table].delete(1);
    demo.state.lines.delete(2);
    expect(await operation.assess(adapter, target)).toMatchObject({ state: 'conflict' });
  });

  it('has its own connections ended, and nobody else’s', async () => {
    expect(await run(`${kind}.killConnections`, { device })).toEqual({ id: '1', mac, killedConnections: 2 });
    expect(demo.state.connections.all().map(({ user_id }) => user_id)).toEqual([1]);
  });
});
