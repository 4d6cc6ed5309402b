import { read, type Row } from '../../../decode';
import { invalidParameter, PanelError } from '../../../errors';
import type { Content, ContentChanges, ContentKind, ContentOnServer, NewContent } from '../../../parts';
import { wouldBeMangled } from '../../../rules';
import type { FormFields } from '../../../transport';
import { kindWords } from './kinds';
import { channelType, propertiesOf, type Stored } from './read';

/**
 * What create_… and edit_… must be sent.
 *
 * Both take the complete form of the panel's own page. What is left out of an edit is emptied or switched off: sources, categories, servers
 * (the content is taken off them), bouquets (out of all), the details of a movie, the restart schedule, every switch. Source: StreamService,
 * ChannelService, RadioService, MovieService, EpisodeService and SeriesService of XC_VM (July 2025 to July 2026), and the list of what
 * AdminAPIWrapper of 2.6 adds to an edit so that it keeps what is left out. Not seen on a running panel.
 *
 * - Switches are on by presence, whatever their value.
 * - `server_tree_data` is JSON text, `[{"id":1,"parent":"source"}]`, a parent being a server or `source`.
 * - Channels take `video_files[]`: older builds cannot count JSON text and die.
 * - Movies and episodes take one `stream_source`, streams and stations `stream_source[]`.
 */

/** One field of the form, and the value it belongs to; null: it is only kept. */
type Entry = readonly [owner: keyof NewContent | null, name: string, value: string];

const switches: Readonly<Record<ContentKind, readonly string[]>> = {
  stream: ['fps_restart', 'gen_timestamps', 'allow_record', 'rtmp_output', 'stream_all', 'direct_proxy', 'read_native'],
  channel: ['allow_record', 'rtmp_output'],
  station: [],
  movie: ['read_native', 'movie_symlink', 'direct_proxy', 'remove_subtitles'],
  episode: ['read_native', 'movie_symlink', 'direct_proxy', 'remove_subtitles'],
  series: [],
};

/** On in the table's own defaults, and switched off by a form that does not name them. */
const onByDefault: ReadonlySet<string> = new Set(['gen_timestamps', 'read_native']);

function lists(owner: keyof NewContent | null, name: string, values: readonly string[]): Entry[] {
  return values.map((value) => [owner, `${name}[]`, value] as const);
}

/** The servers as the form has them: kept ones in their place, new ones fed by the source. */
export function serverTree(ids: readonly string[], before: readonly ContentOnServer[]): string {
  return JSON.stringify(
    ids.map((id) => {
      const parent = before.find(({ serverId }) => serverId === id)?.parentServerId ?? null;
      const isKept = parent !== null && ids.includes(parent);
      return { id: Number(id), parent: isKept ? Number(parent) : 'source' };
    }),
  );
}

/** On which servers it is to start only when somebody watches. New servers do as all others do. */
export function onDemandServers(
  ids: readonly string[],
  wanted: boolean | undefined,
  before: readonly ContentOnServer[],
): string[] {
  const rest = before.length > 0 && before.every(({ onDemand }) => onDemand);
  return ids.filter((id) => wanted ?? before.find(({ serverId }) => serverId === id)?.onDemand ?? rest);
}

/** Subtitles as the form has them, `s:<server>:<path>`. It takes one file. */
function subtitles(row: Row): string {
  const text = read.textOrNull(row, 'movie_subtitles');
  if (text === null || text === '[]') return '';
  const { files, location } = JSON.parse(text) as { files?: unknown[]; location?: number | string };
  const [file, ...others] = files ?? [];
  if (others.length > 0) throw cannotBeKept('all its subtitle files');
  return typeof file === 'string' && location !== undefined ? `s:${String(location)}:${file}` : '';
}

function restartSchedule(row: Row): Entry[] {
  const text = read.textOrNull(row, 'auto_restart');
  if (text === null || text === '[]') return [];
  const { days, at } = JSON.parse(text) as { days?: string[]; at?: string };
  if (!Array.isArray(days) || days.length === 0) return [];
  return [...lists(null, 'days_to_restart', days), [null, 'time_to_restart', at ?? '']];
}

/** The values a kind's form has besides those common to all. `row`: as stored, or null for a new one. */
function ownEntries(kind: ContentKind, values: NewContent, row: Row | null): Entry[] {
  const kept = (name: string, fallback = ''): string => (row === null ? fallback : (read.text(row, name) ?? ''));
  const sources = values.sources ?? [];
  switch (kind) {
    case 'stream':
      return [
        ...lists('sources', 'stream_source', sources),
        ['picture', 'stream_icon', values.picture ?? ''],
        ...(row === null ? [] : restartSchedule(row)),
        ...(row === null ? [] : lists(null, 'adaptive_link', read.idList(row, 'adaptive_link'))),
        ...(kept('title_sync') === '' ? [] : [[null, 'title_sync', kept('title_sync')] as const]),
      ];
    case 'station':
      return [
        ...lists('sources', 'stream_source', sources),
        ['picture', 'stream_icon', values.picture ?? ''],
        ...(row === null
          ? []
          : [...restartSchedule(row), [null, 'probesize_ondemand', kept('probesize_ondemand')] as const]),
      ];
    case 'channel': {
      const series = values.seriesId;
      return [
        [series === undefined ? 'sources' : 'seriesId', 'channel_type', series === undefined ? typeOfFiles(row) : '0'],
        ...(series === undefined ? [] : [['seriesId', 'series_no', series] as const]),
        ...(series === undefined ? lists('sources', 'video_files', sources) : []),
        ['picture', 'stream_icon', values.picture ?? ''],
        // -1: played as they are. Assumption: what the panel's own page offers first.
        [null, 'transcode_profile_id', kept('transcode_profile_id', '-1')],
      ];
    }
    case 'movie':
      return [
        ...fileEntries(values, row),
        ['backdrop', 'backdrop_path', values.backdrop ?? ''],
        ['genre', 'genre', values.genre ?? ''],
        ['cast', 'cast', values.cast ?? ''],
        ['director', 'director', values.director ?? ''],
        ['country', 'country', values.country ?? ''],
        ['trailer', 'youtube_trailer', values.trailer ?? ''],
        ['year', 'year', values.year === undefined || values.year === null ? '' : String(values.year)],
      ];
    case 'episode':
      return [
        ...fileEntries(values, row),
        ['seriesId', 'series', values.seriesId ?? ''],
        ['season', 'season_num', String(values.season ?? '')],
        ['episode', 'episode', String(values.episode ?? '')],
      ];
    case 'series':
      return [
        ['picture', 'cover', values.picture ?? ''],
        ['backdrop', 'backdrop_path', values.backdrop ?? ''],
        ...columnsOfSeries(values),
      ];
  }
}

function typeOfFiles(row: Row | null): string {
  const type = row === null ? 1 : channelType(row);
  return String(type === 0 ? 1 : type);
}

function fileEntries(values: NewContent, row: Row | null): Entry[] {
  const properties = row === null ? {} : propertiesOf(row);
  const duration = values.duration ?? null;
  return [
    ['sources', 'stream_source', values.sources?.[0] ?? ''],
    ['container', 'target_container', values.container ?? containerOf(values.sources?.[0])],
    [null, 'movie_subtitles', row === null ? '' : subtitles(row)],
    ['picture', 'movie_image', values.picture ?? ''],
    ['plot', 'plot', values.plot ?? ''],
    ['releaseDate', 'release_date', values.releaseDate ?? ''],
    ['duration', 'episode_run_time', duration === null ? '' : String(duration)],
    ['rating', 'rating', values.rating === undefined || values.rating === null ? '' : String(values.rating)],
    ['tmdbId', 'tmdb_id', values.tmdbId ?? read.textOrNull(properties, 'tmdb_id') ?? ''],
  ];
}

/** The ending of the file's name, which players need; else the one that all play. */
function containerOf(source: string | undefined): string {
  return /\.([a-z0-9]{2,4})(?:\?.*)?$/i.exec(source ?? '')?.[1]?.toLowerCase() ?? 'mp4';
}

/** Of a series, plain columns are kept by an edit. */
function columnsOfSeries(values: NewContent): Entry[] {
  const columns = {
    plot: 'plot',
    genre: 'genre',
    cast: 'cast',
    director: 'director',
    releaseDate: 'release_date',
    duration: 'episode_run_time',
    rating: 'rating',
    trailer: 'youtube_trailer',
    tmdbId: 'tmdb_id',
    year: 'year',
  } as const;
  return Object.entries(columns).flatMap(([key, name]): Entry[] => {
    const value = values[key as keyof typeof columns];
    return value === undefined || value === null ? [] : [[key as keyof NewContent, name, String(value)]];
  });
}

function entriesOf(
  kind: ContentKind,
  values: NewContent,
  stored: Stored | null,
  before: readonly ContentOnServer[],
): Entry[] {
  const row = stored?.row ?? null;
  const { bouquetColumn } = kindWords[kind];
  const servers = values.serverIds ?? [];
  return [
    ['name', kind === 'series' ? 'title' : 'stream_display_name', values.name],
    ...(kind === 'episode' ? [] : lists('categoryIds', 'category_id', values.categoryIds ?? [])),
    ...(bouquetColumn === null ? [] : lists('bouquetIds', 'bouquets', values.bouquetIds ?? [])),
    ...(kind === 'series' ? [] : [['notes', 'notes', values.notes ?? ''] as const]),
    ...(kind === 'series' ? [] : [['serverIds', 'server_tree_data', serverTree(servers, before)] as const]),
    ...(kindWords[kind].live ? lists('onDemand', 'on_demand', onDemandServers(servers, values.onDemand, before)) : []),
    ...(values.direct === true ? [['direct', 'direct_source', '1'] as const] : []),
    ...switches[kind]
      .filter((name) => (row === null ? onByDefault.has(name) : read.flag(row, name)))
      .map((name) => [null, name, '1'] as const),
    ...ownEntries(kind, values, row),
  ];
}

/** Names of categories and bouquets to be made on the way: none, but builds trip over their absence. */
const nothingToMake: FormFields = [
  ['bouquet_create_list', '[]'],
  ['category_create_list', '[]'],
];

/** @throws PanelError `invalid-parameter` */
export function createFields(kind: ContentKind, content: NewContent): FormFields {
  return [...checked(entriesOf(kind, content, null, []), content), ...nothingToMake];
}

/** The values an edit sends back where nothing else is asked for. */
export function keptValues(kind: ContentKind, content: Content): NewContent {
  const { name, sources, direct, bouquetIds, servers } = content;
  const text = <T>(value: T | null): T | undefined => value ?? undefined;
  const { picture, backdrop, plot, genre, cast, director, country, releaseDate, duration, rating, trailer, tmdbId } =
    content;
  const details = {
    picture,
    backdrop,
    plot,
    genre,
    cast,
    director,
    country,
    releaseDate,
    duration,
    rating,
    trailer,
    tmdbId,
  };
  const kept = {
    name,
    sources,
    direct,
    bouquetIds,
    serverIds: servers.map(({ serverId }) => serverId),
    categoryIds: text(content.categoryIds),
    notes: text(content.notes),
    container: text(content.container),
    year: content.year,
    seriesId: text(content.seriesId),
    season: text(content.season),
    // Plain columns of a series stay by themselves.
    ...(kind === 'series' ? { picture, backdrop } : details),
  };
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined)) as unknown as NewContent;
}

/**
 * The series is also in a column of the episode itself. A new episode gets it there by its series; an edit leaves it as it is, right or not, unless it
 * is sent.
 */
function movedTo(kind: ContentKind, { seriesId }: ContentChanges): FormFields {
  return kind === 'episode' && seriesId !== undefined ? [['series_no', seriesId]] : [];
}

/** The complete form with the changes in it. */
export function editFields(kind: ContentKind, stored: Stored, before: Content, changes: ContentChanges): FormFields {
  const values: NewContent = { ...keptValues(kind, before), ...changes };
  // A channel plays either, and what it is given decides.
  if (kind === 'channel' && changes.sources !== undefined) delete values.seriesId;
  const entries = checked(entriesOf(kind, values, stored, before.servers), changes);
  return [['id', before.id], ...entries, ...movedTo(kind, changes), ...nothingToMake];
}

/** Only what changes, for panels whose edits keep what they leave out (XC_VM 2.6). There, an empty text empties a list, and 0 switches off. */
export function partialEditFields(kind: ContentKind, before: Content, changes: ContentChanges): FormFields {
  const values: NewContent = { ...keptValues(kind, before), ...changes };
  if (kind === 'channel' && changes.sources !== undefined) delete values.seriesId;
  const own = new Set<keyof NewContent | null>(Object.keys(changes) as Array<keyof NewContent>);
  // They are one field of the form.
  if (own.has('serverIds')) own.add('onDemand');
  const entries = checked(
    entriesOf(kind, values, null, before.servers).filter(([owner]) => own.has(owner)),
    changes,
  );
  const emptied = (owner: keyof NewContent, name: string): FormFields =>
    own.has(owner) && !entries.some(([sent]) => sent === `${name}[]`) ? [[name, '']] : [];
  return [
    ['id', before.id],
    ...entries,
    ...movedTo(kind, changes),
    ...emptied('categoryIds', 'category_id'),
    ...emptied('bouquetIds', 'bouquets'),
    ...(kindWords[kind].live ? emptied('onDemand', 'on_demand') : []),
    ...(kindWords[kind].live ? emptied('sources', kind === 'channel' ? 'video_files' : 'stream_source') : []),
    ...(changes.direct === false ? [['direct_source', '0'] as const] : []),
    ...nothingToMake,
  ];
}

/** Refuses texts the panel would store as something else; the ones that are only kept with words that say so. */
function checked(entries: readonly Entry[], given: ContentChanges): FormFields {
  return entries.map(([owner, name, value]) => {
    if (value !== '' && wouldBeMangled(value)) {
      if (owner === null || given[owner] === undefined) throw cannotBeKept(`its ${owner ?? name}`);
      throw invalidParameter(
        owner,
        'has white space at an end or holds a backslash, "../", "<script", "<!--", "-->", an HTML entity or only the word null, which panels store as something else',
        'Leave that part out.',
      );
    }
    return [name, value] as const;
  });
}

/** The panel would change this while saving anything else. The value is not shown: sources hold passwords. */
export function cannotBeKept(what: string): PanelError {
  return new PanelError('rejected', `The panel could not keep ${what} while saving anything else.`, {
    hint: 'Make the change in the panel itself.',
  });
}
