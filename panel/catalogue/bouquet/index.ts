import { can } from '../../abilities';
import type { PanelAdapter } from '../../adapter';
import { invalidParameter, PanelError } from '../../errors';
import type { BouquetContents, BouquetMembers, NewBouquet } from '../../parts';
import { assessGone, removeIfThere } from '../gone';
import type { Operation, ReadMany, ReadOne, Write } from '../operation';
import type { Parameter } from '../parameter';
import { partOf } from '../parts';

/** Bouquets, and what is in them. */

const bouquet: Parameter = { kind: 'bouquet', label: 'Bouquet', required: true };

const members = {
  streamIds: { kind: 'ids', label: 'Stream IDs', description: 'Streams and channels, in the order customers see' },
  movieIds: { kind: 'ids', label: 'Movie IDs' },
  seriesIds: { kind: 'ids', label: 'Series IDs' },
  stationIds: { kind: 'ids', label: 'Station IDs' },
} as const satisfies Record<keyof BouquetMembers, Parameter>;

const memberKeys = Object.keys(members) as Array<keyof BouquetMembers>;

const getBouquet: ReadOne = {
  id: 'bouquet.get',
  needs: ['listBouquets'],
  resource: 'bouquet',
  name: 'get',
  label: 'Get',
  action: 'Get bouquet',
  description: 'Get a bouquet and what is in it; on some panels, only how much',
  access: 'read',
  many: false,
  parameters: { bouquetId: bouquet },
  async run(adapter, values) {
    const id = values['bouquetId'] as string;
    if (can(adapter, 'bouquets.getBouquet')) return await partOf(adapter, 'bouquets').getBouquet(id);
    const found = (await adapter.listBouquets()).find((candidate) => candidate.id === id);
    if (found) return found;
    throw new PanelError('not-found', `The panel has no bouquet with id ${id}.`, { hint: 'Choose it from the list.' });
  },
};

const getManyBouquets: ReadMany = {
  id: 'bouquet.getMany',
  needs: ['listBouquets'],
  resource: 'bouquet',
  name: 'getMany',
  label: 'Get Many',
  action: 'Get many bouquets',
  description: 'Get the bouquets of the panel',
  access: 'read',
  many: true,
  parameters: {},
  async *pages(adapter) {
    yield await adapter.listBouquets();
  },
};

const write = { resource: 'bouquet', access: 'write' } as const;

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id, index) => id === other[index]);
}

function isAs(found: BouquetContents, wanted: Partial<NewBouquet>): boolean {
  const lists = memberKeys.every((key) => wanted[key] === undefined || sameList(found[key], wanted[key] ?? []));
  return lists && (wanted.name === undefined || wanted.name === found.name);
}

async function ofName(adapter: PanelAdapter, name: string): Promise<BouquetContents | null> {
  const found = (await adapter.listBouquets()).find((candidate) => candidate.name === name);
  return found === undefined ? null : await partOf(adapter, 'bouquets').getBouquet(found.id);
}

const createBouquet: Write<NewBouquet> = {
  ...write,
  id: 'bouquet.create',
  needs: ['bouquets.createBouquet', 'bouquets.getBouquet', 'listBouquets'],
  name: 'create',
  label: 'Create',
  action: 'Create bouquet',
  description: 'Create a bouquet; one of the same name is refused',
  parameters: { name: { kind: 'text', label: 'Name', required: true }, ...members },
  async plan(adapter, values) {
    const wanted = values as unknown as NewBouquet;
    const found = await ofName(adapter, wanted.name);
    if (found === null) return wanted;
    throw new PanelError('exists', `There is a bouquet ${wanted.name} already, with the id ${found.id}.`, {
      field: 'name',
      hint: 'Give another name, or update that one.',
    });
  },
  async assess(adapter, wanted) {
    const found = await ofName(adapter, wanted.name);
    if (found === null) return { state: 'pending' };
    if (isAs(found, wanted)) return { state: 'reached', result: found };
    return { state: 'conflict', found: 'a bouquet of that name with other members' };
  },
  async send(adapter, wanted) {
    await partOf(adapter, 'bouquets').createBouquet(wanted);
  },
  subject: ({ name }) => `bouquet of the name:${name}`,
};

interface ChangeTarget {
  id: string;
  changes: Partial<NewBouquet>;
}

const updateBouquet: Write<ChangeTarget> = {
  ...write,
  id: 'bouquet.update',
  needs: ['bouquets.updateBouquet', 'bouquets.getBouquet'],
  name: 'update',
  label: 'Update',
  action: 'Update bouquet',
  description: 'Rename a bouquet or replace lists of what is in it; lists that are not given stay as they are',
  parameters: { bouquetId: bouquet, name: { kind: 'text', label: 'Name' }, ...members },
  async plan(adapter, values) {
    const { bouquetId: id, ...changes } = values as Partial<NewBouquet> & { bouquetId: string };
    if (Object.keys(changes).length === 0) {
      throw invalidParameter('bouquetId', 'nothing to change is given', 'Add a name or members.');
    }
    await partOf(adapter, 'bouquets').getBouquet(id);
    return { id, changes };
  },
  async assess(adapter, { id, changes }) {
    const found = await partOf(adapter, 'bouquets').getBouquet(id);
    return isAs(found, changes) ? { state: 'reached', result: found } : { state: 'pending' };
  },
  async send(adapter, { id, changes }) {
    await partOf(adapter, 'bouquets').updateBouquet(id, changes);
  },
  subject: ({ id }) => `bouquet:${id}`,
};

interface MembersTarget {
  id: string;
  meant: Partial<BouquetMembers>;
}

/** Adds to what is in a bouquet or takes away from it, leaving the rest as it is by then. */
function membersOperation(name: 'addContent' | 'removeContent'): Write<MembersTarget> {
  const adds = name === 'addContent';
  const isSo = (found: BouquetContents, meant: Partial<BouquetMembers>): boolean =>
    memberKeys.every((key) => (meant[key] ?? []).every((id) => found[key].includes(id) === adds));
  return {
    ...write,
    id: `bouquet.${name}`,
    needs: ['bouquets.updateBouquet', 'bouquets.getBouquet'],
    name,
    label: adds ? 'Add Content' : 'Remove Content',
    action: adds ? 'Add content to bouquet' : 'Remove content from bouquet',
    description: adds
      ? 'Put streams, movies, series or stations into a bouquet, after those in it'
      : 'Take streams, movies, series or stations out of a bouquet',
    parameters: { bouquetId: bouquet, ...members },
    async plan(adapter, values) {
      const { bouquetId: id, ...meant } = values as Partial<BouquetMembers> & { bouquetId: string };
      if (memberKeys.every((key) => (meant[key] ?? []).length === 0)) {
        throw invalidParameter('streamIds', 'nothing is given', 'Give the ids of streams, movies, series or stations.');
      }
      await partOf(adapter, 'bouquets').getBouquet(id);
      return { id, meant };
    },
    async assess(adapter, { id, meant }) {
      const found = await partOf(adapter, 'bouquets').getBouquet(id);
      return isSo(found, meant) ? { state: 'reached', result: found } : { state: 'pending' };
    },
    async send(adapter, { id, meant }) {
      const found = await partOf(adapter, 'bouquets').getBouquet(id);
      const changes = Object.fromEntries(
        memberKeys
          .filter((key) => meant[key] !== undefined)
          .map((key) => {
            const others = found[key].filter((member) => !(meant[key] ?? []).includes(member));
            const added = (meant[key] ?? []).filter((member) => !found[key].includes(member));
            return [key, adds ? [...found[key], ...added] : others];
          }),
      );
      await partOf(adapter, 'bouquets').updateBouquet(id, changes);
    },
    subject: ({ id }) => `bouquet:${id}`,
  };
}

const deleteBouquet: Write<{ id: string; title: string }> = {
  ...write,
  id: 'bouquet.delete',
  needs: ['bouquets.deleteBouquet', 'bouquets.getBouquet'],
  name: 'delete',
  label: 'Delete',
  action: 'Delete bouquet',
  description: 'Delete a bouquet; lines and packages lose it, what is in it stays',
  parameters: { bouquetId: bouquet },
  async plan(adapter, values) {
    const { id, name } = await partOf(adapter, 'bouquets').getBouquet(values['bouquetId'] as string);
    return { id, title: name };
  },
  assess: (adapter, { id, title }) =>
    assessGone(() => partOf(adapter, 'bouquets').getBouquet(id), { id, name: title, deleted: true }),
  send: (adapter, { id }) => removeIfThere(() => partOf(adapter, 'bouquets').deleteBouquet(id)),
  subject: ({ id }) => `bouquet:${id}`,
};

export const bouquetOperations: readonly Operation[] = [
  createBouquet,
  getBouquet,
  getManyBouquets,
  updateBouquet,
  membersOperation('addContent'),
  membersOperation('removeContent'),
  deleteBouquet,
];
