import { sameMembers } from '../../content';
import { checkDone, objectAnswer, read, type Row } from '../../decode';
import { invalidParameter, PanelError } from '../../errors';
import type { BouquetContents, BouquetMembers, BouquetPart, NewBouquet } from '../../parts';
import { wouldBeMangled } from '../../rules';
import { bouquetFrom } from '../fields';
import { isFailure, type Call } from './call';

/**
 * Bouquets of XUI.ONE / XC_VM. create_bouquet and edit_bouquet take `bouquet_name` and `bouquet_data`, JSON text of all four lists:
 * `{"stream":[1],"movies":[],"radios":[],"series":[]}`; an edit without it is refused up to July 2026. Members the panel does not have, or that are
 * of another kind, are left out without a word. delete_bouquet takes it out of lines and packages. Source: BouquetService of XC_VM.
 */

const columns = {
  streamIds: 'bouquet_channels',
  movieIds: 'bouquet_movies',
  seriesIds: 'bouquet_series',
  stationIds: 'bouquet_radios',
} as const satisfies Record<keyof BouquetMembers, string>;

const memberKeys = Object.keys(columns) as Array<keyof BouquetMembers>;

function contentsFrom(row: Row): BouquetContents {
  read.requireColumns(row, Object.values(columns));
  const members = Object.fromEntries(
    memberKeys.map((key) => [key, read.idList(row, columns[key])]),
  ) as unknown as BouquetMembers;
  return { ...bouquetFrom(row), ...members };
}

function fieldsOf(name: string, members: BouquetMembers): Array<[string, string]> {
  const { streamIds, movieIds, seriesIds, stationIds } = members;
  const numbers = (ids: readonly string[]): number[] => ids.map(Number);
  const data = {
    stream: numbers(streamIds),
    movies: numbers(movieIds),
    radios: numbers(stationIds),
    series: numbers(seriesIds),
  };
  return [
    ['bouquet_name', name],
    ['bouquet_data', JSON.stringify(data)],
  ];
}

function checkName(name: string): void {
  if (!wouldBeMangled(name)) return;
  throw invalidParameter('name', 'holds something panels store as something else', 'Leave that part out.');
}

function explained(error: unknown): unknown {
  if (!(error instanceof PanelError) || error.panelStatus !== 'STATUS_INVALID_INPUT') return error;
  return new PanelError('rejected', 'The panel refused the bouquet: it has no name.', {
    field: 'name',
    hint: 'Give a name.',
    panelStatus: error.panelStatus,
  });
}

/** What of the wishes is not so. The order counts: it is the customers' order of channels. */
export function unmetBouquet(bouquet: BouquetContents, wanted: Partial<NewBouquet>): string[] {
  const lists = memberKeys.filter((key) => {
    const ids = wanted[key];
    return ids !== undefined && JSON.stringify(bouquet[key]) !== JSON.stringify(ids);
  });
  return [...(wanted.name === undefined || wanted.name === bouquet.name ? [] : ['name']), ...lists];
}

function verified(bouquet: BouquetContents, wanted: Partial<NewBouquet>): BouquetContents {
  const unmet = unmetBouquet(bouquet, wanted);
  const [field] = unmet;
  if (field === undefined) return bouquet;
  const key = memberKeys.find((candidate) => candidate === field);
  const missing = key === undefined ? [] : (wanted[key] ?? []).filter((id) => !bouquet[key].includes(id));
  const isOrder = key !== undefined && missing.length === 0 && sameMembers(wanted[key] ?? [], bouquet[key]);
  const what = missing.length > 0 ? ` It has nothing with the id ${missing.slice(0, 5).join(', ')} there.` : '';
  throw new PanelError(
    'not-verified',
    `The bouquet ${bouquet.id} was saved, but the panel kept other values: ${unmet.join(', ')}.${what}`,
    { field, hint: isOrder ? 'Its members are right, their order is not.' : 'Look at the bouquet in the panel.' },
  );
}

export function bouquetPart(call: Call): BouquetPart {
  async function bouquetRow(id: string): Promise<Row> {
    let row: Row;
    try {
      row = objectAnswer(await call('get_bouquet', [['id', id]]), 'get_bouquet');
    } catch (error) {
      if (!isFailure(error)) throw error;
      throw new PanelError('not-found', `The panel has no bouquet with id ${id}.`, {
        hint: 'Choose it from the list.',
      });
    }
    if (read.requiredId(row) === id) return row;
    throw new PanelError('bad-answer', `The panel answered another bouquet than ${id}.`, { hint: 'Try again.' });
  }

  async function save(action: 'create_bouquet' | 'edit_bouquet', fields: Array<[string, string]>): Promise<string> {
    try {
      return read.requiredId(objectAnswer(await call(action, fields), action));
    } catch (error) {
      throw explained(error);
    }
  }

  const getBouquet = async (id: string): Promise<BouquetContents> => contentsFrom(await bouquetRow(id));

  return {
    getBouquet,

    async createBouquet(bouquet) {
      checkName(bouquet.name);
      const { streamIds = [], movieIds = [], seriesIds = [], stationIds = [] } = bouquet;
      const members = { streamIds, movieIds, seriesIds, stationIds };
      const id = await save('create_bouquet', fieldsOf(bouquet.name, members));
      return verified(await getBouquet(id), { name: bouquet.name, ...members });
    },

    async updateBouquet(id, changes) {
      const before = await getBouquet(id);
      if (unmetBouquet(before, changes).length === 0) return before;
      const { name, streamIds, movieIds, seriesIds, stationIds } = { ...before, ...changes };
      const wanted = { name, streamIds, movieIds, seriesIds, stationIds };
      checkName(name);
      await save('edit_bouquet', [['id', id], ...fieldsOf(name, wanted)]);
      return verified(await getBouquet(id), wanted);
    },

    async deleteBouquet(id) {
      try {
        checkDone(await call('delete_bouquet', [['id', id]]), 'delete_bouquet');
      } catch (error) {
        // Tells a bouquet that is not there from one that could not be deleted.
        if (isFailure(error)) await bouquetRow(id);
        throw error;
      }
    },
  };
}
