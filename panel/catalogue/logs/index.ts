import type { Ability } from '../../abilities';
import type { PanelAdapter } from '../../adapter';
import type { DayQuery } from '../../parts';
import type { Page } from '../../types';
import { checkRange } from '../days';
import type { ReadMany, Resource } from '../operation';
import { pagesOf } from '../pages';
import type { Parameter, Parameters } from '../parameter';
import { partOf } from '../parts';

/** What the panel has written down, newest first. */

const search = (description: string): Parameter => ({ kind: 'text', label: 'Search', description });

const days = {
  from: { kind: 'date', label: 'From', description: 'First day, in the panel’s time zone' },
  to: { kind: 'date', label: 'To', description: 'Last day, included, in the panel’s time zone' },
} as const satisfies Parameters;

interface Words {
  resource: Resource;
  /** As in the action text, plural. */
  things: string;
  description: string;
  needs: readonly Ability[];
  parameters: Parameters;
}

/** Entries that come while pages are read move the others on: each is told of once. */
async function* once<T extends { id: string }>(pages: AsyncGenerator<T[], void>): AsyncGenerator<T[], void> {
  const seen = new Set<string>();
  for await (const page of pages) {
    const fresh = page.filter(({ id }) => !seen.has(id));
    for (const { id } of fresh) seen.add(id);
    if (fresh.length > 0) yield fresh;
  }
}

/** What the logs can be asked for, each for some of it. */
interface Wanted extends DayQuery {
  status?: string;
  serverId?: string;
  userId?: string;
  action?: string;
}

function log(
  { resource, things, ...words }: Words,
  list: (adapter: PanelAdapter, query: Wanted) => Promise<Page<object & { id: string }>>,
): ReadMany {
  return {
    ...words,
    id: `${resource}.getMany`,
    resource,
    name: 'getMany',
    label: 'Get Many',
    action: `Get many ${things}`,
    access: 'read',
    many: true,
    async *pages(adapter, values) {
      const query = values as Wanted;
      checkRange(query.from, query.to);
      yield* once(pagesOf((start) => list(adapter, { ...query, start })));
    },
  };
}

const getManyClientLogEntries = log(
  {
    resource: 'clientLog',
    things: 'client log entries',
    description: 'Get what players were told or turned away for, newest first',
    needs: ['logs.listClientLog'],
    parameters: {
      ...days,
      status: {
        kind: 'text',
        label: 'Status',
        placeholder: 'e.g. USER_EXPIRED',
        description: 'The panel’s own word, exactly',
      },
      search: search('Part of a username, an address, a player or a stream’s name'),
    },
  },
  (adapter, query) => partOf(adapter, 'logs').listClientLog(query),
);

const getManyLogins = log(
  {
    resource: 'loginLog',
    things: 'login log entries',
    description: 'Get who signed in to the panel or tried to, newest first',
    needs: ['logs.listLogins'],
    parameters: { search: search('Part of a username, an address or a status such as INVALID_LOGIN') },
  },
  (adapter, query) => partOf(adapter, 'logs').listLogins(query),
);

const getManyStreamErrors = log(
  {
    resource: 'streamError',
    things: 'stream errors',
    description: 'Get which streams failed, where and why, newest first',
    needs: ['logs.listStreamErrors'],
    parameters: {
      ...days,
      serverId: { kind: 'server', label: 'Server', description: 'Only errors on this server' },
      search: search('Part of a stream’s name or of the error'),
    },
  },
  (adapter, query) => partOf(adapter, 'logs').listStreamErrors(query),
);

const getManyUserLogEntries = log(
  {
    resource: 'userLog',
    things: 'user log entries',
    description: 'Get what resellers did and what it cost them, newest first',
    needs: ['logs.listUserLog'],
    parameters: {
      ...days,
      userId: { kind: 'owner', label: 'User', description: 'Only what this account did' },
      action: {
        kind: 'choice',
        label: 'Action',
        description: 'Only entries of this kind',
        options: [
          { value: 'new', label: 'Created' },
          { value: 'extend', label: 'Extended' },
          { value: 'edit', label: 'Edited' },
          { value: 'enable', label: 'Enabled' },
          { value: 'disable', label: 'Disabled' },
          { value: 'delete', label: 'Deleted' },
          { value: 'convert', label: 'Converted' },
          { value: 'adjust_credits', label: 'Credits Adjusted' },
        ],
      },
    },
  },
  (adapter, query) => partOf(adapter, 'logs').listUserLog(query),
);

export const logOperations = [
  getManyClientLogEntries,
  getManyLogins,
  getManyStreamErrors,
  getManyUserLogEntries,
] as const;
