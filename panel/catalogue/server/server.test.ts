import { newServer, startDemoPanel, type DemoPanel } from '../../../demo/panel';
import { operationById, parseParameters, XcvmAdapter, XuiAdapter, type ReadOne } from '../../index';
import { httpTransport, refusal, ScriptedTransport } from '../../testing';
import { uptimeSeconds } from '../../xui/parts/servers';

/** One machine that streams, on the demo panel and in the forms panels answer. */

const context = { now: Date.parse('2026-11-22T12:00:00Z'), timeZone: 'UTC' };

let demo: DemoPanel;
let adapter: XuiAdapter;
beforeEach(async () => {
  demo = await startDemoPanel({ clock: () => context.now, lines: 30 });
  adapter = new XuiAdapter(httpTransport(demo));
});
afterEach(() => demo.stop());

function get(id: string, serverId: string): Promise<object> {
  const operation = operationById(id) as ReadOne;
  return operation.run(adapter, parseParameters(operation, { serverId }, context));
}

it('is got by id', async () => {
  expect(await get('server.get', '1')).toMatchObject({ name: 'Main Server', online: true });
  expect((await refusal(() => get('server.get', '9'))).code).toBe('not-found');
});

it('tells how it is doing, in bytes, percent and seconds', async () => {
  expect(await get('server.getStats', '1')).toMatchObject({
    serverId: '1',
    cpuCores: 16,
    memoryTotalBytes: 33_554_432_000,
    memoryUsedBytes: 10_066_329_600,
    memoryUsedPercent: 30,
    diskFreeBytes: 211_000_000_000,
    uptimeSeconds: 12 * 86_400 + 4 * 3600 + 31 * 60 + 7,
    connections: demo.state.connections.size,
    guaranteedMegabitsPerSecond: 1000,
  });
});

it('one that is offline is no machine at rest', async () => {
  Object.assign(demo.state.servers.get(1)!, { status: 0, is_main: 0 });
  expect((await refusal(() => get('server.getStats', '1'))).message).toMatch(/^Server 1 did not tell/);
});

describe('one that is no longer heard from', () => {
  const lost = (): void => {
    const last_check_ago = context.now / 1000 - 91;
    demo.state.servers.add(newServer({ server_name: 'LB-2', is_main: 0, last_check_ago }));
  };

  it('is listed as offline, though its status stays', async () => {
    lost();
    expect(await adapter.parts.lists?.listServers?.()).toMatchObject([
      { id: '1', online: true },
      { id: '2', online: false, busy: false },
    ]);
  });

  it('is left out of the list by XC_VM 2.6, and is there all the same', async () => {
    lost();
    const newer = new XcvmAdapter(httpTransport(await demo.open('xcvm')));
    expect(await newer.parts.lists?.listServers?.()).toMatchObject([{ id: '1', online: true }]);
    expect(await newer.parts.servers?.getServer?.('2')).toMatchObject({ id: '2', name: 'LB-2' });
    demo.state.servers.delete(2);
    expect((await refusal(() => newer.parts.servers?.getServer?.('2'))).code).toBe('not-found');
  });

  it('is busy while the panel installs or updates it', async () => {
    lost();
    demo.state.servers.get(2)!.status = 5;
    expect(await adapter.parts.servers?.getServer?.('2')).toMatchObject({ busy: true });
  });
});

it.each([
  '',
  'null',
  '{"status":"STATUS_SUCCESS","data":{"open_connections":"3"}}',
  '{"status":"STATUS_SUCCESS","data":[]}',
])('%j tells nothing', async (body) => {
  adapter = new XuiAdapter(new ScriptedTransport(() => body));
  await refusal(() => get('server.getStats', '1'));
});

it.each([
  ['5d 3h 12m 4s', 443_524],
  ['17h 22m 57s', 62_577],
  ['4s', 4],
  ['', null],
  ['--', null],
])('uptime %j', (text, seconds) => {
  expect(uptimeSeconds(text)).toBe(seconds);
});
