import type { Row } from '../../../decode';
import { contentFields, type Content, type ContentChanges, type ContentKind, type NewContent } from '../../../parts';
import { unmetContent } from '../../../content';
import { keptValues } from './form';
import type { Stored } from './read';

/** What an edit changed without being asked to. */

/** Columns the panel itself writes with every edit, or that are compared by what they say. */
const written: ReadonlySet<string> = new Set([
  ...['updated', 'last_modified', 'order', 'cover_big'],
  ...['movie_properties', 'movie_subtitles', 'rating', 'tmdb_id', 'auto_restart', 'category_id', 'backdrop_path'],
]);

const columnsOf: Readonly<Partial<Record<keyof NewContent, readonly string[]>>> = {
  name: ['stream_display_name', 'title'],
  // A file's ending may go with it.
  sources: ['stream_source', 'target_container', 'series_no'],
  direct: ['direct_source'],
  container: ['target_container'],
  picture: ['stream_icon', 'cover'],
  seriesId: ['series_no', 'stream_source'],
  releaseDate: ['release_date'],
  duration: ['episode_run_time'],
  trailer: ['youtube_trailer'],
};

/** Empty spelt in whatever way, and JSON whatever its spacing. */
function plain(value: unknown): string {
  if (value === null || value === undefined || value === '' || value === 0 || value === '0' || value === '[]')
    return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (!/^[[{]/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}

export function strayColumns(kind: ContentKind, before: Row, after: Row, changes: ContentChanges): string[] {
  const asked = new Set<string>(
    (Object.keys(changes) as Array<keyof NewContent>).flatMap((key) => [key, ...(columnsOf[key] ?? [])]),
  );
  // A channel that plays a series gets the series' episodes as they are now.
  if (kind === 'channel') asked.add('stream_source');
  return Object.keys(before).filter(
    (column) => !written.has(column) && !asked.has(column) && plain(before[column]) !== plain(after[column]),
  );
}

/** Values, columns and servers that are other than before, though nobody asked. */
export function strayContent(
  kind: ContentKind,
  before: { stored: Stored; content: Content },
  after: { stored: Stored; content: Content },
  changes: ContentChanges,
): string[] {
  const kept = keptValues(kind, before.content);
  const notAsked = Object.fromEntries(
    contentFields[kind]
      .filter((key) => changes[key] === undefined && kept[key] !== undefined)
      .filter((key) => !(kind === 'channel' && (key === 'sources' || key === 'seriesId')))
      .map((key) => [key, kept[key]]),
  ) as ContentChanges;
  const servers = (content: Content): string =>
    JSON.stringify(
      content.servers
        .map(({ serverId, onDemand, parentServerId }) => [serverId, onDemand, parentServerId])
        .sort(([a], [b]) => Number(a) - Number(b)),
    );
  const isMoved =
    changes.serverIds === undefined &&
    changes.onDemand === undefined &&
    servers(before.content) !== servers(after.content);
  return [
    ...unmetContent(after.content, notAsked),
    ...strayColumns(kind, before.stored.row, after.stored.row, changes),
    ...(isMoved ? ['servers'] : []),
  ];
}
