import type { ContentKind, ContentState } from '../../../parts';

/** How XUI.ONE / XC_VM call each kind. Source: the admin API's switch and table handlers of XC_VM (July 2025 to 2.6). */
export interface KindWords {
  /** Within a sentence. */
  noun: string;
  /** `get_…`, `create_…`, `edit_…`, `delete_…`, `start_…`, `stop_…`. */
  action: string;
  list: string;
  /** The bouquets' column that holds it; null: no bouquet does, an episode comes with its series. */
  bouquetColumn: 'bouquet_channels' | 'bouquet_movies' | 'bouquet_radios' | 'bouquet_series' | null;
  /** Runs all the time, rather than being encoded once. */
  live: boolean;
  /** The list's `filter`. */
  states: Readonly<Partial<Record<ContentState, string>>>;
}

const liveStates = { running: '1', error: '2', stopped: '3', starting: '4', onDemand: '5', direct: '6' } as const;
const fileStates = { ready: '1', encoding: '2', error: '3', stopped: '4', direct: '5' } as const;

export const kindWords: Readonly<Record<ContentKind, KindWords>> = {
  stream: {
    noun: 'stream',
    action: 'stream',
    list: 'get_streams',
    bouquetColumn: 'bouquet_channels',
    live: true,
    states: liveStates,
  },
  channel: {
    noun: 'channel',
    action: 'channel',
    list: 'get_channels',
    bouquetColumn: 'bouquet_channels',
    live: true,
    states: { running: '1', stopped: '2' },
  },
  station: {
    noun: 'radio station',
    action: 'station',
    list: 'get_stations',
    bouquetColumn: 'bouquet_radios',
    live: true,
    states: liveStates,
  },
  movie: {
    noun: 'movie',
    action: 'movie',
    list: 'get_movies',
    bouquetColumn: 'bouquet_movies',
    live: false,
    states: fileStates,
  },
  episode: {
    noun: 'episode',
    action: 'episode',
    list: 'get_episodes',
    bouquetColumn: null,
    live: false,
    states: fileStates,
  },
  series: {
    noun: 'series',
    action: 'series',
    list: 'get_series_list',
    bouquetColumn: 'bouquet_series',
    live: false,
    states: {},
  },
};
