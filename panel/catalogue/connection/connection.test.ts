import { startDemoPanel, type DemoPanel } from '../../../demo/panel';
import {
  executeWrite,
  operationById,
  parseParameters,
  XuiAdapter,
  type Activity,
  type LiveConnection,
  type ReadMany,
  type Write,
} from '../../index';
import { everythingOf, httpTransport, RecordedTransport, refusal, ScriptedTransport } from '../../testing';

/** Who watches and has watched, on the demo panel and as recorded. */

const now = Date.parse('2026-11-22T12:00:00Z');
const seconds = now / 1000;
const context = { now, timeZone: 'UTC', randomByte: () => 7 };

let demo: DemoPanel;
let adapter: XuiAdapter;

beforeEach(async () => {
  demo = await startDemoPanel({
    clock: () => now,
    seed: {
      lines: [
        { username: 'alice', password: 'alice-secret' },
        { username: 'bob', password: 'bob-secret' },
      ],
      connections: [{ user_id: 1 }, { user_id: 1, stream_id: 2, server_id: 1 }, { user_id: 2 }],
    },
  });
  const watched = { server_id: 1, user_agent: 'VLC', user_ip: '192.0.2.1', container: 'ts', geoip_country_code: 'LB' };
  for (const [user_id, day] of [
    [1, 0],
    [1, 3],
    [2, 5],
  ] as const) {
    const date_end = seconds - day * 86_400;
    demo.state.activity.add({ ...watched, user_id, stream_id: 1, date_start: date_end - 600, date_end, isp: null });
  }
  adapter = new XuiAdapter(httpTransport(demo));
});
afterEach(() => demo.stop());

async function list<T>(id: string, given: Record<string, unknown> = {}): Promise<T[]> {
  const operation = operationById(id) as ReadMany;
  const rows: object[] = [];
  for await (const page of operation.pages(adapter, parseParameters(operation, given, context))) rows.push(...page);
  return rows as T[];
}

async function run(id: string, given: Record<string, unknown>): Promise<object> {
  const operation = operationById(id) as Write;
  return executeWrite(operation, adapter, parseParameters(operation, given, context), context);
}

const ids = (rows: Array<{ id: string }>): string[] => rows.map(({ id }) => id);
const kills = (): unknown[] =>
  demo.requests.filter(({ action }) => action === 'kill_connection').map(({ form }) => form['activity_id']);

describe('connection.getMany', () => {
  it.each([
    [{}, ['1', '2', '3']],
    [{ line: { id: '1' } }, ['1', '2']],
    [{ line: { username: 'bob' } }, ['3']],
    [{ streamId: 2 }, ['2']],
    [{ serverId: '9' }, []],
  ])('%j', async (given, expected) => {
    expect(ids(await list('connection.getMany', given))).toEqual(expected);
  });

  it('comes page by page, more than one page holds', async () => {
    const [row] = demo.state.connections.all();
    for (let n = 0; n < 600; n++) demo.state.connections.put({ ...row!, activity_id: 100 + n });
    expect(new Set(ids(await list('connection.getMany'))).size).toBe(603);
  });

  it('is as recorded', async () => {
    adapter = new XuiAdapter(new RecordedTransport());
    expect(await list<LiveConnection>('connection.getMany')).toEqual([
      {
        id: '1',
        lineId: '2',
        username: 'seed2',
        streamId: '1',
        streamName: 'Test One',
        serverId: '1',
        serverName: 'Main Server',
        ip: '127.0.0.1',
        userAgent: 'VLC/3.0',
        container: 'ts',
        isp: null,
        country: null,
        restreamer: false,
        device: null,
        startedAt: '2026-11-22T18:34:14Z',
      },
    ]);
  });

  it.each(['null', '', '<html>', '{"result":false}', '[]', '{"status":"STATUS_SUCCESS","data":[],"recordsTotal":"3"}'])(
    '%j is not "nobody is watching"',
    async (body) => {
      adapter = new XuiAdapter(new ScriptedTransport(() => body));
      await refusal(() => list('connection.getMany'));
    },
  );
});

describe('connection.kill', () => {
  it('ends that one and no other', async () => {
    const killed = { id: '2', lineId: '1', username: 'alice', killed: true };
    expect(await run('connection.kill', { connectionId: 2 })).toEqual(killed);
    expect(demo.state.connections.all().map(({ activity_id }) => activity_id)).toEqual([1, 3]);
  });

  it('says so when there is none', async () => {
    expect(await refusal(() => run('connection.kill', { connectionId: 99 }))).toMatchObject({ code: 'not-found' });
    expect(kills()).toEqual([]);
  });

  it('says so when the panel cannot end it', async () => {
    demo.state.connections.get(2)!.pid = null;
    const error = await refusal(() => run('connection.kill', { connectionId: 2 }));
    expect(error).toMatchObject({ code: 'rejected' });
    expect(error.hint).toContain('Disable the line');
  });

  it('is found out to be done when only the answer was lost', async () => {
    demo.setFault({ kind: 'apply-then-reset', actions: ['kill_connection'], times: 1 });
    expect(await run('connection.kill', { connectionId: 2 })).toMatchObject({ killed: true });
    expect(kills()).toHaveLength(1);
  });

  it('is not believed when the connection is still there', async () => {
    const body = JSON.stringify({
      status: 'STATUS_SUCCESS',
      data: [{ activity_id: '2', user_id: '1', date_start: '1795372454' }],
      recordsTotal: '1',
    });
    adapter = new XuiAdapter(new ScriptedTransport(() => body));
    expect(await refusal(() => run('connection.kill', { connectionId: 2 }))).toMatchObject({ code: 'not-verified' });
  });
});

describe('line.killConnections', () => {
  it('ends what the line watches, and nothing of other lines', async () => {
    expect(await run('line.killConnections', { line: { username: 'alice' } })).toEqual({
      id: '1',
      username: 'alice',
      killedConnections: 2,
    });
    expect(demo.state.connections.all().map(({ user_id }) => user_id)).toEqual([2]);
  });

  it('has nothing to do for a line that watches nothing', async () => {
    await run('line.killConnections', { line: { id: '2' } });
    expect(await run('line.killConnections', { line: { id: '2' } })).toMatchObject({ killedConnections: 0 });
    expect(kills()).toEqual(['3']);
  });

  it('ends the others although one cannot be ended, and says so', async () => {
    demo.state.connections.get(1)!.pid = null;
    const error = await refusal(() => run('line.killConnections', { line: { id: '1' } }));
    expect(error.code).toBe('rejected');
    expect(demo.state.connections.all().map(({ activity_id }) => activity_id)).toEqual([1, 3]);
  });

  it('spares other lines on a panel that overlooks the filter', async () => {
    const connection = (id: number, user: number) => ({ activity_id: id, user_id: user, date_start: '1795372454' });
    const body = JSON.stringify({
      status: 'STATUS_SUCCESS',
      data: [connection(1, 1), connection(3, 2)],
      recordsTotal: 2,
    });
    const real = httpTransport(demo);
    const sent: string[] = [];
    adapter = new XuiAdapter({
      async post(fields) {
        const action = fields[0]?.[1] ?? '';
        if (action === 'live_connections') return { status: 200, body, headers: {} };
        if (action === 'kill_connection') sent.push(String(fields[1]?.[1]));
        return real.post(fields);
      },
    });
    await refusal(() => run('line.killConnections', { line: { id: '1' } }));
    expect(sent).toEqual(['1']);
  });
});

describe('activity.getMany', () => {
  it.each([
    [{}, ['1', '2', '3']],
    [{ line: { username: 'alice' } }, ['1', '2']],
    [{ from: '2026-11-20' }, ['1']],
    [{ to: '2026-11-20' }, ['2', '3']],
    [{ from: '2026-11-19', to: '2026-11-19T23:00:00' }, ['2']],
    [{ from: '2026-11-17', to: '2026-11-20', line: { id: 1 } }, ['2']],
  ])('%j', async (given, expected) => {
    expect(ids(await list('activity.getMany', given))).toEqual(expected);
  });

  it('refuses a range that ends before it begins', async () => {
    const error = await refusal(() => list('activity.getMany', { from: '2026-11-20', to: '2026-11-19' }));
    expect(error).toMatchObject({ code: 'invalid-parameter', field: 'to' });
    expect(demo.requestCount).toBe(0);
  });

  it('is as recorded', async () => {
    adapter = new XuiAdapter(new RecordedTransport());
    expect(await list<Activity>('activity.getMany')).toMatchObject([
      { id: '1', username: 'seed2', startedAt: '2026-11-22T16:34:14Z', endedAt: '2026-11-22T17:34:14Z' },
    ]);
  });
});

it('no error holds a password', async () => {
  demo.state.connections.get(1)!.pid = null;
  const error = await refusal(() => run('line.killConnections', { line: { id: '1' } }));
  expect(everythingOf(error)).not.toMatch(/alice-secret/);
});
