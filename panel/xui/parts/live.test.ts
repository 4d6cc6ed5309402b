import { newServer, newStreamServer, startDemoPanel, type DemoPanel } from '../../../demo/panel';
import type { PanelTransport } from '../../index';
import { httpTransport, refusal, ScriptedTransport } from '../../testing';
import { livePart } from './live';

/** What runs round the clock, on the demo panel and in answers that are not whole. */

let demo: DemoPanel;
const partOver = (transport: PanelTransport) =>
  livePart((action, fields = []) => transport.post([['action', action], ...fields]));
beforeEach(async () => {
  demo = await startDemoPanel({ lines: 1 });
});
afterEach(() => demo.stop());

const idNamed = (name: string): number => {
  const row = demo.state.streams.all().find((stream) => stream.stream_display_name === name);
  if (row === undefined) throw new Error(`no stream ${name}`);
  return row.id;
};

it('holds streams, channels and stations, and neither movies nor episodes', async () => {
  const all = await partOver(httpTransport(demo)).listLive();
  const types = [1, 3, 4];
  expect(all.map(({ id }) => Number(id)).sort((a, b) => a - b)).toEqual(
    demo.state.streams
      .all()
      .filter(({ type }) => types.includes(type))
      .map(({ id }) => id),
  );
  expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(['stream', 'channel', 'station']));
});

it('tells of each server, with what it is taken from', async () => {
  const id = idNamed('Cedar Radio');
  const [first] = demo.state.streamServers.all().filter(({ stream_id }) => stream_id === id);
  Object.assign(first ?? {}, { current_source: 'http://user:pass@source.test/1.mp3' });
  const second = demo.state.servers.add(newServer({ server_name: 'LB-2', is_main: 0 }));
  demo.state.streamServers.add(
    newStreamServer({ stream_id: id, server_id: second.id, parent_id: 1, monitor_pid: 9, stream_status: 1 }),
  );
  const all = await partOver(httpTransport(demo)).listLive();
  expect(all.find((one) => one.id === String(id))).toEqual({
    id: String(id),
    kind: 'station',
    name: 'Cedar Radio',
    state: 'running',
    servers: [
      {
        ...{ serverId: '1', serverName: 'Main Server', state: 'running', parentServerId: null },
        source: 'http://user:pass@source.test/1.mp3',
      },
      { serverId: '2', serverName: 'LB-2', state: 'error', parentServerId: '1', source: null },
    ],
  });
});

it('one on no server has no state', async () => {
  const id = idNamed('Cedar Radio');
  for (const row of demo.state.streamServers.all().filter(({ stream_id }) => stream_id === id))
    demo.state.streamServers.delete(row.server_stream_id);
  const all = await partOver(httpTransport(demo)).listLive();
  expect(all.find((one) => one.id === String(id))).toMatchObject({ state: null, servers: [] });
});

describe('is not believed', () => {
  const row = (id: number) => ({
    ...{ id, stream_display_name: 'x', server_id: '1', server_name: 'a', pid: null, monitor_pid: null },
    ...{ stream_status: 0, on_demand: 0, direct_source: 0, current_source: null },
  });
  const answering = (pages: ReadonlyArray<{ rows: object[]; total: number }>) => {
    let asked = 0;
    return partOver(
      new ScriptedTransport(() => {
        const page = pages[asked++] ?? { rows: [], total: 0 };
        return JSON.stringify({ status: 'STATUS_SUCCESS', data: page.rows, recordsTotal: String(page.total) });
      }),
    );
  };

  it.each([
    [
      'a row comes twice',
      [
        { rows: [row(1), row(2)], total: 3 },
        { rows: [row(2)], total: 3 },
      ],
    ],
    [
      'it ends before its own count',
      [
        { rows: [row(1)], total: 2 },
        { rows: [], total: 2 },
      ],
    ],
    ['columns are missing', [{ rows: [{ id: 1, stream_display_name: 'x', server_id: '1' }], total: 1 }]],
  ])('when %s', async (_why, pages) => {
    expect((await refusal(() => answering(pages).listLive())).code).toBe('bad-answer');
  });

  it('a walk over several pages is whole', async () => {
    const pages = [
      { rows: [row(1), row(2)], total: 3 },
      { rows: [row(3)], total: 3 },
    ];
    expect((await answering(pages).listLive()).map(({ id }) => id)).toEqual(['1', '2', '3']);
  });
});
