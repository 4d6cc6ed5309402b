import { text } from '../../php';
import type { BouquetRow, PanelState } from '../state';
import { FAILURE, SUCCESS, answerRow, intval, refuse, type Action, type Call } from './call';
import { numbersIn, scanBouquets } from './content';

/** create/edit/delete_bouquet. Source: XC_VM's BouquetService. */

/** PHP's array_intersect keeps the places: with a gap in them, the list is written as an object. */
function intersected(ids: readonly number[], there: (id: number) => boolean): string {
  const kept = ids.flatMap((id, place) => (there(id) ? [[place, id] as const] : []));
  const hasGap = kept.some(([place], index) => place !== index);
  return JSON.stringify(hasGap ? Object.fromEntries(kept) : kept.map(([, id]) => id));
}

/** The four lists of `bouquet_data`, without what is not there or of another kind; undefined when it is no JSON object. */
function membersIn(state: PanelState, data: string | undefined): Partial<BouquetRow> | undefined {
  let sent: Record<string, number[]>;
  try {
    sent = JSON.parse(data ?? '') as Record<string, number[]>;
  } catch {
    return undefined;
  }
  const isType =
    (...types: number[]) =>
    (id: number) =>
      types.includes(state.streams.get(id)?.type ?? 0);
  return {
    bouquet_channels: intersected(sent.stream ?? [], isType(1, 3)),
    bouquet_movies: intersected(sent.movies ?? [], isType(2)),
    bouquet_radios: intersected(sent.radios ?? [], isType(4)),
    bouquet_series: intersected(sent.series ?? [], (id) => state.series.get(id) !== undefined),
  };
}

function save({ state, parameters }: Call, before: BouquetRow | undefined): unknown {
  const name = text(parameters, 'bouquet_name');
  if (!name) return refuse('STATUS_INVALID_INPUT', parameters);
  const members = membersIn(state, text(parameters, 'bouquet_data'));
  if (before && !members) return refuse('STATUS_FAILURE', parameters);
  const none = { bouquet_channels: '[]', bouquet_movies: '[]', bouquet_radios: '[]', bouquet_series: '[]' };
  const bouquet_order = Math.max(0, ...state.bouquets.all().map((row) => row.bouquet_order)) + 1;
  const place = before ?? { id: state.bouquets.nextId, ...none, bouquet_order };
  const row = state.bouquets.put({ ...place, bouquet_name: name, ...members });
  state.changed();
  return answerRow(row);
}

export const createBouquet: Action = (call) => save(call, undefined);
export const editBouquet: Action = (call) => {
  const row = call.state.bouquets.get(intval(call.parameters.id));
  return row ? save(call, row) : FAILURE;
};

/** delete_bouquet: out of lines and packages as well. */
export const deleteBouquet: Action = ({ state, parameters }) => {
  const id = intval(parameters.id);
  if (!state.bouquets.delete(id)) return FAILURE;
  const without = (json: string): string => JSON.stringify(numbersIn(json).filter((other) => other !== id));
  for (const line of state.lines.all()) line.bouquet = without(line.bouquet);
  for (const row of state.packages.all()) row.bouquets = without(row.bouquets);
  scanBouquets(state);
  state.changed();
  return { status: SUCCESS };
};
