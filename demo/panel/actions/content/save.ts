import { text, type PhpVariables } from '../../../php';
import { newStream, newStreamServer, type PanelState, type StreamRow } from '../../state';
import { EMPTY_BODY, FAILURE, answerRow, intval, refuse, type Action, type Call } from '../call';
import { overlaid } from '../columns';
import { KINDS, SOURCE_OPTIONS, sentList, serversOf, setBouquets, type Kind } from './kinds';

/**
 * create_… and edit_… of streams, channels, stations, movies and episodes: the panel's own form, complete or destructive. What an edit does not
 * name is emptied: sources, categories, servers, bouquets, details, switches, what is sent to the sources. Source: XC_VM's services.
 */

const INTEGERS: ReadonlySet<string> = new Set([
  ...['type', 'enable_transcode', 'read_native', 'stream_all', 'remove_subtitles', 'epg_id', 'order'],
  ...['transcode_profile_id', 'gen_timestamps', 'added', 'series_no', 'direct_source', 'tv_archive_duration'],
  ...['tv_archive_server_id', 'movie_symlink', 'rtmp_output', 'allow_record', 'probesize_ondemand'],
  ...['delay_minutes', 'year', 'rating', 'tmdb_id', 'fps_restart', 'direct_proxy'],
]);

/** Lays a kind's form over the row; a status where it is refused. */
type Form = (row: StreamRow, call: Call) => string | undefined;

/** On exactly where they are named. */
function switchOn(row: StreamRow, parameters: PhpVariables, names: ReadonlyArray<keyof StreamRow>): void {
  for (const name of names) Object.assign(row, { [name]: parameters[name] === undefined ? 0 : 1 });
}

function schedule(row: StreamRow, parameters: PhpVariables): void {
  const days = sentList(parameters, 'days_to_restart');
  row.auto_restart = days.length === 0 ? '' : JSON.stringify({ days, at: text(parameters, 'time_to_restart') });
}

const streamForm: Form = (row, { parameters }) => {
  schedule(row, parameters);
  switchOn(row, parameters, ['fps_restart', 'gen_timestamps', 'allow_record', 'rtmp_output']);
  switchOn(row, parameters, ['stream_all', 'direct_source', 'direct_proxy', 'read_native']);
  row.stream_source = JSON.stringify(sentList(parameters, 'stream_source').filter((source) => source !== ''));
  const links = sentList(parameters, 'adaptive_link').map(intval);
  row.adaptive_link = links.length === 0 ? null : JSON.stringify(links);
  row.title_sync = text(parameters, 'title_sync') || null;
  return undefined;
};

const stationForm: Form = (row, { parameters }) => {
  schedule(row, parameters);
  switchOn(row, parameters, ['direct_source']);
  row.probesize_ondemand =
    parameters.probesize_ondemand === undefined ? 128_000 : intval(parameters.probesize_ondemand);
  const sources = sentList(parameters, 'stream_source');
  row.stream_source = JSON.stringify(sources);
  return (sources[0] ?? '') === '' ? 'STATUS_NO_SOURCES' : undefined;
};

const channelForm: Form = (row, { parameters, state }) => {
  switchOn(row, parameters, ['allow_record', 'rtmp_output']);
  const type = intval(parameters.channel_type);
  row.movie_properties = JSON.stringify({ type });
  row.series_no = type === 0 ? intval(parameters.series_no) : 0;
  const sources = type === 0 ? playlistOf(state, row.series_no) : sentList(parameters, 'video_files');
  row.stream_source = JSON.stringify(sources);
  row.movie_symlink = intval(parameters.transcode_profile_id) === -1 ? 1 : 0;
  return sources.length === 0 ? 'STATUS_NO_SOURCES' : undefined;
};

function playlistOf(state: PanelState, series: number): string[] {
  return state.episodes
    .all()
    .filter((episode) => episode.series_id === series)
    .flatMap((episode) => JSON.parse(state.streams.get(episode.stream_id)?.stream_source ?? '[]') as string[]);
}

function fileForm(row: StreamRow, parameters: PhpVariables): void {
  switchOn(row, parameters, ['read_native', 'movie_symlink', 'direct_source', 'direct_proxy', 'remove_subtitles']);
  row.stream_source = JSON.stringify([text(parameters, 'stream_source') ?? '']);
  const [, location, ...path] = (text(parameters, 'movie_subtitles') ?? '').split(':');
  row.movie_subtitles =
    location === undefined
      ? null
      : JSON.stringify({
          files: [path.join(':')],
          names: ['Subtitles'],
          charset: ['UTF-8'],
          location: intval(location),
        });
}

const movieForm: Form = (row, { parameters }) => {
  fileForm(row, parameters);
  if (row.year !== null && (row.year < 1900 || row.year > 2100)) row.year = null;
  const sent = (name: string): string | null => text(parameters, name) ?? null;
  const minutes = intval(parameters.episode_run_time);
  row.movie_properties = JSON.stringify({
    kinopoisk_url: sent('tmdb_id') ? `https://www.themoviedb.org/movie/${sent('tmdb_id')}` : '',
    tmdb_id: sent('tmdb_id'),
    name: row.stream_display_name,
    o_name: row.stream_display_name,
    cover_big: sent('movie_image'),
    movie_image: sent('movie_image'),
    release_date: sent('release_date'),
    episode_run_time: sent('episode_run_time'),
    youtube_trailer: sent('youtube_trailer'),
    director: sent('director'),
    actors: sent('cast'),
    cast: sent('cast'),
    description: sent('plot'),
    plot: sent('plot'),
    country: sent('country'),
    genre: sent('genre'),
    ...(sent('backdrop_path') ? { backdrop_path: [sent('backdrop_path')] } : {}),
    duration_secs: minutes * 60,
    video: [],
    audio: [],
    bitrate: 0,
    rating: sent('rating'),
  });
  row.tmdb_id = intval(parameters.tmdb_id) || null;
  return undefined;
};

const episodeForm: Form = (row, { parameters }) => {
  const isNumber = (name: string): boolean => /^\d+$/.test(text(parameters, name) ?? '');
  if (!text(parameters, 'series') || !isNumber('season_num') || !isNumber('episode')) return 'STATUS_INVALID_INPUT';
  fileForm(row, parameters);
  const sent = (name: string): string | null => text(parameters, name) ?? null;
  row.movie_properties = JSON.stringify({
    release_date: sent('release_date'),
    plot: sent('plot'),
    duration_secs: intval(parameters.episode_run_time) * 60,
    ...(sent('movie_image') ? { movie_image: sent('movie_image') } : {}),
    video: [],
    audio: [],
    bitrate: 0,
    rating: sent('rating'),
    season: sent('season_num'),
    tmdb_id: sent('tmdb_id'),
  });
  return undefined;
};

const FORMS: Readonly<Record<keyof typeof KINDS, Form>> = {
  stream: streamForm,
  channel: channelForm,
  station: stationForm,
  movie: movieForm,
  episode: episodeForm,
};

/** Servers by `server_tree_data`; the ones it does not name are taken off. False: PHP dies over what was sent. */
function placeOnServers({ state, parameters }: Call, id: number): boolean {
  const tree: unknown = JSON.parse(text(parameters, 'server_tree_data') || '[]');
  if (!Array.isArray(tree)) return false;
  const wanted = (tree as Array<{ id: unknown; parent: unknown }>).filter(({ parent }) => parent !== '#');
  const onDemand = new Set(sentList(parameters, 'on_demand').map(intval));
  for (const { id: server, parent } of wanted) {
    const server_id = Number(server);
    const parent_id = parent === 'source' ? null : Number(parent);
    const on_demand = onDemand.has(server_id) ? 1 : 0;
    const there = serversOf(state, id).find((row) => row.server_id === server_id);
    if (there) Object.assign(there, { parent_id, on_demand });
    else state.streamServers.add(newStreamServer({ stream_id: id, server_id, parent_id, on_demand }));
  }
  const kept = new Set(wanted.map((server) => Number(server.id)));
  for (const row of serversOf(state, id)) {
    if (!kept.has(row.server_id)) state.streamServers.delete(row.server_stream_id);
  }
  return true;
}

function sendToSources({ state, parameters }: Call, id: number): void {
  for (const option of state.streamOptions.all().filter((row) => row.stream_id === id))
    state.streamOptions.delete(option.id);
  for (const [name, argument_id] of Object.entries(SOURCE_OPTIONS)) {
    const value = text(parameters, name);
    if (value) state.streamOptions.add({ stream_id: id, argument_id, value });
  }
}

function save(call: Call, name: keyof typeof KINDS, before: StreamRow | undefined): unknown {
  const { state, parameters, now } = call;
  const kind: Kind = KINDS[name];
  if (name !== 'episode' && !text(parameters, 'stream_display_name')) return refuse('STATUS_INVALID_INPUT', parameters);
  const made: StreamRow = { id: state.streams.nextId, ...newStream({ type: kind.type, added: now }) };
  const columns = { ...parameters };
  delete columns.type;
  const row = overlaid(before ?? made, columns, before ?? newStream({}), INTEGERS);
  const refused = FORMS[name](row, call);
  if (refused !== undefined) return refuse(refused, parameters);
  // Episodes have none of their own.
  if (name !== 'episode') row.category_id = JSON.stringify(sentList(parameters, 'category_id').map(intval));
  state.streams.put(row);
  if (!placeOnServers(call, row.id)) return EMPTY_BODY;
  if (name === 'stream' || name === 'station') sendToSources(call, row.id);
  if (kind.bouquetColumn !== null) {
    setBouquets(state, kind.bouquetColumn, row.id, sentList(parameters, 'bouquets').map(intval));
  }
  if (name === 'episode') {
    for (const episode of state.episodes.all().filter(({ stream_id }) => stream_id === row.id))
      state.episodes.delete(episode.id);
    const [series_id, season_num, episode_num] = ['series', 'season_num', 'episode'].map((field) =>
      intval(parameters[field]),
    );
    state.episodes.add({
      season_num: season_num ?? null,
      episode_num: episode_num ?? null,
      series_id: series_id ?? null,
      stream_id: row.id,
    });
    row.series_no = before === undefined ? (series_id ?? 0) : row.series_no;
  }
  state.changed();
  return answerRow(row);
}

export function createContent(name: keyof typeof KINDS): Action {
  return (call) => save(call, name, undefined);
}

export function editContent(name: keyof typeof KINDS): Action {
  return (call) => {
    const row = call.state.streams.get(intval(call.parameters.id));
    return row?.type === KINDS[name].type ? save(call, name, row) : FAILURE;
  };
}
