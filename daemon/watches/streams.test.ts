import fc from 'fast-check';
import { newServer, newStream, newStreamServer } from '../../demo/panel';
import type { ContentState, Event } from '../../panel';
import { isWorse, levelOf, streamFacts, streamThing, type Level } from './streams';
import { openBench, type Bench } from './testing/bench';

const secret = 's0urce-pass';
const source = (host: string): string => `http://cedar:${secret}@${host}/live/1.ts`;
const running = { pid: 10, monitor_pid: 9, stream_status: 0, current_source: source('one.test') };
const failing = { pid: null, monitor_pid: 9, stream_status: 1, current_source: null };
const stopped = { pid: null, monitor_pid: null, stream_status: 0, current_source: null };

describe('how a stream stands', () => {
  const on = (...states: ContentState[]) => ({
    servers: states.map((state, index) => ({
      ...{ serverId: String(index), serverName: null, state, parentServerId: null, source: null },
    })),
  });

  it.each<[Level | null, ContentState[]]>([
    [null, []],
    ['up', ['running']],
    ['up', ['running', 'onDemand']],
    ['fewer', ['running', 'error']],
    ['fewer', ['running', 'stopped']],
    ['idle', ['onDemand']],
    ['idle', ['onDemand', 'error']],
    ['idle', ['direct']],
    ['down', ['error']],
    ['down', ['stopped']],
    ['down', ['starting']],
  ])('%s with servers that are %j', (level, states) => {
    expect(levelOf(on(...states))).toBe(level);
  });

  it('whatever comes, down and up are told by turns', () => {
    const state = fc.constantFrom<ContentState>('running', 'error', 'stopped', 'onDemand', 'starting');
    const looks = fc.array(fc.array(state, { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(looks, (all) => {
        const things = all.map((states) => {
          const status = { id: '1', kind: 'stream' as const, name: 'x', state: states[0] ?? null, ...on(...states) };
          return streamThing(status, levelOf(status) ?? 'idle', (text) => text);
        });
        const types = things.slice(1).flatMap((after, index) => streamFacts(things[index] ?? after, after));
        let isDown = things[0]?.level === 'down';
        for (const { type, data } of types) {
          expect(data.stream).toBeDefined();
          if (type === 'stream.failing_over') expect(isDown).toBe(false);
          if (type === 'stream.down') expect(isDown).toBe(false);
          if (type !== 'stream.failing_over') isDown = type === 'stream.down';
        }
        expect(isDown).toBe(things.at(-1)?.level === 'down');
      }),
    );
  });

  it('is never worse than itself', () => {
    for (const level of ['up', 'fewer', 'down', 'idle'] as const) expect(isWorse(level, level)).toBe(false);
  });
});

describe.each(['xui', 'xcvm'] as const)('streams of a panel that speaks %s', (dialect) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench(dialect);
    const { streams, servers, streamServers } = bench.demo.state;
    servers.add(newServer({ server_name: 'LB-2', is_main: 0 }));
    streams.add(newStream({ stream_display_name: 'News' }));
    streams.add(newStream({ stream_display_name: 'Loop', type: 3 }));
    streams.add(newStream({ stream_display_name: 'A film', type: 2 }));
    streamServers.add(newStreamServer({ stream_id: 1, server_id: 1, ...running }));
    streamServers.add(newStreamServer({ stream_id: 1, server_id: 2, ...running, parent_id: 1 }));
    streamServers.add(newStreamServer({ stream_id: 2, server_id: 1, ...running }));
    streamServers.add(newStreamServer({ stream_id: 3, server_id: 1 }));
    expect(await bench.look('streams')).toEqual([]);
  });
  afterEach(() => bench.stop());

  const set = (id: number, change: object): void => {
    Object.assign(bench.demo.state.streamServers.get(id) ?? {}, change);
  };
  const told = async (): Promise<string[]> =>
    (await bench.look('streams')).map(({ type, subject }) => `${type} ${subject}`);

  it('is down when it stays down for two looks, and up at once', async () => {
    set(3, failing);
    expect(await told()).toEqual([]);
    const [down, ...more] = await bench.look('streams');
    expect(more).toEqual([]);
    expect(down).toMatchObject({
      ...{ type: 'stream.down', panel: 'main', subject: 'stream:main/2', origin: 'panel' },
      data: {
        stream: { id: '2', kind: 'channel', name: 'Loop', state: 'error' },
        code: 'error',
        before: { state: 'running' },
        after: { state: 'error' },
      },
    });
    expect(await told()).toEqual([]);
    set(3, running);
    const [up] = await bench.look('streams');
    expect(up).toMatchObject({ type: 'stream.up', data: { code: 'running', message: 'Loop runs again.' } });
    expect(await told()).toEqual([]);
  });

  it('a restart is no news', async () => {
    set(3, stopped);
    expect(await told()).toEqual([]);
    set(3, { ...running, pid: 77 });
    expect(await told()).toEqual([]);
    set(3, stopped);
    expect(await told()).toEqual([]);
  });

  it('one that waits for viewers is not down, nor is one that loses them', async () => {
    set(3, { on_demand: 1 });
    expect(await told()).toEqual([]);
    set(3, stopped);
    expect([await told(), await told(), await told()]).toEqual([[], [], []]);
    set(3, failing);
    expect([await told(), await told()]).toEqual([[], ['stream.down stream:main/2']]);
    set(3, stopped);
    expect(await told()).toEqual(['stream.up stream:main/2']);
  });

  it('is failing over on fewer servers than it is set up on, and well again on all', async () => {
    set(2, failing);
    expect(await told()).toEqual([]);
    const [event] = await bench.look('streams');
    expect(event).toMatchObject({
      type: 'stream.failing_over',
      data: {
        code: 'fewer-servers',
        message: 'News runs on 1 of 2 servers.',
        before: { runningServerIds: ['1', '2'] },
        after: { runningServerIds: ['1'] },
      },
    });
    set(1, failing);
    expect([await told(), await told()]).toEqual([[], ['stream.down stream:main/1']]);
    set(1, running);
    expect((await bench.look('streams'))[0]).toMatchObject({
      type: 'stream.up',
      data: { message: 'News runs on 1 of 2 servers again.' },
    });
    set(2, running);
    expect(await told()).toEqual(['stream.up stream:main/1']);
  });

  it('is failing over when it comes from another source or server, and no password is told or kept', async () => {
    set(3, { current_source: source('two.test') });
    const [event] = await bench.look('streams');
    expect(event).toMatchObject({
      type: 'stream.failing_over',
      subject: 'stream:main/2',
      data: { code: 'other-source', before: { sourceHost: 'one.test' }, after: { sourceHost: 'two.test' } },
    });
    set(3, { current_source: source('two.test').replace('1.ts', '2.ts') });
    expect(await told()).toEqual(['stream.failing_over stream:main/2']);
    set(2, { parent_id: null });
    const [parent] = await bench.look('streams');
    expect(parent).toMatchObject({ data: { code: 'other-parent', before: { parentServerId: '1' } } });
    const kept = await bench.test.store.db.selectFrom('things').selectAll().execute();
    expect(JSON.stringify([event, parent, kept])).not.toContain(secret);
  });

  it('goes on after a restart of the daemon: told later, and once', async () => {
    set(3, failing);
    expect(await told()).toEqual([]);
    await bench.restart();
    expect([await told(), await told(), await told()]).toEqual([[], ['stream.down stream:main/2'], []]);
    await bench.restart();
    expect([await told(), await told()]).toEqual([[], []]);
    set(3, running);
    expect(await told()).toEqual(['stream.up stream:main/2']);
  });

  it('an answer that cannot be believed changes nothing', async () => {
    set(3, failing);
    for (const kind of ['empty-body', 'null', 'html', 'truncated-json', 'half-pages', 'http-500'] as const) {
      bench.demo.setFault({ kind });
      expect(await told()).toEqual([]);
      expect((await bench.state('streams')).state).toBe('failing');
    }
    bench.demo.setFault(null);
    expect([await told(), await told()]).toEqual([[], ['stream.down stream:main/2']]);
    expect(await bench.state('streams')).toMatchObject({ state: 'ready', code: null });
  });

  it('streams that come and go are no news', async () => {
    const { streams, streamServers } = bench.demo.state;
    const { id } = streams.add(newStream({ stream_display_name: 'New' }));
    streamServers.add(newStreamServer({ stream_id: id, server_id: 1, ...failing }));
    expect([await told(), await told()]).toEqual([[], []]);
    streams.delete(id);
    expect(await told()).toEqual([]);
  });
});

describe('streams of R22F, whose API tells what runs and what is down', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench('r22f');
    const { streams, streamServers } = bench.demo.state;
    streams.add(newStream({ stream_display_name: 'News' }));
    streamServers.add(newStreamServer({ stream_id: 1, server_id: 1, ...running }));
    expect(await bench.look('streams')).toEqual([]);
  });
  afterEach(() => bench.stop());

  const set = (change: object): void => {
    Object.assign(bench.demo.state.streamServers.get(1) ?? {}, change);
  };
  const types = async (): Promise<string[]> => (await bench.look('streams')).map(({ type }: Event) => type);

  it('are down with an error, and not when they are in neither list', async () => {
    set(stopped);
    expect([await types(), await types(), await types()]).toEqual([[], [], []]);
    set(failing);
    expect([await types(), await types()]).toEqual([[], ['stream.down']]);
    set(running);
    expect(await types()).toEqual(['stream.up']);
  });
});
