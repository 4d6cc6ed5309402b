import type { PanelState, SeriesRow, StreamRow, StreamServerRow } from '../../state';
import { intval, type Action, type Call } from '../call';
import { answerList } from '../lists';
import { KINDS, numbersIn, serversOf } from './kinds';

/** A stream on one of its servers; on none: without. */
interface Placed {
  stream: StreamRow;
  on: StreamServerRow | undefined;
}

/** One row a stream, or with `single` one a stream and server. The panel's setting to group them is taken to be on. */
function placed({ state, parameters }: Call, type: number): Placed[] {
  return state.streams
    .all()
    .filter((stream) => stream.type === type)
    .flatMap((stream): Placed[] => {
      const servers = serversOf(state, stream.id);
      if (servers.length === 0) return [{ stream, on: undefined }];
      const shown =
        parameters.single === undefined ? servers.filter((row) => row.parent_id === null).slice(0, 1) : servers;
      return shown.map((on) => ({ stream, on }));
    });
}

const hasPid = (on: StreamServerRow | undefined): boolean => (on?.pid ?? 0) > 0;
const hasMonitor = (on: StreamServerRow | undefined): boolean => (on?.monitor_pid ?? 0) > 0;
type Filter = (row: Placed) => boolean;

const isFile: Filter = ({ stream }) => stream.direct_source === 0;
const LIVE_FILTERS: Readonly<Record<number, Filter>> = {
  1: ({ on }) => hasMonitor(on) && hasPid(on) && on?.stream_status === 0,
  2: ({ stream, on }) => stream.direct_source === 0 && hasMonitor(on) && !hasPid(on) && on?.stream_status === 1,
  3: ({ stream, on }) => stream.direct_source === 0 && !hasMonitor(on) && (on?.on_demand ?? 0) === 0,
  4: ({ stream, on }) => stream.direct_source === 0 && hasMonitor(on) && !hasPid(on) && on?.stream_status === 2,
  5: ({ on }) => on?.on_demand === 1,
  6: ({ stream }) => stream.direct_source === 1,
};
const CHANNEL_FILTERS: Readonly<Record<number, Filter>> = {
  1: ({ on }) => hasMonitor(on) && hasPid(on),
  2: ({ stream, on }) => !hasMonitor(on) && on?.cchannel_rsources === stream.stream_source,
};
const FILE_FILTERS: Readonly<Record<number, Filter>> = {
  1: (row) => isFile(row) && hasPid(row.on) && row.on?.to_analyze === 0 && row.on.stream_status !== 1,
  2: (row) => isFile(row) && hasPid(row.on) && row.on?.to_analyze === 1,
  3: (row) => isFile(row) && row.on?.to_analyze === 0 && row.on.stream_status === 1,
  4: (row) => isFile(row) && !hasPid(row.on) && row.on?.stream_status !== 1,
  5: ({ stream }) => stream.direct_source === 1,
};

function filtered(call: Call, rows: readonly Placed[], filters: Readonly<Record<number, Filter>>): Placed[] {
  const { state, parameters } = call;
  if (parameters.stream_id !== undefined) {
    return rows.filter(({ stream }) => stream.id === intval(parameters.stream_id));
  }
  const category = intval(parameters.category);
  const server = intval(parameters.server);
  const series = intval(parameters.series);
  const filter = filters[intval(parameters.filter)];
  return rows.filter(
    (row) =>
      (category === 0 || numbersIn(row.stream.category_id).includes(category)) &&
      (server === 0 || row.on?.server_id === server) &&
      (series === 0 || episodeOf(state, row.stream)?.series_id === series) &&
      (filter === undefined || filter(row)),
  );
}

function episodeOf(state: PanelState, { id }: StreamRow) {
  return state.episodes.all().find((episode) => episode.stream_id === id);
}

function shared(state: PanelState, { stream, on }: Placed) {
  const clients = state.connections.all().filter((connection) => connection.stream_id === stream.id).length;
  const { pid = null, monitor_pid = null, stream_status = null, stream_started = null, stream_info = null } = on ?? {};
  const { current_source = null, bitrate = null, progress_info = null, on_demand = null } = on ?? {};
  return {
    process: { pid, monitor_pid, stream_status, stream_started, stream_info, current_source, bitrate, progress_info },
    on_demand,
    server_id: on?.server_id ?? null,
    server_name: state.servers.get(on?.server_id ?? 0)?.server_name ?? null,
    clients,
  };
}

const searched = ({ stream, on }: Placed) => [
  stream.id,
  stream.stream_display_name,
  stream.notes,
  on?.current_source ?? null,
];

/** get_streams and get_channels: `category`, `filter`, `server`, `stream_id`, `single`. Columns as recorded. */
export function listLive(type: number): Action {
  return (call) => {
    const { state, parameters } = call;
    const filters = type === KINDS.channel.type ? CHANNEL_FILTERS : LIVE_FILTERS;
    return answerList(call, filtered(call, placed(call, type), filters), {
      searched,
      order: { 0: ({ stream }) => stream.id },
      show: (row) => {
        const { stream, on } = row;
        const { process, on_demand, server_id, server_name, clients } = shared(state, row);
        const isSingle = parameters.single !== undefined;
        return {
          id: stream.id,
          ...(isSingle ? {} : { stream_id: on?.stream_id ?? null }),
          type: stream.type,
          stream_icon: stream.stream_icon,
          adaptive_link: stream.adaptive_link,
          title_sync: stream.title_sync,
          cchannel_rsources: on?.cchannel_rsources ?? null,
          stream_display_name: stream.stream_display_name,
          tv_archive_duration: stream.tv_archive_duration,
          tv_archive_server_id: stream.tv_archive_server_id,
          server_id,
          notes: stream.notes,
          direct_source: stream.direct_source,
          direct_proxy: stream.direct_proxy,
          ...process,
          cc_info: on?.cc_info ?? null,
          on_demand,
          category_id: stream.category_id,
          server_name,
          clients,
          epg_id: stream.epg_id,
          channel_id: stream.channel_id,
          ...(isSingle ? { parent_id: on?.parent_id ?? null } : {}),
        };
      },
    });
  };
}

/** get_stations. Source of the columns: XC_VM's table handler. */
export const listStations: Action = (call) => {
  const { state, parameters } = call;
  return answerList(call, filtered(call, placed(call, KINDS.station.type), LIVE_FILTERS), {
    searched,
    show: (row) => {
      const { stream, on } = row;
      const { process, on_demand, server_id, server_name, clients } = shared(state, row);
      return {
        id: stream.id,
        stream_icon: stream.stream_icon,
        stream_display_name: stream.stream_display_name,
        server_id,
        notes: stream.notes,
        direct_source: stream.direct_source,
        ...process,
        on_demand,
        category_id: stream.category_id,
        server_name,
        clients,
        ...(parameters.single === undefined ? {} : { parent_id: on?.parent_id ?? null }),
      };
    },
  });
};

/** get_movies and get_episodes (`series`). Source of the columns: XC_VM's table handlers; they do not tell the number of an episode. */
export function listFiles(type: number): Action {
  return (call) => {
    const { state } = call;
    return answerList(call, filtered(call, placed(call, type), FILE_FILTERS), {
      searched: (row) => [...searched(row), titleOf(state, row.stream)],
      show: (row) => {
        const { stream, on } = row;
        const { process, on_demand, server_id, server_name, clients } = shared(state, row);
        const episode = type === KINDS.episode.type ? episodeOf(state, stream) : undefined;
        return {
          id: stream.id,
          to_analyze: on?.to_analyze ?? null,
          movie_properties: stream.movie_properties,
          ...(type === KINDS.movie.type ? { year: stream.year } : {}),
          target_container: stream.target_container,
          stream_display_name: stream.stream_display_name,
          server_id,
          notes: stream.notes,
          direct_source: stream.direct_source,
          direct_proxy: stream.direct_proxy,
          ...process,
          on_demand,
          category_id: stream.category_id,
          clients,
          server_name,
          ...(type === KINDS.episode.type
            ? {
                title: titleOf(state, stream),
                seasons: null,
                sid: episode?.series_id ?? null,
                season_num: episode?.season_num ?? null,
              }
            : {}),
        };
      },
    });
  };
}

function titleOf(state: PanelState, stream: StreamRow): string | null {
  return state.series.get(episodeOf(state, stream)?.series_id ?? 0)?.title ?? null;
}

/** get_series_list: `category`. */
export const listSeries: Action = (call) => {
  const { state, parameters } = call;
  const category = intval(parameters.category);
  const rows = state.series.all().filter((row) => category === 0 || numbersIn(row.category_id).includes(category));
  return answerList<SeriesRow>(call, rows, {
    searched: (row) => [row.id, row.title, row.release_date],
    show: (row) => {
      const episodes = state.episodes.all().filter((episode) => episode.series_id === row.id);
      const { id, year, rating, cover, title, category_id, tmdb_id, release_date, last_modified } = row;
      return {
        ...{ id, year, rating, cover, title, category_id, tmdb_id, release_date, last_modified },
        latest_season: episodes.length === 0 ? null : Math.max(...episodes.map((episode) => episode.season_num ?? 0)),
        episode_count: episodes.length,
      };
    },
  });
};
