import { startDemoPanel, type DemoPanel } from '..';
import { newSeries, newStream, newStreamServer } from '../state';
import { call } from '../testing';

/** One of everything that can be edited, with no value at its default. */

const NOW = Date.UTC(2026, 10, 22, 12) / 1000;
const file = {
  stream_source: '["s:1:/media/a.mkv"]',
  target_container: 'mkv',
  notes: 'a note',
  read_native: 1,
  movie_symlink: 1,
  direct_source: 1,
  direct_proxy: 1,
  remove_subtitles: 1,
  movie_subtitles: '{"files":["/media/a.srt"],"names":["Subtitles"],"charset":["UTF-8"],"location":1}',
};
const details = { release_date: '2025-01-31', plot: 'A harbour', movie_image: 'http://p.test/a.jpg', rating: '8' };
const live = {
  category_id: '[1,2]',
  notes: 'a note',
  stream_icon: 'http://p.test/i.png',
  auto_restart: '{"days":["Monday","Friday"],"at":"04:00"}',
  direct_source: 1,
  custom_sid: ':0:1',
};

let panel: DemoPanel;

beforeEach(async () => {
  panel = await startDemoPanel({
    dialect: 'xcvm',
    clock: () => NOW * 1000,
    seed: {
      bouquets: [{ bouquet_name: 'One' }, { bouquet_name: 'Two' }],
      users: [
        {
          username: 'reseller',
          credits: 500,
          owner_id: 1,
          notes: 'a note',
          email: 'r@example.test',
          override_packages: '{"1":{"assign":1,"official_credits":7}}',
        },
      ],
      lines: [1, 2].map((number) => ({
        username: `box${number}`,
        password: 'password',
        member_id: 2,
        exp_date: NOW + 86_400,
        enabled: 0,
        admin_enabled: 0,
        is_trial: 1,
        is_isplock: 1,
        is_stalker: 1,
        bypass_ua: 1,
        bouquet: '[1,2]',
        allowed_outputs: '[1,2]',
        allowed_ips: '["192.0.2.7"]',
        allowed_ua: '["VLC"]',
        pair_id: 7,
        isp_desc: 'Example ISP',
        as_number: 'AS64500',
        admin_notes: 'a note',
        ...(number === 1 ? { is_mag: 1 } : { is_e2: 1 }),
      })),
    },
  });
  const { state } = panel;
  state.mags.add({ user_id: 1, mac: '00:1A:79:00:00:01', stb_type: 'MAG322' });
  state.enigmas.add({ user_id: 2, mac: '00:1A:79:00:00:02' });
  state.series.add(
    newSeries({
      ...{ title: 'Series', category_id: '[7]', cover: 'http://p.test/c.jpg', cover_big: 'http://p.test/c.jpg' },
      ...{ plot: 'By the sea', cast: 'A, B', year: 2024, backdrop_path: '["http://p.test/b.jpg"]', last_modified: NOW },
    }),
  );
  const switches = { fps_restart: 1, allow_record: 1, rtmp_output: 1, stream_all: 1, direct_proxy: 1 };
  const movieProperties = {
    ...{ kinopoisk_url: 'https://www.themoviedb.org/movie/77', tmdb_id: '77', name: 'movie', o_name: 'movie' },
    ...{ cover_big: details.movie_image, movie_image: details.movie_image, release_date: details.release_date },
    ...{ episode_run_time: '101', youtube_trailer: 'abc', director: 'C', actors: 'A, B', cast: 'A, B' },
    ...{ description: details.plot, plot: details.plot, country: 'Lebanon', genre: 'Drama' },
    ...{ backdrop_path: ['http://p.test/b.jpg'], duration_secs: 6060, video: [], audio: [], bitrate: 0, rating: '8' },
  };
  const { release_date, plot, movie_image, rating } = details;
  const episodeProperties = {
    ...{ release_date, plot, duration_secs: 2700, movie_image, video: [], audio: [], bitrate: 0 },
    ...{ rating, season: '3', tmdb_id: '78' },
  };
  const rows = [
    {
      ...{ type: 1, ...live, ...switches, stream_source: '["http://s.test/1","http://s.test/2"]' },
      ...{ adaptive_link: '[2]', title_sync: 'sync' },
    },
    {
      ...{ type: 3, category_id: '[3]', stream_source: '["s:1:/a.mp4","s:1:/b.mp4"]', movie_properties: '{"type":1}' },
      ...{ transcode_profile_id: -1, movie_symlink: 1, allow_record: 1, rtmp_output: 1 },
    },
    { type: 4, ...live, stream_source: '["http://s.test/3"]', probesize_ondemand: 64_000 },
    {
      ...{ type: 2, ...file, category_id: '[6]', year: 2025, rating: 8, tmdb_id: 77 },
      movie_properties: JSON.stringify(movieProperties),
    },
    {
      ...{ type: 5, ...file, category_id: null, series_no: 1, rating: 8, tmdb_id: 78 },
      movie_properties: JSON.stringify(episodeProperties),
    },
  ];
  const names = ['stream', 'channel', 'station', 'movie', 'episode'];
  rows.forEach((row, index) => {
    const { id } = state.streams.add(newStream({ ...row, stream_display_name: names[index] ?? '', added: NOW }));
    state.streamServers.add(newStreamServer({ stream_id: id, server_id: 1, on_demand: 1, pid: 7 }));
    state.streamServers.add(newStreamServer({ stream_id: id, server_id: 2, parent_id: 1, on_demand: 1 }));
    if (row.type !== 1 && row.type !== 4) return;
    [1, 2, 17, 19].forEach((argument_id) =>
      state.streamOptions.add({ stream_id: id, argument_id, value: `option ${argument_id}` }),
    );
  });
  state.episodes.add({ series_id: 1, season_num: 3, episode_num: 9, stream_id: 5 });
  Object.assign(state.bouquets.get(2) ?? {}, {
    bouquet_channels: '[2,1]',
    bouquet_movies: '[4]',
    bouquet_radios: '[3]',
    bouquet_series: '[1]',
  });
});
afterEach(() => panel.stop());

type Row = Record<string, unknown>;

/** Rows by table. What an edit throws away and writes anew has other ids then, and another place. */
function stored(): Record<string, Row[]> {
  const saved = JSON.parse(JSON.stringify(panel.state)) as Record<string, { rows?: Row[] }>;
  const tables = Object.entries(saved).map(([name, { rows = [] }]): [string, Row[]] => {
    if (name !== 'streamOptions' && name !== 'episodes') return [name, rows];
    const withoutIds = rows.map(({ id: _, ...row }) => row);
    return [name, withoutIds.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))];
  });
  return Object.fromEntries(tables);
}

type Fields = Record<string, string | string[]>;
type Change = readonly [kind: string, id: number, sent: Fields, table: string, expected: Row];

/** Every row there is, but for this change. */
async function expectOnly([kind, id, sent, table, expected]: Change): Promise<void> {
  const before = stored();
  expect(await call(panel, `edit_${kind}`, { id, ...sent })).toMatchObject({ status: 'STATUS_SUCCESS' });
  const rows = before[table]?.map((row, index) => (index === id - 1 ? { ...row, ...expected } : row));
  expect(stored()).toEqual({ ...before, [table]: rows });
}

it.each<Change>([
  ['stream', 1, { notes: 'other' }, 'streams', { notes: 'other' }],
  ['channel', 2, { stream_icon: 'icon' }, 'streams', { stream_icon: 'icon' }],
  ['station', 3, { notes: 'other' }, 'streams', { notes: 'other' }],
  ['movie', 4, { year: '1999' }, 'streams', { year: 1999 }],
  ['episode', 5, { stream_display_name: 'Pilot' }, 'streams', { stream_display_name: 'Pilot' }],
  ['series', 1, { plot: 'other' }, 'series', { plot: 'other' }],
  ['bouquet', 2, { bouquet_name: 'Other' }, 'bouquets', { bouquet_name: 'Other' }],
  ['bouquet', 2, { bouquet_data: '{"stream":[1]}' }, 'bouquets', justOne('bouquet_channels')],
  ['mag', 1, { mac: '00:1A:79:00:00:AA' }, 'mags', { mac: '00:1A:79:00:00:AA' }],
  ['enigma', 1, { mac: '00:1A:79:00:00:AB' }, 'enigmas', { mac: '00:1A:79:00:00:AB' }],
  ['user', 2, { notes: 'other' }, 'users', { notes: 'other' }],
])('an edit of %s %i with %j changes that, and nothing else', (...change) => expectOnly(change));

/** The four lists of a bouquet are one field. */
function justOne(list: string): Row {
  const none = { bouquet_channels: '[]', bouquet_movies: '[]', bouquet_radios: '[]', bouquet_series: '[]' };
  return { ...none, [list]: '[1]' };
}

it.each<Change>([
  ['stream', 1, { category_id: '' }, 'streams', { category_id: '[]' }],
  ['stream', 1, { stream_source: '' }, 'streams', { stream_source: '[]' }],
  ['stream', 1, { days_to_restart: '' }, 'streams', { auto_restart: '' }],
  ['movie', 4, { movie_subtitles: '' }, 'streams', { movie_subtitles: null }],
  ['series', 1, { backdrop_path: '' }, 'series', { backdrop_path: '[]' }],
  ['mag', 1, { allowed_ips: '' }, 'lines', { allowed_ips: '[]' }],
  ['mag', 1, { exp_date: '' }, 'lines', { exp_date: null }],
  ['user', 2, { override_1: '' }, 'users', { override_packages: '[]' }],
])('an edit of %s %i with %j empties that, and nothing else', (...change) => expectOnly(change));

it.each<Change>([
  ['stream', 1, { direct_source: '0' }, 'streams', { direct_source: 0 }],
  ['stream', 1, { gen_timestamps: '' }, 'streams', { gen_timestamps: 0 }],
  ['channel', 2, { rtmp_output: '0' }, 'streams', { rtmp_output: 0 }],
  ['station', 3, { direct_source: '' }, 'streams', { direct_source: 0 }],
  ['movie', 4, { read_native: '0' }, 'streams', { read_native: 0 }],
  ['episode', 5, { movie_symlink: '0' }, 'streams', { movie_symlink: 0 }],
  ['mag', 1, { is_trial: '0' }, 'lines', { is_trial: 0 }],
])('an edit of %s %i with %j switches that off, and nothing else', (...change) => expectOnly(change));

it('an edit takes content off the servers and out of the bouquets it does not list any more', async () => {
  await call(panel, 'edit_movie', { id: 4, server_tree_data: '[{"id":2,"parent":"source"}]', bouquets: '' });
  const { streamServers, bouquets } = panel.state;
  const servers = streamServers.all().filter(({ stream_id }) => stream_id === 4);
  expect(servers).toMatchObject([{ server_id: 2, parent_id: null, on_demand: 1 }]);
  expect(bouquets.get(2)?.bouquet_movies).toBe('[]');
});

it('an edit of a detail of a movie keeps all its others', async () => {
  const properties = (): Row => JSON.parse(panel.state.streams.get(4)?.movie_properties ?? '{}') as Row;
  const before = properties();
  await call(panel, 'edit_movie', { id: 4, genre: '' });
  expect(properties()).toEqual({ ...before, genre: '' });
});

it('an edit of what is not there is refused', async () => {
  for (const kind of ['stream', 'series', 'bouquet', 'mag', 'user']) {
    expect(await call(panel, `edit_${kind}`, { id: 99 })).toEqual({ status: 'STATUS_FAILURE' });
  }
  expect(await call(panel, 'edit_stream', { id: 4, notes: 'a movie' })).toEqual({ status: 'STATUS_FAILURE' });
});
