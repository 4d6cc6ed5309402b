import { startDemoPanel, type DemoPanel } from '../../../../demo/panel';
import type { Content, ContentKind, ContentPart, PanelTransport } from '../../../index';
import { everythingOf, httpTransport, refusal } from '../../../testing';
import type { Call } from '../call';
import { keepingPart } from './index';
import { runningPart } from './run';

/** Content on the demo panel, whose edits empty what they leave out, as the real ones' do. */

const now = Date.parse('2026-11-22T12:00:00Z');
let demo: DemoPanel;
let transport: PanelTransport;
const call: Call = (action, fields = []) => transport.post([['action', action], ...fields]);
const part = (kind: ContentKind, edits: 'replace' | 'keep' = 'replace'): ContentPart => ({
  ...keepingPart(call, kind, () => Promise.resolve(edits)),
  ...runningPart(call, kind),
});

beforeEach(async () => {
  demo = await startDemoPanel({ clock: () => now, lines: 1 });
  transport = httpTransport(demo);
});
afterEach(() => demo.stop());

const sent = (): string[] => demo.requests.map(({ action }) => action).filter((action) => !action.startsWith('get_'));
const forget = { forgetSourceOptions: true };
const allKinds: ContentKind[] = ['stream', 'channel', 'station', 'movie', 'episode', 'series'];
const firstOf = async (kind: ContentKind): Promise<Content> => {
  const { rows } = await part(kind).list();
  return part(kind).get(rows[0]?.id ?? '');
};

describe.each(allKinds)('%s', (kind) => {
  it('is listed, and got by id as it was listed', async () => {
    const { rows, total } = await part(kind).list();
    expect(rows).toHaveLength(total);
    const [summary] = rows;
    const content = await part(kind).get(summary?.id ?? '');
    expect(content).toMatchObject({ id: summary?.id, kind, name: summary?.name, state: summary?.state });
  });

  it('a change of the name keeps everything else, down to the columns nobody knows', async () => {
    const before = await firstOf(kind);
    const table = kind === 'series' ? demo.state.series : demo.state.streams;
    const stored = { ...table.get(Number(before.id)) };
    const episode = { episode: 1 };
    const after = await part(kind).update(
      before.id,
      { name: 'Renamed', ...(kind === 'episode' ? episode : {}) },
      forget,
    );
    expect(after).toEqual({ ...before, name: 'Renamed' });
    const spelt = (value: unknown): string => JSON.stringify(value ?? '');
    const changed = Object.entries(table.get(Number(before.id)) ?? {}).filter(
      ([column, value]) => spelt(value) !== spelt((stored as Record<string, unknown>)[column]),
    );
    const expected = [kind === 'series' ? 'title' : 'stream_display_name', 'last_modified', 'movie_properties'];
    expect(expected).toEqual(expect.arrayContaining(changed.map(([column]) => column)));
  });

  it('is deleted, and not found afterwards', async () => {
    const { id } = await firstOf(kind);
    await part(kind).remove(id);
    expect(await refusal(() => part(kind).get(id))).toMatchObject({ code: 'not-found' });
    expect(await refusal(() => part(kind).remove(id))).toMatchObject({ code: 'not-found' });
  });

  it('is refused by a name that panels store as another', async () => {
    const given = { name: 'a\\b', sources: ['http://x.example.test/1'], seriesId: '1', season: 1, episode: 9 };
    expect(await refusal(() => part(kind).create(given))).toMatchObject({ code: 'invalid-parameter', field: 'name' });
    expect(sent()).toEqual([]);
  });
});

const source = 'http://source.example.test/live/user/very-secret/1.ts';

describe('made anew', () => {
  it.each([
    [
      'stream',
      { sources: [source, `${source}?b`], categoryIds: ['1', '2'], onDemand: true, picture: 'http://p.test/a.png' },
    ],
    ['station', { sources: [source], categoryIds: ['8'], notes: 'jazz at night' }],
    ['channel', { sources: ['s:1:/a.mp4', 's:1:/b.mp4'], categoryIds: ['3'] }],
    ['channel', { seriesId: '1' }],
    [
      'movie',
      {
        ...{
          sources: ['s:1:/media/new.mkv'],
          categoryIds: ['6'],
          year: 2025,
          plot: 'Two lines.\nOf plot.',
          genre: 'Drama',
        },
        ...{ cast: 'A, B', director: 'C', country: 'Lebanon', releaseDate: '2025-01-31', duration: 101, rating: 8 },
        ...{ picture: 'http://p.test/m.jpg', backdrop: 'http://p.test/b.jpg', trailer: 'abc', tmdbId: '77' },
      },
    ],
    ['episode', { sources: ['s:1:/e9.mp4'], seriesId: '1', season: 2, episode: 9, plot: 'x', duration: 44, rating: 7 }],
    [
      'series',
      { categoryIds: ['7'], plot: 'y', genre: 'Crime', year: 2023, picture: 'http://p.test/s.jpg', rating: 6 },
    ],
  ] as const)('a %s has what it was given: %j', async (kind, given) => {
    const hasServers = kind !== 'series';
    const { episode: _, ...told } = { episode: 0, ...given } as Record<string, unknown>;
    const { onDemand, ...rest } = told;
    const inBouquet = kind === 'episode' ? {} : { bouquetIds: ['2'] };
    const made = await part(kind).create({
      name: 'Made now',
      ...(structuredClone(given) as object),
      ...inBouquet,
      ...(hasServers ? { serverIds: ['1'] } : {}),
    });
    const { sources, ...others } = rest;
    expect(made).toMatchObject({ name: 'Made now', ...others, ...inBouquet });
    if (sources !== undefined) expect(made.sources).toEqual(sources);
    if (hasServers) expect(made.servers).toMatchObject([{ serverId: '1', onDemand: onDemand === true }]);
    expect(sent()).toEqual([`create_${kind}`]);
  });

  it('without a source is refused in words, and the source of another is in no error', async () => {
    const error = await refusal(() => part('station').create({ name: 'Silent' }));
    expect(error).toMatchObject({ code: 'rejected', field: 'sources', panelStatus: 'STATUS_NO_SOURCES' });
    const odd = await refusal(() => part('stream').create({ name: 'Odd', sources: [`${source}/../x`] }));
    expect(odd).toMatchObject({ code: 'invalid-parameter', field: 'sources' });
    expect(everythingOf(odd)).not.toContain('very-secret');
  });

  it('on a server the panel does not have is found out', async () => {
    const post = transport;
    // As on a panel whose server was removed meanwhile.
    transport = {
      async post(fields) {
        const answer = await post.post(fields);
        if (fields[0]?.[1] === 'create_stream') {
          for (const row of demo.state.streamServers.all().slice(-1))
            demo.state.streamServers.delete(row.server_stream_id);
        }
        return answer;
      },
    };
    const error = await refusal(() => part('stream').create({ name: 'Nowhere', sources: [source], serverIds: ['1'] }));
    expect(error).toMatchObject({ code: 'not-verified', field: 'serverIds' });
    expect(everythingOf(error)).not.toContain('very-secret');
  });
});

describe('changed', () => {
  it('servers keep their place in the tree, and a new one does as the others do', async () => {
    demo.state.servers.put({ ...demo.state.servers.get(1)!, id: 2, server_name: 'Edge' });
    const stream = demo.state.streamServers.all().find((row) => row.stream_id === 5)!;
    expect(stream.on_demand).toBe(1);
    const after = await part('stream').update('5', { serverIds: ['1', '2'] }, forget);
    expect(after.servers).toMatchObject([
      { serverId: '1', onDemand: true },
      { serverId: '2', onDemand: true },
    ]);
    demo.state.streamServers.all().find((row) => row.stream_id === 5 && row.server_id === 2)!.parent_id = 1;
    const renamed = await part('stream').update('5', { name: 'Still there' }, forget);
    expect(renamed.servers).toMatchObject([{ parentServerId: null }, { parentServerId: '1' }]);
  });

  it('what a stream sends to its sources is not forgotten without consent, as the panel does not show it', async () => {
    demo.state.streamOptions.add({ stream_id: 1, argument_id: 1, value: 'VLC' });
    const error = await refusal(() => part('stream').update('1', { name: 'Other' }));
    expect(error).toMatchObject({ code: 'rejected', field: 'forgetSourceOptions' });
    expect(demo.state.streamOptions.size).toBe(1);
    expect(sent()).toEqual([]);
    await part('stream').update('1', { name: 'Other' }, forget);
    expect(demo.state.streamOptions.size).toBe(0);
  });

  it('an episode wants its number, which the panel does not tell', async () => {
    const { id } = await firstOf('episode');
    expect(await refusal(() => part('episode').update(id, { plot: 'new' }))).toMatchObject({ field: 'episode' });
    await part('episode').update(id, { plot: 'new', episode: 1 });
    expect(demo.state.episodes.all().find((row) => row.stream_id === Number(id))).toMatchObject({
      season_num: 1,
      episode_num: 1,
      series_id: 1,
    });
  });

  it('several subtitle files, of which the panel keeps one, are not lost', async () => {
    const movie = demo.state.streams.all().find(({ type }) => type === 2)!;
    movie.movie_subtitles = JSON.stringify({ files: ['a.srt', 'b.srt'], location: 1 });
    const error = await refusal(() => part('movie').update(String(movie.id), { plot: 'new' }));
    expect(error).toMatchObject({ code: 'rejected' });
    movie.movie_subtitles = JSON.stringify({ files: ['a.srt'], names: ['Subtitles'], charset: ['UTF-8'], location: 1 });
    await part('movie').update(String(movie.id), { plot: 'new' });
    expect(demo.state.streams.get(movie.id)?.movie_subtitles).toContain('a.srt');
  });

  it('details that were cut off are not written over', async () => {
    const movie = demo.state.streams.all().find(({ type }) => type === 2)!;
    movie.movie_properties = '{"plot":"A story of';
    expect(await refusal(() => part('movie').update(String(movie.id), { name: 'x' }))).toMatchObject({
      code: 'bad-answer',
    });
    expect(sent()).toEqual([]);
  });

  it('something else that changed with it is told', async () => {
    const post = transport;
    transport = {
      post: (fields) =>
        post.post(fields[0]?.[1] === 'edit_stream' ? fields.filter(([name]) => name !== 'category_id[]') : fields),
    };
    const error = await refusal(() => part('stream').update('1', { name: 'Other' }, forget));
    expect(error).toMatchObject({ code: 'not-verified', field: 'categoryIds' });
  });

  it('the number of the series that an episode’s own row holds, right or not, changes only with the series', async () => {
    const { id } = await firstOf('episode');
    const row = () => demo.state.streams.get(Number(id));
    Object.assign(row() ?? {}, { series_no: 0 });
    await part('episode').update(id, { name: 'Pilot', episode: 1 });
    expect(row()).toMatchObject({ stream_display_name: 'Pilot', series_no: 0 });
    const other = await part('series').create({ name: 'Another' });
    await part('episode').update(id, { seriesId: other.id, episode: 1 });
    expect(row()).toMatchObject({ series_no: Number(other.id) });
  });

  it('on panels that keep what an edit leaves out, only what changes is sent', async () => {
    const names: string[] = [];
    const post = transport;
    transport = {
      post: (fields) => {
        if (fields[0]?.[1] === 'edit_movie') names.push(...fields.map(([name]) => name));
        return post.post(fields);
      },
    };
    const { id } = await firstOf('movie');
    await refusal(() => part('movie', 'keep').update(id, { plot: 'new', categoryIds: [] }));
    expect(names).toEqual(['action', 'id', 'plot', 'category_id', 'bouquet_create_list', 'category_create_list']);
  });

  it('on XC_VM 2.6, lists are emptied and switches go off, and all else stays', async () => {
    await demo.stop();
    demo = await startDemoPanel({ dialect: 'xcvm', clock: () => now, lines: 1 });
    transport = httpTransport(demo);
    const before = await part('stream', 'keep').update('1', { direct: true });
    const changes = { sources: [], categoryIds: [], direct: false };
    const state = expect.any(String) as unknown;
    const servers = before.servers.map((server) => ({ ...server, state }));
    const after = await part('stream', 'keep').update('1', changes);
    expect(after).toEqual({ ...before, ...changes, state, servers });
  });
});

describe('started and stopped', () => {
  it.each([
    ['stream', 'running'],
    ['channel', 'running'],
    ['station', 'running'],
    ['movie', 'encoding'],
    ['episode', 'encoding'],
  ] as const)('a %s is stopped, and %s after a start', async (kind, state) => {
    const { id } = await firstOf(kind);
    await part(kind).stop(id);
    expect(await part(kind).status(id)).toMatchObject({ state: 'stopped', servers: [{ state: 'stopped' }] });
    await part(kind).start(id, '1');
    expect(await part(kind).status(id)).toMatchObject({ id, state });
    expect(sent()).toEqual([`stop_${kind}`, `start_${kind}`]);
  });

  it('what runs is not started again, nor what is encoded thrown away', async () => {
    await part('stream').start('1');
    await part('movie').start((await firstOf('movie')).id);
    expect(sent()).toEqual([]);
  });

  it('states are told apart', async () => {
    const { rows } = await part('stream').list();
    expect(rows.slice(0, 5).map(({ state }) => state)).toEqual(['running', 'error', 'running', 'running', 'onDemand']);
    expect((await part('stream').list({ state: 'error' })).rows.map(({ id }) => id)).toEqual(['2']);
    expect((await part('movie').list({ state: 'stopped' })).rows).toHaveLength(1);
    expect(await refusal(() => part('channel').list({ state: 'error' }))).toMatchObject({ field: 'state' });
  });

  it.each([
    ['a server it is not on', '1', '7', { code: 'invalid-parameter', field: 'serverId' }],
    ['no such stream', '999', undefined, { code: 'not-found' }],
  ])('%s is refused', async (_title, id, server, expected) => {
    expect(await refusal(() => part('stream').start(id, server))).toMatchObject(expected);
    expect(sent()).toEqual([]);
  });

  it('where players go to the source themselves, there is nothing to start', async () => {
    demo.state.streams.get(1)!.direct_source = 1;
    expect(await refusal(() => part('stream').start('1'))).toMatchObject({ code: 'rejected' });
  });

  it('a list that does not look at the id asked for is not believed', async () => {
    const post = transport;
    transport = { post: (fields) => post.post(fields.filter(([name]) => name !== 'stream_id')) };
    expect(await refusal(() => part('stream').status('1'))).toMatchObject({ code: 'bad-answer' });
  });
});

it('lists by category, server, series and text', async () => {
  expect((await part('movie').list({ categoryId: '6' })).total).toBe(4);
  expect((await part('movie').list({ categoryId: '1' })).total).toBe(0);
  expect((await part('movie').list({ search: 'lantern' })).rows).toMatchObject([
    { name: 'The Lantern Maker', year: 2020 },
  ]);
  expect((await part('stream').list({ serverId: '2' })).total).toBe(0);
  expect((await part('episode').list({ seriesId: '1' })).rows[0]).toMatchObject({ seriesId: '1', season: 1 });
  expect((await part('series').list()).rows).toMatchObject([{ season: 1, episodeCount: 3 }]);
});

it('sources are in no list', async () => {
  expect(JSON.stringify((await part('stream').list()).rows)).not.toContain('s0urce-pass');
});

it('a series goes with its episodes', async () => {
  await part('series').remove('1');
  expect((await part('episode').list()).total).toBe(0);
});
