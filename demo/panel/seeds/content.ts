import { newSeries, newStream, newStreamServer, type PanelState, type StreamRow } from '../state';
import { STREAMS } from './names';

/** Invented content: nobody's rights are in it. Sources have passwords in them, as real ones do. */

/** Name and type, by rising id. */
export const CATEGORIES: ReadonlyArray<readonly [name: string, type: string]> = [
  ['News', 'live'],
  ['Sports', 'live'],
  ['Movies', 'live'],
  ['Kids', 'live'],
  ['Series', 'live'],
  ['Films of Our Own', 'movie'],
  ['Series of Our Own', 'series'],
  ['Radio', 'radio'],
];

const FILMS = ['The Lantern Maker', 'Salt Road', 'Twelve Olive Trees', 'أمواج الشاطئ'];
const STATIONS = ['Cedar Radio', 'Harbour Jazz'];
const HOUR = 3600;

/** What of the content below a bouquet holds besides its streams. */
export function contentOfBouquet(name: string): {
  bouquet_movies: string;
  bouquet_radios: string;
  bouquet_series: string;
} {
  const first = STREAMS.length + 1;
  const ids = (offset: number, count: number): string =>
    JSON.stringify(Array.from({ length: count }, (_, index) => first + offset + index));
  return {
    bouquet_movies: name === 'Movies' ? ids(0, FILMS.length) : '[]',
    bouquet_radios: name === 'Basic' ? ids(FILMS.length, STATIONS.length) : '[]',
    bouquet_series: name === 'Series' ? '[1]' : '[]',
  };
}

export function seedContent(state: PanelState, now: number): void {
  const add = (row: Partial<StreamRow>, source: string): number =>
    state.streams.add(
      newStream({ added: now - 90 * 24 * HOUR, stream_source: JSON.stringify([source]), stream_icon: '', ...row }),
    ).id;
  const running = { pid: 3001, monitor_pid: 3000, stream_started: now - 5 * HOUR, bitrate: 4200 };
  const source = (path: string): string => `http://source.example.test/live/cedar/s0urce-pass/${path}`;
  STREAMS.forEach((name, index) => {
    const id = add({ stream_display_name: name, category_id: `[${(index % 5) + 1}]` }, source(`${index}.ts`));
    // One is down, one waits for viewers.
    const state_ =
      index === 1 ? { monitor_pid: 3000, stream_status: 1 } : index === 4 ? { on_demand: 1 } : { ...running };
    const from = index === 1 || index === 4 ? {} : { current_source: source(`${index}.ts`) };
    state.streamServers.add(newStreamServer({ stream_id: id, server_id: 1, ...state_, ...from }));
  });
  FILMS.forEach((name, index) => {
    const properties = { name, plot: 'A story of our own.', genre: 'Drama', rating: '7', episode_run_time: '95' };
    const movie_properties = JSON.stringify({ ...properties, movie_image: '', tmdb_id: '', duration_secs: 5700 });
    const row = {
      type: 2,
      category_id: '[6]',
      rating: 7,
      year: 2020 + index,
      target_container: 'mp4',
      movie_properties,
    };
    const id = add({ ...row, stream_display_name: name }, `s:1:/media/films/${index}.mp4`);
    state.streamServers.add(newStreamServer({ stream_id: id, server_id: 1, ...(index === 3 ? {} : { pid: 1 }) }));
  });
  STATIONS.forEach((name) => {
    const id = add({ type: 4, stream_display_name: name, category_id: '[8]' }, source(`${name.length}.mp3`));
    state.streamServers.add(newStreamServer({ stream_id: id, server_id: 1, ...running, bitrate: 128 }));
  });
  const series = state.series.add(
    newSeries({ title: 'The Ferry Keeper', category_id: '[7]', plot: 'Two seasons by the sea.', year: 2024 }),
  );
  for (const number of [1, 2, 3]) {
    const properties = { plot: '', duration_secs: 2700, season: '1', rating: '', tmdb_id: '' };
    const row = { type: 5, series_no: series.id, target_container: 'mp4', category_id: null };
    const id = add(
      {
        ...row,
        stream_display_name: `The Ferry Keeper - S01E0${number}`,
        movie_properties: JSON.stringify(properties),
      },
      `s:1:/media/ferry/${number}.mp4`,
    );
    state.streamServers.add(newStreamServer({ stream_id: id, server_id: 1, pid: 1 }));
    state.episodes.add({ season_num: 1, episode_num: number, series_id: series.id, stream_id: id });
  }
  const files = JSON.stringify(['s:1:/media/films/0.mp4', 's:1:/media/films/1.mp4']);
  const channel = state.streams.add(
    newStream({
      type: 3,
      stream_display_name: 'Cedar Film Loop',
      category_id: '[3]',
      stream_source: files,
      movie_properties: '{"type":1}',
      transcode_profile_id: -1,
      movie_symlink: 1,
      added: now,
    }),
  );
  state.streamServers.add(
    newStreamServer({ stream_id: channel.id, server_id: 1, ...running, cchannel_rsources: files }),
  );
}
