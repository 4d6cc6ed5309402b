import { read, type Row } from '../../../decode';
import { PanelError } from '../../../errors';
import {
  overallState,
  type Content,
  type ContentDetails,
  type ContentKind,
  type ContentOnServer,
  type ContentState,
  type ContentStatus,
  type ContentSummary,
} from '../../../parts';
import { integerOrNull, momentOrNull, positiveOrNull } from '../values';
import { kindWords } from './kinds';

/**
 * Rows as content. Columns: `streams`, `streams_servers`, `streams_series` in XC_VM's database.sql and the SELECTs of its table handlers;
 * get_streams also from a recording.
 */

const nothing: ContentDetails = {
  picture: null,
  backdrop: null,
  plot: null,
  genre: null,
  cast: null,
  director: null,
  country: null,
  releaseDate: null,
  duration: null,
  rating: null,
  trailer: null,
  tmdbId: null,
};

/**
 * `movie_properties`: JSON text of an object; panels write an empty one as `[]`, or leave it out.
 * @throws PanelError `bad-answer` when it is cut off: an edit would write what is left of it
 */
export function propertiesOf(row: Row): Row {
  const text = row['movie_properties'];
  if (text === null || text === undefined || text === '') return {};
  try {
    const parsed = JSON.parse(text as string) as unknown;
    if (typeof parsed === 'object' && parsed !== null) return Array.isArray(parsed) ? {} : (parsed as Row);
  } catch {
    // Said below. The parser's own error would quote the text.
  }
  throw new PanelError('bad-answer', 'The panel answered "movie_properties" that cannot be read.', {
    hint: 'Look at it in the panel, and save it there once.',
  });
}

/**
 * The state that the panel's own pages show for a row of `streams_servers` (XC_VM table handlers).
 * Of what is live, a monitor looks after the process; of files, `pid` is that of the encoding, kept after it ended.
 */
function stateOf(kind: ContentKind, row: Row): ContentState {
  const status = read.integer(row, 'stream_status');
  const hasProcess = read.integer(row, 'pid') > 0;
  if (read.flag(row, 'direct_source')) return 'direct';
  if (!kindWords[kind].live) {
    if (read.flag(row, 'to_analyze')) return hasProcess ? 'encoding' : 'stopped';
    if (status === 1) return 'error';
    return hasProcess ? 'ready' : 'stopped';
  }
  if (read.integer(row, 'monitor_pid') > 0) {
    if (hasProcess) return status === 2 ? 'starting' : 'running';
    return status === 1 ? 'error' : 'starting';
  }
  return read.flag(row, 'on_demand') ? 'onDemand' : 'stopped';
}

/** A row of a list as the server it is about; null: it is on none. */
export function serverFrom(kind: ContentKind, row: Row): ContentOnServer | null {
  read.requireColumns(row, ['server_id', 'pid', 'stream_status', 'on_demand']);
  const serverId = read.idOrNull(row, 'server_id');
  if (serverId === null) return null;
  return {
    serverId,
    serverName: read.textOrNull(row, 'server_name'),
    state: stateOf(kind, row),
    onDemand: read.flag(row, 'on_demand'),
    viewers: integerOrNull(row, 'clients'),
    bitrate: positiveOrNull(row, 'bitrate'),
    startedAt: momentOrNull(row, 'stream_started'),
    parentServerId: read.idOrNull(row, 'parent_id'),
  };
}

export function statusFrom(kind: ContentKind, id: string, rows: readonly Row[]): ContentStatus {
  const servers = rows.map((row) => serverFrom(kind, row)).filter((server) => server !== null);
  const told = servers.map(({ viewers }) => viewers).filter((viewers) => viewers !== null);
  return {
    id,
    state: overallState(servers),
    viewers: told.length === 0 ? null : told.reduce((sum, viewers) => sum + viewers, 0),
    servers,
  };
}

function nameOf(kind: ContentKind, row: Row): string {
  // A name can be empty, and must not hide all others.
  return read.text(row, kind === 'series' ? 'title' : 'stream_display_name') ?? '';
}

/** A row of a list. */
export function summaryFrom(kind: ContentKind, row: Row): ContentSummary {
  const id = read.requiredId(row);
  const status = kind === 'series' ? { id, state: null, viewers: null, servers: [] } : statusFrom(kind, id, [row]);
  return {
    ...status,
    kind,
    name: nameOf(kind, row),
    categoryIds: kind === 'episode' || row['category_id'] === undefined ? null : read.idList(row, 'category_id'),
    notes: read.textOrNull(row, 'notes'),
    year: positiveOrNull(row, 'year'),
    seriesId: read.idOrNull(row, 'sid'),
    seriesName: kind === 'episode' ? read.textOrNull(row, 'title') : null,
    season: integerOrNull(row, kind === 'series' ? 'latest_season' : 'season_num'),
    episodeCount: integerOrNull(row, 'episode_count'),
  };
}

function decimalOrNull(row: Row, name: string): number | null {
  const value = row[name];
  return value === null || value === undefined || value === '' ? null : read.decimal(row, name);
}

/** The first of a list of addresses, or the address itself. */
function firstOf(row: Row, name: string): string | null {
  const value = row[name];
  if (typeof value === 'string' && !value.trimStart().startsWith('[')) return read.textOrNull(row, name);
  return read.textList(row, name)[0] ?? null;
}

/** What a movie or an episode is about, from `movie_properties`. */
function detailsOfFile(kind: 'movie' | 'episode', properties: Row): ContentDetails {
  const seconds = positiveOrNull(properties, 'duration_secs');
  const minutes = seconds === null ? null : Math.floor(seconds / 60);
  return {
    ...nothing,
    picture: read.textOrNull(properties, 'movie_image'),
    backdrop: firstOf(properties, 'backdrop_path'),
    plot: read.textOrNull(properties, 'plot'),
    genre: read.textOrNull(properties, 'genre'),
    cast: read.textOrNull(properties, 'cast'),
    director: read.textOrNull(properties, 'director'),
    country: read.textOrNull(properties, 'country'),
    releaseDate: read.textOrNull(properties, 'release_date'),
    duration: kind === 'movie' ? positiveOrNull(properties, 'episode_run_time') : minutes,
    rating: decimalOrNull(properties, 'rating'),
    trailer: read.textOrNull(properties, 'youtube_trailer'),
    tmdbId: read.idOrNull(properties, 'tmdb_id'),
  };
}

function detailsFrom(kind: ContentKind, row: Row): ContentDetails {
  if (kind === 'movie' || kind === 'episode') return detailsOfFile(kind, propertiesOf(row));
  if (kind !== 'series') return { ...nothing, picture: read.textOrNull(row, 'stream_icon') };
  return {
    ...nothing,
    picture: read.textOrNull(row, 'cover'),
    backdrop: firstOf(row, 'backdrop_path'),
    plot: read.textOrNull(row, 'plot'),
    genre: read.textOrNull(row, 'genre'),
    cast: read.textOrNull(row, 'cast'),
    director: read.textOrNull(row, 'director'),
    releaseDate: read.textOrNull(row, 'release_date'),
    duration: positiveOrNull(row, 'episode_run_time'),
    rating: decimalOrNull(row, 'rating'),
    trailer: read.textOrNull(row, 'youtube_trailer'),
    tmdbId: read.idOrNull(row, 'tmdb_id'),
  };
}

/** A stored row with what other tables say of it. */
export interface Stored {
  row: Row;
  /** Its rows of the list, one a server; none for a series. */
  onServers: readonly Row[];
  bouquetIds: string[];
}

/** What an edit has to send back. Taken as empty where it is only missing, it would be wiped. */
const editedColumns: Readonly<Record<ContentKind, readonly string[]>> = {
  stream: ['stream_source', 'category_id', 'direct_source', 'auto_restart'],
  channel: ['stream_source', 'category_id', 'movie_properties', 'series_no', 'transcode_profile_id'],
  station: ['stream_source', 'category_id', 'direct_source', 'auto_restart', 'probesize_ondemand'],
  movie: ['stream_source', 'category_id', 'direct_source', 'movie_properties', 'movie_subtitles', 'target_container'],
  episode: ['stream_source', 'direct_source', 'movie_properties', 'movie_subtitles', 'target_container'],
  series: ['category_id', 'cover', 'backdrop_path'],
};

export function contentFrom(kind: ContentKind, { row, onServers, bouquetIds }: Stored): Content {
  read.requireColumns(row, editedColumns[kind]);
  const id = read.requiredId(row);
  const ofEpisode = kind === 'episode' ? onServers[0] : undefined;
  const playedSeries = kind === 'channel' && channelType(row) === 0 ? read.idOrNull(row, 'series_no') : null;
  return {
    ...statusFrom(kind, id, onServers),
    ...detailsFrom(kind, row),
    kind,
    name: nameOf(kind, row),
    categoryIds: kind === 'episode' ? null : read.idList(row, 'category_id'),
    notes: read.textOrNull(row, 'notes'),
    year: positiveOrNull(row, 'year'),
    seriesId: ofEpisode === undefined ? playedSeries : read.idOrNull(ofEpisode, 'sid'),
    seriesName: ofEpisode === undefined ? null : read.textOrNull(ofEpisode, 'title'),
    season: ofEpisode === undefined ? null : integerOrNull(ofEpisode, 'season_num'),
    episodeCount: null,
    bouquetIds,
    sources: kind === 'series' ? [] : read.textList(row, 'stream_source').filter((source) => source !== ''),
    direct: kind !== 'series' && read.flag(row, 'direct_source'),
    container: read.textOrNull(row, 'target_container'),
    addedAt: momentOrNull(row, 'added'),
  };
}

/** 0: plays a series; other numbers: plays files. */
export function channelType(row: Row): number {
  return read.integer(propertiesOf(row), 'type');
}
