import type { PhpVariables } from '../../../php';
import type { PanelState, StreamRow } from '../../state';

/** What the kinds of streams have in common. */

export type BouquetColumn = 'bouquet_channels' | 'bouquet_movies' | 'bouquet_radios' | 'bouquet_series';

export interface Kind {
  /** `streams`.`type` */
  type: number;
  bouquetColumn: BouquetColumn | null;
}

export const KINDS = {
  stream: { type: 1, bouquetColumn: 'bouquet_channels' },
  movie: { type: 2, bouquetColumn: 'bouquet_movies' },
  channel: { type: 3, bouquetColumn: 'bouquet_channels' },
  station: { type: 4, bouquetColumn: 'bouquet_radios' },
  episode: { type: 5, bouquetColumn: null },
} as const satisfies Record<string, Kind>;

/** What can be sent to a source, and the number it is stored under. */
export const SOURCE_OPTIONS = { user_agent: 1, http_proxy: 2, cookie: 17, headers: 19 } as const;

export function numbersIn(json: string | null): number[] {
  const value = JSON.parse(json === null || json === '' ? '[]' : json) as unknown;
  return Object.values(value ?? {}).map(Number);
}

/** Texts sent as `name[]`; none where nothing or something else was sent. */
export function sentList(parameters: PhpVariables, name: string): string[] {
  const value = parameters[name];
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
}

/** Takes the id out of all bouquets but these, and puts it into these. */
export function setBouquets(state: PanelState, column: BouquetColumn, id: number, bouquets: readonly number[]): void {
  for (const bouquet of state.bouquets.all()) {
    const members = numbersIn(bouquet[column]);
    const without = members.filter((member) => member !== id);
    if (!bouquets.includes(bouquet.id)) bouquet[column] = JSON.stringify(without);
    else if (without.length === members.length) bouquet[column] = JSON.stringify([...members, id]);
  }
}

/** What the panel's own clean-up does after a deletion: bouquets hold only what is there. */
export function scanBouquets(state: PanelState): void {
  const isStream = (id: number): boolean => state.streams.get(id) !== undefined;
  for (const bouquet of state.bouquets.all()) {
    for (const column of ['bouquet_channels', 'bouquet_movies', 'bouquet_radios'] as const) {
      bouquet[column] = JSON.stringify(numbersIn(bouquet[column]).filter(isStream));
    }
    const series = numbersIn(bouquet.bouquet_series).filter((id) => state.series.get(id) !== undefined);
    bouquet.bouquet_series = JSON.stringify(series);
  }
}

export function serversOf(state: PanelState, streamId: number) {
  return state.streamServers.all().filter((row) => row.stream_id === streamId);
}

/** Deletes a stream with all that hangs on it. */
export function deleteStream(state: PanelState, { id }: Pick<StreamRow, 'id'>): void {
  state.streams.delete(id);
  for (const row of serversOf(state, id)) state.streamServers.delete(row.server_stream_id);
  for (const row of state.streamOptions.all().filter((option) => option.stream_id === id))
    state.streamOptions.delete(row.id);
  for (const row of state.episodes.all().filter((episode) => episode.stream_id === id)) state.episodes.delete(row.id);
  scanBouquets(state);
  state.changed();
}
