import { startDemoPanel, type DemoPanel } from '../../../demo/panel';
import {
  executeWrite,
  operationById,
  parseParameters,
  XuiAdapter,
  type PanelTransport,
  type ReadMany,
  type Write,
} from '../../index';
import { everythingOf, httpTransport, refusal } from '../../testing';

/** Content and bouquets, as flows ask for them. */

const now = Date.parse('2026-11-22T12:00:00Z');
const context = { now, timeZone: 'UTC', randomByte: () => 7 };
let demo: DemoPanel;
let transport: PanelTransport;
let adapter: XuiAdapter;

beforeEach(async () => {
  demo = await startDemoPanel({ clock: () => now, lines: 1 });
  transport = httpTransport(demo);
  adapter = new XuiAdapter({ post: (fields) => transport.post(fields) });
});
afterEach(() => demo.stop());

function run(id: string, given: Record<string, unknown>): Promise<object> {
  const operation = operationById(id) as Write;
  return executeWrite(operation, adapter, parseParameters(operation, given, context), context);
}

async function list(id: string, given: Record<string, unknown> = {}): Promise<Array<Record<string, unknown>>> {
  const operation = operationById(id) as ReadMany;
  const rows: object[] = [];
  for await (const page of operation.pages(adapter, parseParameters(operation, given, context))) rows.push(...page);
  return rows as Array<Record<string, unknown>>;
}

const sent = (): string[] => demo.requests.map(({ action }) => action).filter((action) => !action.startsWith('get_'));
const movie = { name: 'Harbour Lights', sources: ['http://s.example.test/u/very-secret/1.mp4'], categoryIds: ['6'] };

it('a creation whose answer was lost is known again, and not made twice', async () => {
  demo.setFault({ kind: 'apply-then-reset', actions: ['create_movie'], times: 1 });
  expect(await run('movie.create', movie)).toMatchObject({ name: 'Harbour Lights', categoryIds: ['6'] });
  const error = await refusal(() => run('movie.create', movie));
  expect(error).toMatchObject({ code: 'exists', field: 'name' });
  expect(everythingOf(error)).not.toContain('very-secret');
  expect(sent()).toEqual(['create_movie']);
});

it('another of the same name from another source is another', async () => {
  await run('movie.create', movie);
  const other = await run('movie.create', { ...movie, sources: ['s:1:/other.mp4'] });
  expect(other).toMatchObject({ name: 'Harbour Lights', sources: ['s:1:/other.mp4'] });
});

it.each([
  ['movie.create', { ...movie, sources: ['a', 'b'] }, 'sources'],
  ['channel.create', { name: 'Empty' }, 'sources'],
  ['channel.create', { name: 'Both', sources: ['s:1:/a.mp4'], seriesId: '1' }, 'seriesId'],
  ['stream.update', { stream: '1' }, 'stream'],
  ['bouquet.addContent', { bouquetId: '1' }, 'streamIds'],
])('%s refuses %j before anything is sent', async (id, given, field) => {
  expect(await refusal(() => run(id, given))).toMatchObject({ code: 'invalid-parameter', field });
  expect(sent()).toEqual([]);
});

it('a movie that waits in the queue, which no list shows, counts as started by the panel’s answer', async () => {
  const waiting = demo.state.streamServers.all().find((row) => row.stream_id === 12)!;
  const post = transport;
  transport = {
    async post(fields) {
      const answer = await post.post(fields);
      if (fields[0]?.[1] === 'start_movie') Object.assign(waiting, { pid: null, to_analyze: 0 });
      return answer;
    },
  };
  expect(await run('movie.start', { movie: '12' })).toMatchObject({ id: '12', state: 'stopped' });
});

it('a stream that does not start is told', async () => {
  const post = transport;
  transport = {
    post: (fields) => post.post(fields[0]?.[1] === 'start_stream' ? [['action', 'user_info']] : fields),
  };
  expect(await refusal(() => run('stream.start', { stream: '2' }))).toMatchObject({ code: 'not-verified' });
});

it('what a panel lists once a server is one thing, over the end of a page too', async () => {
  demo.state.servers.put({ ...demo.state.servers.get(1)!, id: 2, server_name: 'Edge' });
  const second = demo.state.streamServers.all().find((row) => row.stream_id === 2)!;
  const server_stream_id = demo.state.streamServers.nextId;
  demo.state.streamServers.put({ ...second, server_stream_id, server_id: 2, monitor_pid: 5, pid: 6, stream_status: 0 });
  const post = transport;
  // As set to list by server, two rows a page.
  transport = {
    post: (fields) =>
      post.post([...fields.map(([name, value]) => [name, name === 'limit' ? '2' : value] as const), ['single', '1']]),
  };
  const rows = await list('stream.getMany');
  expect(rows.map(({ id }) => id)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
  expect(rows[1]).toMatchObject({ state: 'running', servers: [{ serverId: '1', state: 'error' }, { serverId: '2' }] });
});

describe('bouquets', () => {
  it('are made with what is in them, once', async () => {
    const given = { name: 'Evening', streamIds: ['3', '1'], movieIds: ['9'], seriesIds: ['1'], stationIds: ['13'] };
    expect(await run('bouquet.create', given)).toMatchObject({ ...given, channelCount: 2 });
    expect(await refusal(() => run('bouquet.create', given))).toMatchObject({ code: 'exists' });
  });

  it('get and lose content, and keep the rest in its order', async () => {
    const before = { ...demo.state.bouquets.get(6)! };
    await run('bouquet.addContent', { bouquetId: '6', streamIds: ['2'], movieIds: ['9'] });
    expect(demo.state.bouquets.get(6)).toMatchObject({
      bouquet_channels: before.bouquet_channels.replace(']', ',2]'),
      bouquet_movies: before.bouquet_movies,
    });
    await run('bouquet.removeContent', { bouquetId: '6', streamIds: ['2'] });
    expect(demo.state.bouquets.get(6)).toEqual(before);
  });

  it('what the panel does not have is told, although it answers success', async () => {
    const error = await refusal(() => run('bouquet.addContent', { bouquetId: '6', streamIds: ['999'] }));
    expect(error).toMatchObject({ code: 'not-verified', field: 'streamIds' });
    expect(error.message).toContain('999');
  });

  it('a change of the name leaves what is in it', async () => {
    const before = { ...demo.state.bouquets.get(6)! };
    await run('bouquet.update', { bouquetId: '6', name: 'Films' });
    expect(demo.state.bouquets.get(6)).toEqual({ ...before, bouquet_name: 'Films' });
  });

  it('go out of lines and packages when they are deleted', async () => {
    expect(await run('bouquet.delete', { bouquetId: '1' })).toMatchObject({ id: '1', deleted: true });
    expect(demo.state.packages.all().every(({ bouquets }) => !(JSON.parse(bouquets) as number[]).includes(1))).toBe(
      true,
    );
  });
});
