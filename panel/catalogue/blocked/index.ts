import type { PanelAdapter } from '../../adapter';
import { invalidParameter, PanelError } from '../../errors';
import type { Blocked, NewBlocked } from '../../parts';
import { blockedKinds } from '../lists';
import type { Assessment, Write } from '../operation';
import type { Parameter } from '../parameter';
import { partOf } from '../parts';

/** Turning addresses, providers and players away, and letting them in again. Read back from the list. */

const kind: Parameter = {
  kind: 'choice',
  label: 'Kind',
  description: 'What is blocked',
  required: true,
  default: 'ip',
  options: blockedKinds,
};

const value: Parameter = {
  kind: 'text',
  label: 'Value',
  placeholder: 'e.g. 192.0.2.1',
  description: 'The address or range, the provider’s name as the panel writes it, or the player’s name',
  required: true,
};

/** Addresses and names are compared as the panel does, without regard to case. */
async function entriesOf(adapter: PanelAdapter, wanted: Pick<NewBlocked, 'kind' | 'value'>): Promise<Blocked[]> {
  const rows = await partOf(adapter, 'lists').listBlocked(wanted.kind);
  return rows.filter((row) => row.value.toLowerCase() === wanted.value.toLowerCase());
}

const isAddress = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]*)(\/\d{1,3})?$/i;

const subject = ({ kind: what, value: name }: Pick<NewBlocked, 'kind' | 'value'>): string => `blocked:${what}:${name}`;

const addBlocked: Write<NewBlocked> = {
  id: 'blocked.add',
  resource: 'blocked',
  name: 'add',
  label: 'Add',
  action: 'Add blocked client',
  description: 'Turn an address, a provider or a player away. Blocking the address this runs from locks this out, too',
  needs: ['blocking.addBlocked', 'lists.listBlocked'],
  access: 'write',
  parameters: {
    kind,
    value,
    notes: { kind: 'text', label: 'Notes', description: 'Why, for the panel’s list', showWhen: { kind: 'ip' } },
    exactMatch: {
      kind: 'switch',
      label: 'Exact Match',
      description: 'Whether the player’s whole name must be the same, not only a part of it',
      showWhen: { kind: 'userAgent' },
    },
  },
  async plan(_adapter, values) {
    const target = values as unknown as NewBlocked;
    if (target.kind === 'ip' && !isAddress.test(target.value)) {
      throw invalidParameter(
        'value',
        'is no IP address',
        'Give one such as 192.0.2.1, or a range such as 192.0.2.0/24.',
      );
    }
    return Promise.resolve(target);
  },
  async assess(adapter, target): Promise<Assessment> {
    const [found] = await entriesOf(adapter, target);
    return found === undefined ? { state: 'pending' } : { state: 'reached', result: found };
  },
  async send(adapter, target) {
    // A second entry of the same name would outlive the removal of the first.
    if ((await entriesOf(adapter, target)).length === 0) await partOf(adapter, 'blocking').addBlocked(target);
  },
  subject,
};

interface Removal extends Pick<NewBlocked, 'kind' | 'value'> {
  ids: string[];
}

const removeBlocked: Write<Removal> = {
  id: 'blocked.remove',
  resource: 'blocked',
  name: 'remove',
  label: 'Remove',
  action: 'Remove blocked client',
  description: 'Let an address, a provider or a player in again',
  needs: ['blocking.removeBlocked', 'lists.listBlocked'],
  access: 'write',
  parameters: { kind, value },
  async plan(adapter, values) {
    const wanted = values as unknown as Pick<NewBlocked, 'kind' | 'value'>;
    const found = await entriesOf(adapter, wanted);
    if (found.length > 0) return { ...wanted, ids: found.map(({ id }) => id) };
    throw new PanelError('not-found', `${wanted.value} is not blocked.`, {
      hint: 'List what is blocked.',
      field: 'value',
    });
  },
  async assess(adapter, { ids, ...wanted }): Promise<Assessment> {
    const left = (await entriesOf(adapter, wanted)).filter(({ id }) => ids.includes(id));
    if (left.length > 0) return { state: 'pending' };
    return { state: 'reached', result: { id: ids[0], ...wanted, deleted: true } };
  },
  async send(adapter, { kind: what, ids }) {
    for (const id of ids) {
      try {
        await partOf(adapter, 'blocking').removeBlocked(what, id);
      } catch (error) {
        // Gone already is what was wanted.
        if (!(error instanceof PanelError) || error.code !== 'not-found') throw error;
      }
    }
  },
  subject,
};

export const blockedOperations = [addBlocked, removeBlocked] as const;
