import { listAnswer, read, type Row } from '../../decode';
import { PanelError } from '../../errors';
import type { AccessCode, Blocked, Category, Epg, Group, ListPart, Server } from '../../parts';
import type { Call } from './call';
import { integerOrNull, momentOrNull } from './values';

/** The short lists of XUI.ONE / XC_VM. Columns: XC_VM database.sql; servers, groups and categories also from recordings. */

/** `servers.status`: 1 works, 3 is being installed, 5 updated. Source: the alert rules of XC_VM 2.6. */
const busyStates: ReadonlySet<number> = new Set([3, 5]);

export function serverFrom(row: Row): Server {
  const status = read.integer(row, 'status');
  return {
    id: read.requiredId(row),
    name: read.requiredText(row, 'server_name'),
    ip: read.textOrNull(row, 'server_ip'),
    domain: read.textOrNull(row, 'domain_name'),
    main: read.flag(row, 'is_main'),
    enabled: read.requiredFlag(row, 'enabled'),
    // A machine that dies keeps its status. The list adds whether the panel heard from it within 90 seconds; a single row has no such column.
    online: row['server_online'] === undefined ? status === 1 : read.flag(row, 'server_online'),
    busy: busyStates.has(status),
    connections: read.integer(row, 'connections'),
    users: read.integer(row, 'users'),
    maxClients: integerOrNull(row, 'total_clients'),
    httpPort: integerOrNull(row, 'http_broadcast_port'),
    httpsPort: integerOrNull(row, 'https_broadcast_port'),
  };
}

export function categoryFrom(row: Row): Category {
  return {
    id: read.requiredId(row),
    name: read.requiredText(row, 'category_name'),
    type: read.textOrNull(row, 'category_type'),
    parentId: read.idOrNull(row, 'parent_id'),
    adult: read.flag(row, 'is_adult'),
    position: read.integer(row, 'cat_order'),
  };
}

export function groupFrom(row: Row): Group {
  return {
    id: read.requiredId(row, 'group_id'),
    name: read.requiredText(row, 'group_name'),
    admin: read.flag(row, 'is_admin'),
    reseller: read.flag(row, 'is_reseller'),
    banned: read.requiredFlag(row, 'is_banned'),
    trials: read.integer(row, 'total_allowed_gen_trials'),
    trialPeriod: read.textOrNull(row, 'total_allowed_gen_in'),
  };
}

export function epgFrom(row: Row): Epg {
  return {
    id: read.requiredId(row),
    name: read.requiredText(row, 'epg_name'),
    daysKept: read.integer(row, 'days_keep'),
    updatedAt: momentOrNull(row, 'last_updated'),
  };
}

/** By `access_codes.type`; both generations of the Ministra portal are one kind. Source: XC_VM admin.php, updateCodes. */
const accessCodeKinds: Readonly<Record<number, AccessCode['kind']>> = {
  0: 'admin',
  1: 'reseller',
  2: 'ministra',
  3: 'adminApi',
  4: 'resellerApi',
  5: 'ministra',
  6: 'player',
};

function accessCodeFrom(row: Row): AccessCode {
  read.requireColumns(row, ['type', 'enabled']);
  const code = read.requiredText(row, 'code');
  return {
    id: read.requiredId(row),
    code: code.length > 3 ? `…${code.slice(-3)}` : '…',
    kind: accessCodeKinds[read.integer(row, 'type')] ?? null,
    enabled: read.requiredFlag(row, 'enabled'),
    groupIds: read.idList(row, 'groups'),
    allowedIps: read.textList(row, 'whitelist').filter((ip) => ip !== ''),
  };
}

const blockedLists = {
  ip: { action: 'get_blocked_ips', column: 'ip' },
  isp: { action: 'get_blocked_isps', column: 'isp' },
  userAgent: { action: 'get_blocked_uas', column: 'user_agent' },
} as const;

export function blockedFrom(kind: Blocked['kind'], row: Row): Blocked {
  return {
    id: read.requiredId(row),
    kind,
    value: read.requiredText(row, blockedLists[kind].column),
    notes: read.textOrNull(row, 'notes'),
    attempts: integerOrNull(row, 'attempts_blocked'),
    blockedAt: momentOrNull(row, 'date'),
  };
}

/** A provider can stand in the list and be let in all the same. */
function isOn(row: Row): boolean {
  return row['blocked'] === undefined || read.flag(row, 'blocked');
}

export function listPart(call: Call): ListPart {
  const rows = async (action: string): Promise<Row[]> => listAnswer(await call(action), action);
  /** Of these a panel has at least one; the answer to a failure is an empty list as well. */
  const someRows = async (action: string): Promise<Row[]> => {
    const found = await rows(action);
    if (found.length > 0) return found;
    throw new PanelError('bad-answer', `The panel answered ${action} with an empty list, which cannot be.`, {
      hint: 'Try again; if it stays, look at the panel’s PHP log.',
    });
  };
  return {
    listServers: async () => (await someRows('get_servers')).map(serverFrom),
    listCategories: async () => (await rows('get_categories')).map(categoryFrom),
    listGroups: async () => (await someRows('get_groups')).map(groupFrom),
    listEpgs: async () => (await rows('get_epgs')).map(epgFrom),
    listAccessCodes: async () => (await someRows('get_access_codes')).map(accessCodeFrom),
    listBlocked: async (kind) =>
      (await rows(blockedLists[kind].action)).filter(isOn).map((row) => blockedFrom(kind, row)),
  };
}
