import { newServer } from '../../demo/panel';
import { loadOf, overloadedWith, type Measure } from './servers';
import { openBench, type Bench } from './testing/bench';

describe('what a server has too much of', () => {
  const thresholds = { cpu: 90, memory: 90, disk: null, connections: 80 };
  const load = (cpuPercent: number | null, connectionsPercent = 0) => ({
    ...{ cpuPercent, memoryPercent: null, diskPercent: 99, connections: 0, maxClients: null, connectionsPercent },
  });

  it.each<[Measure[], number | null, Measure[]]>([
    [[], 89.9, []],
    [[], 90, ['cpu']],
    [['cpu'], 81, ['cpu']],
    [['cpu'], 80, []],
    [[], 81, []],
    [['cpu'], null, ['cpu']],
    [[], null, []],
  ])('was %j, the processor is at %s %%: %j', (before, cpu, expected) => {
    expect(overloadedWith(load(cpu), before, thresholds, () => true)).toEqual(expected);
  });

  it('counts when it lasts, each for itself, and never what nobody wants to know', () => {
    expect(overloadedWith(load(99, 99), [], thresholds, (measure) => measure === 'connections')).toEqual([
      'connections',
    ]);
  });

  it('is told in percent of what there is', () => {
    const stats = {
      ...{ serverId: '1', cpuPercent: 12, cpuCores: 8, cpuName: null, loadAverage: 1, memoryTotalBytes: 100 },
      ...{ memoryUsedBytes: 50, memoryUsedPercent: 50, diskTotalBytes: 1000, diskFreeBytes: 250 },
      ...{ sentBytesPerSecond: 0, receivedBytesPerSecond: 0, guaranteedMegabitsPerSecond: null, uptimeSeconds: 1 },
      ...{ connections: 333, users: 2, streams: 1, runningStreams: 1, offlineStreams: 0, requestsPerSecond: null },
    };
    expect(loadOf(stats, { maxClients: 1000 })).toMatchObject({ diskPercent: 75, connectionsPercent: 33.3 });
    expect(loadOf({ ...stats, diskTotalBytes: null }, { maxClients: 0 })).toMatchObject({
      diskPercent: null,
      connectionsPercent: null,
    });
  });
});

describe.each(['xui', 'xcvm'] as const)('servers of a panel that speaks %s', (dialect) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench(dialect);
    bench.demo.state.servers.add(newServer({ server_name: 'LB-2', is_main: 0 }));
    expect(await bench.look('servers')).toEqual([]);
  });
  afterEach(() => bench.stop());

  const second = () => {
    const row = bench.demo.state.servers.get(2);
    if (row === undefined) throw new Error('there is no server 2');
    return row;
  };
  const loseIt = (): void => {
    second().last_check_ago = bench.clock.now() / 1000 - 600;
  };
  const told = async (): Promise<string[]> =>
    (await bench.look('servers')).map(({ type, subject }) => `${type} ${subject}`);

  it('one that is no longer heard from is offline, once, and online when it is back', async () => {
    loseIt();
    // A list that only lost a row looks the same to who leaves offline servers out.
    const types = [await told(), await told(), await told()].flat();
    expect(types).toEqual(['server.offline server:main/2']);
    second().last_check_ago = null;
    const [event, ...more] = await bench.look('servers');
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      ...{ type: 'server.online', origin: 'panel' },
      data: {
        server: { id: '2', name: 'LB-2', online: true, main: false },
        message: 'The server LB-2 of the panel main is up again.',
        before: { online: false },
        after: { online: true },
      },
    });
    expect(await told()).toEqual([]);
  });

  it('one that was deleted is not offline', async () => {
    bench.demo.state.servers.delete(2);
    expect([await told(), await told(), await told()]).toEqual([[], [], []]);
    expect(await bench.things.get('main', 'server', '2')).toBeUndefined();
  });

  it('one the panel updates is neither up nor down', async () => {
    second().status = 5;
    expect([await told(), await told(), await told()]).toEqual([[], [], []]);
    second().status = 1;
    expect(await told()).toEqual([]);
  });

  it('is overloaded when it stays so, once, and recovers well below', async () => {
    const load = (cpu: number) => bench.demo.state.loads.set(2, { cpu });
    load(97);
    expect(await told()).toEqual([]);
    const [event, ...more] = await bench.look('servers');
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      ...{ type: 'server.overloaded', subject: 'server:main/2' },
      data: {
        code: 'cpu',
        message: 'The server LB-2 of the panel main is overloaded: its processor is at 97 %.',
        load: { cpuPercent: 97, memoryPercent: 30, maxClients: 1000 },
        before: { overloaded: [] },
        after: { overloaded: ['cpu'] },
      },
    });
    load(85);
    expect(await told()).toEqual([]);
    load(79);
    expect((await bench.look('servers'))[0]).toMatchObject({
      type: 'server.recovered',
      data: {
        code: 'cpu',
        message: 'The server LB-2 of the panel main is no longer overloaded: its processor is at 79 %.',
      },
    });
    load(97);
    expect(await told()).toEqual([]);
    load(20);
    expect(await told()).toEqual([]);
  });

  it('is told of once over restarts of the daemon', async () => {
    bench.demo.state.loads.set(2, { total_mem_used_percent: 95 });
    expect([await told(), await told()]).toEqual([[], ['server.overloaded server:main/2']]);
    await bench.restart();
    expect([await told(), await told()]).toEqual([[], []]);
    loseIt();
    expect([await told(), await told()].flat()).toEqual(['server.offline server:main/2']);
    await bench.restart();
    expect([await told(), await told()]).toEqual([[], []]);
  });

  it('a server that does not say how busy it is is not told of, and an answer that cannot be believed changes nothing', async () => {
    bench.demo.setFault({ kind: 'empty-body', actions: ['get_server_stats'] });
    expect(await told()).toEqual([]);
    expect((await bench.state('servers')).state).toBe('failing');
    for (const kind of ['null', 'html', 'http-500', 'half-pages'] as const) {
      bench.demo.setFault({ kind, actions: ['get_servers'] });
      expect(await told()).toEqual([]);
    }
    bench.demo.setFault(null);
    expect(await told()).toEqual([]);
    expect((await bench.state('servers')).state).toBe('ready');
  });
});

it('servers of R22F are offline and online, and say nothing of their load', async () => {
  const bench = await openBench('r22f');
  bench.demo.state.servers.add(newServer({ server_name: 'LB-2', is_main: 0 }));
  expect(await bench.look('servers')).toEqual([]);
  Object.assign(bench.demo.state.servers.get(2) ?? {}, { last_check_ago: 0 });
  expect((await bench.look('servers')).map(({ type }) => type)).toEqual(['server.offline']);
  await bench.stop();
});
