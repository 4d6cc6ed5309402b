import { PanelError } from '../../errors';
import type { ReadMany, ReadOne } from '../operation';
import { pagesOf } from '../pages';

/** What is only read: packages, the panel itself, its users. */

const read = { access: 'read' } as const;

function notFound(what: string, id: string): PanelError {
  return new PanelError('not-found', `The panel has no ${what} with id ${id}.`, { hint: 'Choose it from the list.' });
}

export const getPackage: ReadOne = {
  ...read,
  id: 'package.get',
  needs: ['listPackages'],
  resource: 'package',
  name: 'get',
  label: 'Get',
  action: 'Get package',
  description: 'Get a package: duration, credits, bouquets, connections',
  many: false,
  parameters: { packageId: { kind: 'package', label: 'Package', required: true } },
  async run(adapter, values) {
    const id = values['packageId'] as string;
    const found = (await adapter.listPackages()).find((candidate) => candidate.id === id);
    if (!found) throw notFound('package', id);
    return found;
  },
};

export const getManyPackages: ReadMany = {
  ...read,
  id: 'package.getMany',
  needs: ['listPackages'],
  resource: 'package',
  name: 'getMany',
  label: 'Get Many',
  action: 'Get many packages',
  description: 'Get the packages the panel sells',
  many: true,
  parameters: {},
  async *pages(adapter) {
    yield await adapter.listPackages();
  },
};

export const getPanel: ReadOne = {
  ...read,
  id: 'panel.get',
  needs: [],
  resource: 'panel',
  name: 'get',
  label: 'Get Info',
  action: 'Get panel info',
  description: 'Get which panel answers and whose API key is used',
  many: false,
  parameters: {},
  run: (adapter) => adapter.identify(),
};

export const getManyUsers: ReadMany = {
  ...read,
  id: 'user.getMany',
  needs: ['listUsers'],
  resource: 'user',
  name: 'getMany',
  label: 'Get Many',
  action: 'Get many users',
  description: 'Get the accounts of the panel that own lines: administrators and resellers',
  many: true,
  parameters: { search: { kind: 'text', label: 'Search', description: 'Part of a username' } },
  async *pages(adapter, values) {
    const search = values['search'] as string | undefined;
    yield* pagesOf((start) => adapter.listUsers({ start, ...(search === undefined ? {} : { search }) }));
  },
};

export const readOperations = [getPackage, getManyPackages, getPanel, getManyUsers] as const;
