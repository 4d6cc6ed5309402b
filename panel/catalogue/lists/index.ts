import type { Ability } from '../../abilities';
import type { Blocked, ListPart } from '../../parts';
import type { ReadMany, Resource } from '../operation';
import { partOf } from '../parts';

/** Short lists that are only read. */

interface Words {
  needs: readonly Ability[];
  resource: Resource;
  /** As in the action text, plural. */
  things: string;
  description: string;
  simplified?: readonly string[];
}

function list({ resource, things, ...words }: Words, ask: (part: ListPart) => Promise<object[]>): ReadMany {
  return {
    ...words,
    id: `${resource}.getMany`,
    resource,
    name: 'getMany',
    label: 'Get Many',
    action: `Get many ${things}`,
    access: 'read',
    many: true,
    parameters: {},
    async *pages(adapter) {
      yield await ask(partOf(adapter, 'lists'));
    },
  };
}

const getManyServers = list(
  {
    needs: ['lists.listServers'],
    resource: 'server',
    things: 'servers',
    description: 'Get the machines that stream, with their state and load',
    simplified: ['id', 'name', 'ip', 'domain', 'main', 'enabled', 'online', 'connections', 'users', 'maxClients'],
  },
  (part) => part.listServers(),
);

const getManyCategories = list(
  {
    needs: ['lists.listCategories'],
    resource: 'category',
    things: 'categories',
    description: 'Get the categories of channels, movies and series',
  },
  (part) => part.listCategories(),
);

const getManyGroups = list(
  {
    needs: ['lists.listGroups'],
    resource: 'group',
    things: 'groups',
    description: 'Get the groups that say what accounts may do',
  },
  (part) => part.listGroups(),
);

const getManyEpgs = list(
  {
    needs: ['lists.listEpgs'],
    resource: 'epg',
    things: 'EPG sources',
    description: 'Get the sources of the programme guide',
  },
  (part) => part.listEpgs(),
);

export const blockedKinds: ReadonlyArray<{ value: Blocked['kind']; label: string }> = [
  { value: 'ip', label: 'IP Addresses' },
  { value: 'isp', label: 'ISPs' },
  { value: 'userAgent', label: 'User Agents' },
];

const getManyBlocked: ReadMany = {
  id: 'blocked.getMany',
  resource: 'blocked',
  name: 'getMany',
  label: 'Get Many',
  action: 'Get many blocked clients',
  description: 'Get the addresses, providers or players the panel turns away',
  needs: ['lists.listBlocked'],
  access: 'read',
  many: true,
  parameters: {
    kind: {
      kind: 'choice',
      label: 'Kind',
      description: 'What is blocked',
      required: true,
      default: 'ip',
      options: blockedKinds,
    },
  },
  async *pages(adapter, values) {
    yield await partOf(adapter, 'lists').listBlocked(values['kind'] as Blocked['kind']);
  },
};

const getManyAccessCodes = list(
  {
    needs: ['lists.listAccessCodes'],
    resource: 'accessCode',
    things: 'access codes',
    description: 'Get the doors of the panel: what each is for and who may use it; the codes themselves are hidden',
  },
  (part) => part.listAccessCodes(),
);

export const listOperations = [
  getManyAccessCodes,
  getManyBlocked,
  getManyCategories,
  getManyEpgs,
  getManyGroups,
  getManyServers,
] as const;
