import { contentFields, type ContentChanges, type ContentKind, type NewContent } from '../../parts';
import type { Parameter, Parameters } from '../parameter';
import { one, words } from './words';

/** The values of content as operations take them. */

export function contentParameter(kind: ContentKind): Parameter {
  return { kind, label: words[kind].label, description: `Which ${words[kind].noun} is meant`, required: true };
}

const values: Readonly<Record<Exclude<keyof NewContent, 'episode'>, Parameter>> = {
  name: { kind: 'text', label: 'Name', placeholder: 'e.g. Harbour Documentary' },
  sources: {
    kind: 'texts',
    label: 'Sources',
    description:
      'Addresses it is taken from, or paths on a server such as s:1:/media/a.mp4, the first one first; treat them as passwords, which they often hold',
    secret: true,
  },
  categoryIds: { kind: 'categories', label: 'Categories' },
  bouquetIds: { kind: 'bouquets', label: 'Bouquets' },
  serverIds: { kind: 'servers', label: 'Servers', description: 'Servers it is on' },
  onDemand: { kind: 'switch', label: 'On Demand', description: 'Whether it runs only while somebody watches' },
  direct: {
    kind: 'switch',
    label: 'Direct Source',
    description: 'Whether players go to the source themselves, which shows them its address',
  },
  container: { kind: 'text', label: 'Container', description: 'Format of the file', placeholder: 'e.g. mp4' },
  notes: { kind: 'text', label: 'Notes' },
  year: { kind: 'integer', label: 'Year', min: 1900, max: 2100 },
  seriesId: { kind: 'series', label: 'Series' },
  season: { kind: 'integer', label: 'Season', min: 0, max: 999 },
  picture: { kind: 'text', label: 'Picture URL', placeholder: 'e.g. https://example.com/poster.jpg' },
  backdrop: { kind: 'text', label: 'Backdrop URL', placeholder: 'e.g. https://example.com/wide.jpg' },
  plot: { kind: 'text', label: 'Plot' },
  genre: { kind: 'text', label: 'Genre', placeholder: 'e.g. Documentary' },
  cast: { kind: 'text', label: 'Cast' },
  director: { kind: 'text', label: 'Director' },
  country: { kind: 'text', label: 'Country' },
  releaseDate: { kind: 'text', label: 'Release Date', placeholder: 'e.g. 2026-01-31' },
  duration: { kind: 'integer', label: 'Duration', description: 'Minutes', min: 1, max: 2000 },
  rating: { kind: 'integer', label: 'Rating', description: 'From 0 to 10', min: 0, max: 10 },
  trailer: { kind: 'text', label: 'Trailer', description: 'YouTube ID or address' },
  tmdbId: { kind: 'id', label: 'TMDB ID' },
};

/** What panels insist on. */
const required: Readonly<Record<ContentKind, readonly string[]>> = {
  stream: ['name', 'sources'],
  channel: ['name'],
  station: ['name', 'sources'],
  movie: ['name', 'sources'],
  episode: ['name', 'seriesId', 'season', 'episodeNumber', 'sources'],
  series: ['name'],
};

const episodeNumber: Parameter = {
  kind: 'integer',
  label: 'Episode Number',
  description: 'Number within the season',
  min: 0,
  max: 99_999,
};

function valuesOf(kind: ContentKind): Array<[string, Parameter]> {
  return contentFields[kind].map((field) =>
    field === 'episode' ? ['episodeNumber', episodeNumber] : [field, values[field]],
  );
}

export function newParameters(kind: ContentKind): Parameters {
  return Object.fromEntries(
    valuesOf(kind).map(([name, parameter]) => [
      name,
      {
        ...parameter,
        ...(required[kind].includes(name) ? { required: true } : {}),
        ...(kind === 'channel' && name === 'seriesId' ? { description: 'Plays the series; instead of sources' } : {}),
      },
    ]),
  );
}

const forgetSourceOptions: Parameter = {
  kind: 'switch',
  label: 'Forget Source Options',
  description:
    'Whether older panels may forget the user agent, proxy, cookie and headers for its sources, which they do with every change and do not show',
};

const sameNumber: Parameter = {
  ...episodeNumber,
  description: 'As it is, or as it should be: older panels want it with every change, and no panel tells it',
};

export function changeParameters(kind: ContentKind): Parameters {
  return {
    [kind]: { ...contentParameter(kind), description: `Which ${words[kind].noun} to change` },
    ...Object.fromEntries(valuesOf(kind)),
    ...(kind === 'episode' ? { episodeNumber: sameNumber } : {}),
    ...(kind === 'stream' || kind === 'station' ? { forgetSourceOptions } : {}),
  };
}

/** Checked parameters as the part takes them. */
export function changesFrom(given: Readonly<Record<string, unknown>>): ContentChanges {
  const { episodeNumber: episode, ...rest } = given;
  return { ...rest, ...(episode === undefined ? {} : { episode: episode as number }) };
}

export function newContentFrom(given: Readonly<Record<string, unknown>>): NewContent {
  return changesFrom(given) as NewContent;
}

export const serverParameter = (kind: ContentKind): Parameter => ({
  kind: 'server',
  label: 'Server',
  description: `Only on this server; without it, wherever ${one(kind).replace(/^an? /, 'the ')} is`,
});
