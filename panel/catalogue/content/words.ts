import type { ContentKind, ContentPart, PanelParts } from '../../parts';
import type { PanelAdapter } from '../../adapter';
import { partOf } from '../parts';

/** How each kind is called, and the part that has it. */
export const words = {
  stream: { part: 'streams', noun: 'stream', many: 'streams', label: 'Stream' },
  channel: { part: 'channels', noun: 'channel', many: 'channels', label: 'Channel' },
  station: { part: 'stations', noun: 'station', many: 'stations', label: 'Station' },
  movie: { part: 'movies', noun: 'movie', many: 'movies', label: 'Movie' },
  episode: { part: 'episodes', noun: 'episode', many: 'episodes', label: 'Episode' },
  series: { part: 'series', noun: 'series', many: 'series', label: 'Series' },
} as const satisfies Record<ContentKind, { part: keyof PanelParts; noun: string; many: string; label: string }>;

/** Only what its operation named as needed is sure to be there. */
export function contentOf(adapter: PanelAdapter, kind: ContentKind): ContentPart {
  return partOf(adapter, words[kind].part);
}

/** `a movie`, `an episode`. */
export function one(kind: ContentKind): string {
  return `${kind === 'episode' ? 'an' : 'a'} ${words[kind].noun}`;
}

/** Without sources, which hold passwords. */
export const simplified = {
  stream: ['id', 'name', 'state', 'viewers', 'categoryIds', 'notes'],
  channel: ['id', 'name', 'state', 'viewers', 'categoryIds', 'notes'],
  station: ['id', 'name', 'state', 'viewers', 'categoryIds', 'notes'],
  movie: ['id', 'name', 'year', 'state', 'categoryIds', 'notes'],
  episode: ['id', 'name', 'seriesId', 'seriesName', 'season', 'state'],
  series: ['id', 'name', 'year', 'categoryIds', 'season', 'episodeCount'],
} as const satisfies Record<ContentKind, readonly string[]>;
