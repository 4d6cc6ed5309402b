import { text } from '../../../php';
import { newSeries, type SeriesRow } from '../../state';
import { FAILURE, SUCCESS, answerRow, intval, refuse, type Action, type Call } from '../call';
import { overlaid } from '../columns';
import { deleteStream, scanBouquets, sentList, setBouquets } from './kinds';

/** Series: plain columns are kept by an edit; cover, backdrop, categories and bouquets are not. Source: XC_VM's SeriesService. */

const INTEGERS: ReadonlySet<string> = new Set(['rating', 'last_modified', 'tmdb_id', 'episode_run_time', 'year']);

function save({ state, parameters, now }: Call, before: SeriesRow | undefined): unknown {
  if (!text(parameters, 'title')) return refuse('STATUS_INVALID_INPUT', parameters);
  const made: SeriesRow = { id: state.series.nextId, ...newSeries({}) };
  const row = overlaid(before ?? made, parameters, before ?? newSeries({}), INTEGERS);
  const backdrop = text(parameters, 'backdrop_path');
  row.backdrop_path = JSON.stringify(backdrop ? [backdrop] : []);
  row.cover = row.cover_big = text(parameters, 'cover') ?? null;
  row.category_id = JSON.stringify(sentList(parameters, 'category_id').map(intval));
  row.last_modified = now;
  state.series.put(row);
  setBouquets(state, 'bouquet_series', row.id, sentList(parameters, 'bouquets').map(intval));
  state.changed();
  return answerRow(row);
}

export const getSeries: Action = ({ state, parameters }) => answerRow(state.series.get(intval(parameters.id)));
export const createSeries: Action = (call) => save(call, undefined);
export const editSeries: Action = (call) => {
  const row = call.state.series.get(intval(call.parameters.id));
  return row ? save(call, row) : FAILURE;
};

/** delete_series: with all its episodes. */
export const deleteSeries: Action = ({ state, parameters }) => {
  const id = intval(parameters.id);
  if (!state.series.delete(id)) return FAILURE;
  for (const episode of state.episodes.all().filter((row) => row.series_id === id)) {
    const stream = state.streams.get(episode.stream_id);
    if (stream) deleteStream(state, stream);
  }
  scanBouquets(state);
  state.changed();
  return { status: SUCCESS };
};
