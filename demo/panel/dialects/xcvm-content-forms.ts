import type { PhpVariables } from '../../php';
import { KINDS, SOURCE_OPTIONS, intval, numbersIn, serversOf, type BouquetColumn } from '../actions';
import type { PanelState, StreamRow } from '../state';
import { textsIn, type Form, type FormOf } from './xcvm-forms';

/** The forms of what there is to watch, as XC_VM 2.6 completes them: see xcvm-forms.ts. */

export type ContentName = keyof typeof KINDS;

function objectIn(json: string | null): Record<string, unknown> {
  return JSON.parse(json || '{}') as Record<string, unknown>;
}

/** A value of `movie_properties` as the page posts it. */
function posted(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function bouquetsWith(state: PanelState, column: BouquetColumn, id: number): string[] {
  return state.bouquets
    .all()
    .filter((bouquet) => numbersIn(bouquet[column]).includes(id))
    .map((bouquet) => String(bouquet.id));
}

/** What all kinds have: a name, servers, categories and bouquets. */
function commonForm(state: PanelState, row: StreamRow, column: BouquetColumn | null): Required<Form> {
  const servers = serversOf(state, row.id);
  const tree = servers.map(({ server_id: id, parent_id: parent }) => ({ id, parent: parent ?? 'source' }));
  const inLists = column !== null && {
    category_id: textsIn(row.category_id),
    bouquets: bouquetsWith(state, column, row.id),
  };
  return {
    kept: {
      stream_display_name: row.stream_display_name ?? '',
      server_tree_data: JSON.stringify(tree),
      on_demand: servers.filter(({ on_demand }) => on_demand === 1).map(({ server_id }) => String(server_id)),
      ...inLists,
    },
    switches: {},
    emptied: { category_id: [], bouquets: [], on_demand: [] },
  };
}

/** What streams and stations have besides: when they are restarted, and what is sent to their sources. */
function liveFields(state: PanelState, row: StreamRow): PhpVariables {
  const { days = [], at = '' } = objectIn(row.auto_restart) as { days?: string[]; at?: string };
  const options = state.streamOptions.all().filter(({ stream_id }) => stream_id === row.id);
  const sent = Object.entries(SOURCE_OPTIONS).flatMap(([name, argument]) =>
    options.filter(({ argument_id }) => argument_id === argument).map(({ value }) => [name, value] as const),
  );
  return {
    ...(days.length === 0 ? {} : { days_to_restart: days, time_to_restart: at }),
    ...Object.fromEntries(sent),
  };
}

/** What movies and episodes have besides: a file, and what it is about. */
function fileFields(row: StreamRow): PhpVariables {
  const { files = [], location } = objectIn(row.movie_subtitles) as { files?: string[]; location?: number };
  const properties = objectIn(row.movie_properties);
  const details = ['movie_image', 'release_date', 'plot', 'rating', 'tmdb_id'];
  return {
    stream_source: textsIn(row.stream_source)[0] ?? '',
    movie_subtitles: location === undefined ? '' : `s:${location}:${files[0] ?? ''}`,
    ...Object.fromEntries(details.map((name) => [name, posted(properties[name])])),
  };
}

function fileSwitches(row: StreamRow): Readonly<Record<string, number>> {
  const { read_native, movie_symlink, direct_source, direct_proxy, remove_subtitles } = row;
  return { read_native, movie_symlink, direct_source, direct_proxy, remove_subtitles };
}

type OwnForm = (row: StreamRow, state: PanelState) => Form;

const streamForm: OwnForm = (row, state) => {
  const { fps_restart, gen_timestamps, allow_record, rtmp_output, stream_all } = row;
  const { direct_source, direct_proxy, read_native } = row;
  return {
    kept: {
      ...liveFields(state, row),
      stream_source: textsIn(row.stream_source),
      ...(row.adaptive_link === null ? {} : { adaptive_link: textsIn(row.adaptive_link) }),
      ...(row.title_sync === null ? {} : { title_sync: row.title_sync }),
    },
    switches: {
      ...{ fps_restart, gen_timestamps, allow_record, rtmp_output, stream_all },
      ...{ direct_source, direct_proxy, read_native },
    },
    emptied: { stream_source: [], adaptive_link: [], days_to_restart: [] },
  };
};

const stationForm: OwnForm = (row, state) => ({
  kept: {
    ...liveFields(state, row),
    stream_source: textsIn(row.stream_source),
    probesize_ondemand: String(row.probesize_ondemand),
  },
  switches: { direct_source: row.direct_source },
  emptied: { stream_source: [''], days_to_restart: [] },
});

const channelForm: OwnForm = (row) => ({
  kept: {
    channel_type: posted(objectIn(row.movie_properties).type ?? 0),
    series_no: String(row.series_no),
    video_files: textsIn(row.stream_source),
    transcode_profile_id: String(row.transcode_profile_id),
  },
  switches: { allow_record: row.allow_record, rtmp_output: row.rtmp_output },
});

const movieForm: OwnForm = (row) => {
  const properties = objectIn(row.movie_properties);
  const backdrop = Array.isArray(properties.backdrop_path)
    ? (properties.backdrop_path as unknown[])[0]
    : properties.backdrop_path;
  const details = ['episode_run_time', 'youtube_trailer', 'director', 'cast', 'country', 'genre'];
  return {
    kept: {
      ...fileFields(row),
      ...Object.fromEntries(details.map((name) => [name, posted(properties[name])])),
      backdrop_path: posted(backdrop),
      tmdb_id: row.tmdb_id === null ? posted(properties.tmdb_id) : String(row.tmdb_id),
    },
    switches: fileSwitches(row),
  };
};

const episodeForm: OwnForm = (row, state) => {
  const episode = state.episodes.all().find(({ stream_id }) => stream_id === row.id);
  const seconds = objectIn(row.movie_properties).duration_secs;
  return {
    kept: {
      ...fileFields(row),
      series: posted(episode?.series_id),
      season_num: posted(episode?.season_num),
      episode: posted(episode?.episode_num),
      episode_run_time: String(Math.trunc(Number(seconds ?? 0) / 60)),
    },
    switches: fileSwitches(row),
  };
};

const OWN: Readonly<Record<ContentName, OwnForm>> = {
  stream: streamForm,
  station: stationForm,
  channel: channelForm,
  movie: movieForm,
  episode: episodeForm,
};

export const contentNames = Object.keys(OWN) as ContentName[];

export function contentForm(name: ContentName): FormOf {
  return ({ state, parameters }) => {
    const { type, bouquetColumn } = KINDS[name];
    const row = state.streams.get(intval(parameters.id));
    if (row?.type !== type) return undefined;
    const common = commonForm(state, row, bouquetColumn);
    const own = OWN[name](row, state);
    return {
      kept: { ...common.kept, ...own.kept },
      switches: { ...own.switches },
      emptied: { ...common.emptied, ...own.emptied },
    };
  };
}

/** Plain columns of a series are kept by the older builds' action as well. */
export const seriesForm: FormOf = ({ state, parameters }) => {
  const row = state.series.get(intval(parameters.id));
  if (!row) return undefined;
  return {
    kept: {
      title: row.title ?? '',
      ...(row.cover === null ? {} : { cover: row.cover }),
      backdrop_path: textsIn(row.backdrop_path)[0] ?? '',
      category_id: textsIn(row.category_id),
      bouquets: bouquetsWith(state, 'bouquet_series', row.id),
    },
    emptied: { category_id: [], bouquets: [] },
  };
};
