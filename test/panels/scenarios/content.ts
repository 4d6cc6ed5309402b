import type { World } from '../world';
import type { Scenario, Scenarios } from './scenario';

/** What there is to watch. The world has one of each kind: series 1, and in the table of streams a stream, a channel, a station, a movie, an episode. */

const ids = { stream: '1', channel: '2', station: '3', movie: '4', episode: '5', series: '1' } as const;
type Kind = keyof typeof ids;

const source = 's:1:/media/fresh.mp4';

/** What a new one of each kind is given. */
const fresh: Readonly<Record<Kind, object>> = {
  stream: { name: 'Fresh', sources: ['http://source.example.test/fresh.ts'], serverIds: ['1'] },
  channel: { name: 'Fresh', sources: [source], serverIds: ['1'] },
  station: { name: 'Fresh', sources: ['http://source.example.test/fresh.aac'] },
  movie: { name: 'Fresh', sources: [source], year: 2026, plot: 'A harbour at night' },
  episode: { name: 'Fresh', sources: [source], seriesId: '1', season: 1, episodeNumber: 2 },
  series: { name: 'Fresh', plot: 'A harbour, day by day' },
};

const isR22f = (world: World): boolean => world.adapter.dialect === 'r22f';

const nameOf = (kind: Kind): string =>
  kind === 'series'
    ? 'Series'
    : `Content ${{ stream: '1', channel: '3', station: '4', movie: '2', episode: '5' }[kind]}`;

const named = (world: World, kind: Kind): Array<string | null> =>
  kind === 'series'
    ? world.demo.state.series.all().map(({ title }) => title)
    : world.demo.state.streams.all().map((row) => row.stream_display_name);

/** How it stands on the only server. */
const standing = (world: World, kind: Kind) =>
  world.demo.state.streamServers.all().find(({ stream_id }) => String(stream_id) === ids[kind]);

const running = { pid: 4711, monitor_pid: 4710, stream_status: 0 };

function scenariosOf(kind: Kind): Array<[string, Scenario]> {
  const given = (): Record<string, unknown> => ({ [kind]: ids[kind] });
  const all: Array<[string, Scenario]> = [
    [
      'get',
      { given, then: (_world, result) => expect(result).toMatchObject({ id: ids[kind], kind, name: nameOf(kind) }) },
    ],
    [
      'getMany',
      {
        given: () => ({}),

        then(world, result) {
          // R22F does not tell the kinds apart.
          const rows = isR22f(world) ? (result as object[]).slice(0, 1) : result;
          expect(rows).toMatchObject([{ id: ids[kind], kind, name: nameOf(kind) }]);
        },
      },
    ],
    [
      'create',
      {
        given: () => ({ ...fresh[kind] }),
        then(world, result) {
          expect(named(world, kind).filter((name) => name === 'Fresh')).toHaveLength(1);
          expect(result).toMatchObject({
            kind,
            name: 'Fresh',
            ...(kind === 'series' ? {} : { sources: [expect.stringContaining('fresh') as unknown] }),
          });
        },
      },
    ],
    [
      'update',
      {
        given: () => ({
          ...given(),
          name: 'Renamed',
          ...(kind === 'episode' ? { episodeNumber: 1 } : {}),
          ...(kind === 'stream' || kind === 'station' ? { forgetSourceOptions: true } : {}),
        }),
        then(world, result) {
          expect(named(world, kind)).toContain('Renamed');
          expect(named(world, kind)).not.toContain(nameOf(kind));
          expect(result).toMatchObject({ id: ids[kind], name: 'Renamed' });
        },
      },
    ],
    [
      'delete',
      {
        given,
        then(world, result) {
          expect(named(world, kind)).not.toContain(nameOf(kind));
          expect(result).toMatchObject({ id: ids[kind], deleted: true });
        },
      },
    ],
  ];
  if (kind === 'series') return all;
  return [
    ...all,
    [
      'getStatus',
      {
        prepare: (world) => {
          if (kind !== 'movie' && kind !== 'episode') Object.assign(standing(world, kind) ?? {}, running);
        },
        given,
        then(_world, result) {
          const state = kind === 'movie' || kind === 'episode' ? 'stopped' : 'running';
          expect(result).toMatchObject({ id: ids[kind], state });
        },
      },
    ],
    [
      'start',
      {
        // No list shows the queue that movies and episodes wait in.
        unknowable: (world) => (kind === 'movie' || kind === 'episode' || isR22f(world) ? 'undone' : undefined),
        given,
        then(_world, result) {
          const states = kind === 'movie' || kind === 'episode' ? ['encoding', 'ready'] : ['running', 'starting'];
          expect(result).toMatchObject({ id: ids[kind] });
          expect(states).toContain((result as { state: string }).state);
        },
      },
    ],
    [
      'stop',
      {
        // R22F lists what runs and what should run, and a stopped stream in neither.
        unknowable: (world) => (isR22f(world) ? 'done' : undefined),
        prepare: (world) => {
          Object.assign(standing(world, kind) ?? {}, running);
        },
        given,
        then(world, result) {
          expect(standing(world, kind)?.pid ?? null).not.toBe(running.pid);
          if (!isR22f(world)) expect(result).toMatchObject({ id: ids[kind], state: 'stopped' });
        },
      },
    ],
  ];
}

const bouquet = (world: World) => world.demo.state.bouquets.get(1);
const members = (json: string | undefined): number[] => JSON.parse(json ?? '[]') as number[];

const bouquetScenarios: Scenarios = {
  'bouquet.create': {
    given: () => ({ name: 'Evening', streamIds: ['1'], movieIds: ['4'] }),
    then(world, result) {
      const found = world.demo.state.bouquets.all().filter((row) => row.bouquet_name === 'Evening');
      expect(found).toHaveLength(1);
      expect(members(found[0]?.bouquet_movies)).toEqual([4]);
      expect(result).toMatchObject({ name: 'Evening', streamIds: ['1'], movieIds: ['4'] });
    },
  },
  'bouquet.update': {
    prepare: (world) => {
      Object.assign(bouquet(world) ?? {}, { bouquet_channels: '[1]' });
    },
    given: () => ({ bouquetId: '1', name: 'Basic and more' }),
    then(world) {
      expect(bouquet(world)?.bouquet_name).toBe('Basic and more');
      expect(members(bouquet(world)?.bouquet_channels)).toEqual([1]);
    },
  },
  'bouquet.addContent': {
    given: () => ({ bouquetId: '1', movieIds: ['4'] }),
    then: (world) => expect(members(bouquet(world)?.bouquet_movies)).toEqual([4]),
  },
  'bouquet.removeContent': {
    prepare: (world) => {
      Object.assign(bouquet(world) ?? {}, { bouquet_channels: '[1]', bouquet_movies: '[4]' });
    },
    given: () => ({ bouquetId: '1', movieIds: ['4'] }),
    then(world) {
      expect(members(bouquet(world)?.bouquet_movies)).toEqual([]);
      expect(members(bouquet(world)?.bouquet_channels)).toEqual([1]);
    },
  },
  'bouquet.delete': {
    given: () => ({ bouquetId: '2' }),
    then(world, result) {
      expect(world.demo.state.bouquets.get(2)).toBeUndefined();
      expect(bouquet(world)?.bouquet_name).toBe('Basic');
      expect(result).toMatchObject({ id: '2', deleted: true });
    },
  },
};

export const contentScenarios: Scenarios = {
  ...bouquetScenarios,
  ...Object.fromEntries(
    (Object.keys(ids) as Kind[]).flatMap((kind) =>
      scenariosOf(kind).map(([name, scenario]) => [`${kind}.${name}`, scenario]),
    ),
  ),
};
