import type { Instant, Page } from '../types';

/**
 * What there is to watch.
 * - `stream`: a live channel, taken from a source
 * - `channel`: one the panel plays from files or from a series, round the clock
 * - `station`: radio
 * - `movie`, `episode`: files, encoded by the panel or handed on as they are
 * - `series`: what episodes belong to; has nothing to start
 */
export type ContentKind = 'stream' | 'channel' | 'station' | 'movie' | 'episode' | 'series';

export const contentKinds = ['stream', 'channel', 'station', 'movie', 'episode', 'series'] as const;

/**
 * - `running`, `starting`, `error` (its process runs, and nothing comes from the source), `stopped`: of what is live
 * - `onDemand`: starts when somebody watches
 * - `ready`, `encoding`, `error`, `stopped` (not encoded): of movies and episodes
 * - `direct`: players go to the source themselves, so there is nothing to start
 */
export type ContentState = 'running' | 'starting' | 'ready' | 'encoding' | 'onDemand' | 'direct' | 'error' | 'stopped';

/** The first of these that one of its servers is in is the state of the whole: whether somebody can watch. */
export const contentStates: readonly ContentState[] = [
  'running',
  'ready',
  'starting',
  'encoding',
  'onDemand',
  'direct',
  'error',
  'stopped',
];

/** How it stands on one server. */
export interface ContentOnServer {
  serverId: string;
  serverName: string | null;
  state: ContentState;
  onDemand: boolean;
  /** Connections at the moment of the answer; null where the panel does not say. */
  viewers: number | null;
  /** kbit/s; null while nothing is sent. */
  bitrate: number | null;
  startedAt: Instant | null;
  /** The server this one takes it from; null: from the source. */
  parentServerId: string | null;
}

export interface ContentStatus {
  id: string;
  /** null: on no server, or the panel does not say. See contentStates. */
  state: ContentState | null;
  viewers: number | null;
  servers: ContentOnServer[];
}

/**
 * What the list of a panel tells of it. Where a panel is set to list by server, one that is on several servers comes once for each.
 * null stands for what the panel does not say, or the kind does not have.
 */
export interface ContentSummary extends ContentStatus {
  kind: ContentKind;
  name: string;
  categoryIds: string[] | null;
  notes: string | null;
  year: number | null;
  seriesId: string | null;
  seriesName: string | null;
  /** Of an episode; of a series, the latest. */
  season: number | null;
  /** Of a series. */
  episodeCount: number | null;
}

/** What a movie, an episode or a series is about. */
export interface ContentDetails {
  /** Address of a picture: logo, poster, still. */
  picture: string | null;
  /** Address of a wide picture. */
  backdrop: string | null;
  plot: string | null;
  genre: string | null;
  cast: string | null;
  director: string | null;
  country: string | null;
  /** `2026-01-31`, or as it was typed. */
  releaseDate: string | null;
  /** Minutes. */
  duration: number | null;
  /** 0 to 10. */
  rating: number | null;
  /** YouTube id or address. */
  trailer: string | null;
  tmdbId: string | null;
}

/** Complete. */
export interface Content extends ContentSummary, ContentDetails {
  bouquetIds: string[];
  /** Addresses and paths it is taken from. Often with a user and password in them: as secret as a password. */
  sources: string[];
  /** Players go to the source themselves. */
  direct: boolean;
  /** File format of a movie or episode, e.g. `mp4`. */
  container: string | null;
  addedAt: Instant | null;
}

/** What is to be made. Which values a kind takes: contentFields. */
export interface NewContent extends Partial<ContentDetails> {
  name: string;
  categoryIds?: string[];
  bouquetIds?: string[];
  /** Servers it is on. @default none */
  serverIds?: string[];
  /** Start on its servers only while somebody watches. @default false */
  onDemand?: boolean;
  /** Addresses, or paths on a server (`s:1:/media/a.mp4`), the first one first. Movies and episodes have one. */
  sources?: string[];
  direct?: boolean;
  container?: string;
  notes?: string;
  year?: number | null;
  /** Of an episode: what it belongs to. Of a channel: what it plays. */
  seriesId?: string;
  season?: number;
  /** Number within the season. No panel tells it. */
  episode?: number;
}

/** What is to be changed. What is left out stays as it is. */
export type ContentChanges = Partial<NewContent>;

/** The values each kind can be given. */
export const contentFields = {
  stream: ['name', 'sources', 'categoryIds', 'bouquetIds', 'serverIds', 'onDemand', 'direct', 'picture', 'notes'],
  channel: ['name', 'sources', 'seriesId', 'categoryIds', 'bouquetIds', 'serverIds', 'onDemand', 'picture', 'notes'],
  station: ['name', 'sources', 'categoryIds', 'bouquetIds', 'serverIds', 'onDemand', 'direct', 'picture', 'notes'],
  movie: [
    ...(['name', 'sources', 'categoryIds', 'bouquetIds', 'serverIds', 'direct', 'container', 'notes', 'year'] as const),
    ...(['picture', 'backdrop', 'plot', 'genre', 'cast', 'director', 'country'] as const),
    ...(['releaseDate', 'duration', 'rating', 'trailer', 'tmdbId'] as const),
  ],
  episode: [
    ...(['name', 'seriesId', 'season', 'episode', 'sources', 'serverIds', 'direct', 'container', 'notes'] as const),
    ...(['picture', 'plot', 'releaseDate', 'duration', 'rating', 'tmdbId'] as const),
  ],
  series: [
    ...(['name', 'categoryIds', 'bouquetIds', 'year', 'picture', 'backdrop', 'plot', 'genre', 'cast'] as const),
    ...(['director', 'releaseDate', 'duration', 'rating', 'trailer', 'tmdbId'] as const),
  ],
} as const satisfies Record<ContentKind, ReadonlyArray<keyof NewContent>>;

/** Which to list. Filters are carried out by the panel. */
export interface ContentQuery {
  /** Offset of the first row. @default 0 */
  start?: number;
  /** Rows a page. @default 500 */
  limit?: number;
  /** Part of the name or of the notes. */
  search?: string;
  /** Not for episodes, whose series has categories. */
  categoryId?: string;
  /** Not for series. */
  serverId?: string;
  /** For episodes. */
  seriesId?: string;
  /** Only with this state on one of its servers. Not for series; for channels, only `running` and `stopped`. */
  state?: ContentState;
}

/** One kind of content. */
export interface ContentPart {
  list(query?: ContentQuery): Promise<Page<ContentSummary>>;
  /** @throws PanelError `not-found` */
  get(id: string): Promise<Content>;
  /** Its state on each server, without the rest. @throws PanelError `not-found` */
  status(id: string): Promise<ContentStatus>;
  create(content: NewContent): Promise<Content>;
  /**
   * Changes what is named and keeps the rest.
   * @param consent `forgetSourceOptions`: what the panel would forget of a stream or station without showing it (user agent, proxy, cookie and headers
   * for its source), on dialects whose edits replace
   * @returns what is read back afterwards
   * @throws PanelError `not-verified` when that is not what was asked for, `rejected` when something unasked would change
   */
  update(id: string, changes: ContentChanges, consent?: { forgetSourceOptions?: boolean }): Promise<Content>;
  /** A series goes with all its episodes; movies and episodes with the files the panel made. @throws PanelError `not-found` */
  remove(id: string): Promise<void>;
  /**
   * Starts what does not run, and sends nothing where all runs: panels restart what they are told to start, and encode again what is encoded.
   * Movies and episodes are queued for encoding.
   * @param serverId @default all its servers
   */
  start(id: string, serverId?: string): Promise<void>;
  /** Of a movie or an episode, this also takes away what was encoded. @param serverId @default all its servers */
  stop(id: string, serverId?: string): Promise<void>;
}

/** The state of the whole from that on its servers: see contentStates. */
export function overallState(servers: ReadonlyArray<Pick<ContentOnServer, 'state'>>): ContentState | null {
  return contentStates.find((state) => servers.some((server) => server.state === state)) ?? null;
}

/** Whether it is what a start leads to. A fault is none: its process runs, or it was encoded in vain. */
export function hasStarted(state: ContentState): boolean {
  return state === 'running' || state === 'starting' || state === 'ready' || state === 'encoding';
}

export function hasStopped(state: ContentState): boolean {
  return state === 'stopped' || state === 'onDemand';
}
