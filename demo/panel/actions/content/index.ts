import type { Action } from '../call';
import { KINDS } from './kinds';
import { listFiles, listLive, listSeries, listStations } from './lists';
import { deleteContent, getContent, runContent } from './run';
import { createContent, editContent } from './save';
import { createSeries, deleteSeries, editSeries, getSeries } from './series';

export { KINDS, SOURCE_OPTIONS, numbersIn, scanBouquets, serversOf, type BouquetColumn } from './kinds';

const names = Object.keys(KINDS) as Array<keyof typeof KINDS>;
const isFile = (name: keyof typeof KINDS): boolean => name === 'movie' || name === 'episode';

/** Everything there is to watch. */
export const CONTENT_ACTIONS: Readonly<Record<string, Action>> = {
  get_streams: listLive(KINDS.stream.type),
  get_channels: listLive(KINDS.channel.type),
  get_stations: listStations,
  get_movies: listFiles(KINDS.movie.type),
  get_episodes: listFiles(KINDS.episode.type),
  get_series_list: listSeries,
  get_series: getSeries,
  create_series: createSeries,
  edit_series: editSeries,
  delete_series: deleteSeries,
  ...Object.fromEntries(
    names.flatMap((name): Array<[string, Action]> => [
      [`get_${name}`, getContent(name)],
      [`create_${name}`, createContent(name)],
      [`edit_${name}`, editContent(name)],
      [`delete_${name}`, deleteContent(name)],
      [`start_${name}`, runContent('start', isFile(name) ? 'file' : 'live')],
      [`stop_${name}`, runContent('stop', isFile(name) ? 'file' : 'live')],
    ]),
  ),
};
