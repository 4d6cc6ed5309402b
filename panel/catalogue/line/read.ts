import type { LineFilter, LineQuery } from '../../types';
import type { ReadMany, ReadOne } from '../operation';
import type { LineReference } from '../parameter';
import { walkLines } from '../../walk';
import { pagesOf } from '../pages';
import { line } from './parameters';
import { resolveLine } from './target';

export const getLine: ReadOne = {
  id: 'line.get',
  resource: 'line',
  name: 'get',
  label: 'Get',
  action: 'Get line',
  description: 'Get a line with everything the panel knows of it',
  needs: ['getLine'],
  access: 'read',
  yields: 'line',
  many: false,
  parameters: { line },
  run: (adapter, values) => resolveLine(adapter, (values as { line: LineReference }).line),
};

export const lineFilters: ReadonlyArray<{ value: LineFilter; label: string }> = [
  { value: 'active', label: 'Active' },
  { value: 'banned', label: 'Banned' },
  { value: 'disabled', label: 'Disabled' },
  { value: 'expired', label: 'Expired' },
  { value: 'expiring', label: 'Expiring Within 14 Days' },
  { value: 'restreamer', label: 'Restreamer' },
  { value: 'stalker', label: 'Stalker' },
  { value: 'trial', label: 'Trial' },
];

const sorts = [
  { value: 'id', label: 'ID' },
  { value: 'expiresAt', label: 'Expiry' },
  { value: 'maxConnections', label: 'Max Connections' },
  { value: 'username', label: 'Username' },
] as const;

interface ManyValues {
  search?: string;
  status?: LineFilter;
  ownerId?: string;
  sortBy?: NonNullable<LineQuery['sort']>['by'];
  descending?: boolean;
}

export const getManyLines: ReadMany = {
  id: 'line.getMany',
  resource: 'line',
  name: 'getMany',
  label: 'Get Many',
  action: 'Get many lines',
  description: 'Get lines, by status, owner or search text',
  needs: ['listLines'],
  access: 'read',
  yields: 'line',
  many: true,
  parameters: {
    search: { kind: 'text', label: 'Search', description: 'Part of a username or of the notes' },
    status: { kind: 'choice', label: 'Status', description: 'Only lines with this status', options: lineFilters },
    ownerId: { kind: 'owner', label: 'Owner', description: 'Only lines of this account' },
    sortBy: { kind: 'choice', label: 'Sort By', options: sorts },
    descending: { kind: 'switch', label: 'Descending', description: 'Whether to begin with the highest' },
  },
  async *pages(adapter, given) {
    const { status, sortBy, descending, ...rest } = given as ManyValues;
    const query: LineQuery = { ...rest, ...(status === undefined ? {} : { filter: status }) };
    if ((sortBy ?? 'id') === 'id' && descending !== true) {
      yield* walkLines(adapter, query);
      return;
    }
    const sort = { by: sortBy ?? 'id', descending: descending === true };
    yield* pagesOf((start) => adapter.listLines({ ...query, sort, start, limit: 500 }));
  },
};
