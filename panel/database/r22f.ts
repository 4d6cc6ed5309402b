import { read, type Row } from '../decode';
import { PanelError } from '../errors';
import type { CreditLogEntry, ListPart, UserPart } from '../parts';
import type { Bouquet, Package, Page, PanelUser } from '../types';
import {
  blockedFrom,
  bouquetFrom,
  categoryFrom,
  epgFrom,
  groupFrom,
  packageFrom,
  serverFrom,
  userDetails,
  userFrom,
} from '../xui';
import { daysBetween } from './connections';
import type { PanelDatabase } from './database';
import { allOf, equals, holdsText } from './query';

/** What R22F's api.php has no list of, from its database. */

const users = '`reg_users` u LEFT JOIN `member_groups` g ON g.group_id = u.member_group_id';

/** Without the password's hash, the key of two-factor sign-in and what else stands beside them. */
const userColumns = 'u.id, u.username, u.email, u.credits, u.status, u.member_group_id';

export async function listPackages(database: PanelDatabase): Promise<Package[]> {
  const rows = await database.rows(
    'SELECT id, package_name, is_trial, is_official, trial_credits, official_credits, trial_duration, trial_duration_in, official_duration, ' +
      'official_duration_in, bouquets, output_formats, max_connections, can_gen_mag AS is_mag, can_gen_e2 AS is_e2, ' +
      'IF(only_mag = 1 OR only_e2 = 1, 0, 1) AS is_line FROM `packages` ORDER BY id',
  );
  return rows.map(packageFrom);
}

/** R22F keeps movies and radio stations among the channels of a bouquet. */
export async function listBouquets(database: PanelDatabase): Promise<Bouquet[]> {
  const rows = await database.rows(
    'SELECT id, bouquet_name, bouquet_channels, bouquet_series FROM `bouquets` ORDER BY id',
  );
  return rows.map(bouquetFrom);
}

export async function listUsers(
  database: PanelDatabase,
  query: { start?: number; limit?: number; search?: string } = {},
): Promise<Page<PanelUser>> {
  const source = {
    columns: `${userColumns}, g.group_name, COALESCE(g.is_reseller, 0) AS is_reseller`,
    from: users,
    where: allOf([holdsText(['u.username', 'u.email'], query.search)]),
    order: 'u.id',
  };
  const { rows, total } = await database.list(source, query.start, query.limit ?? 200);
  return { rows: rows.map(userFrom), total };
}

export function userReads(database: PanelDatabase): Pick<UserPart, 'getUser' | 'findUser' | 'listCreditLog'> {
  const groups = (): Promise<Row[]> => database.rows('SELECT group_id, group_name, is_reseller FROM `member_groups`');
  const details = `SELECT ${userColumns}, u.owner_id, u.notes, u.date_registered, u.last_login FROM ${users}`;
  return {
    async getUser(id) {
      const [row] = await database.rows(`${details} WHERE u.id = ?`, [id]);
      if (row) return userDetails(row, await groups());
      throw new PanelError('not-found', `The panel has no user with id ${id}.`, {
        hint: 'It may have been deleted. List the users.',
      });
    },

    async findUser(username) {
      const wanted = username.toLowerCase();
      const found = (await database.rows(`${details} WHERE u.username = ? ORDER BY u.id`, [username])).find(
        (row) => read.text(row, 'username')?.toLowerCase() === wanted,
      );
      return found ? userDetails(found, await groups()) : null;
    },

    async listCreditLog(query = {}) {
      const zone = await database.timeZone();
      const source = {
        columns: 'c.id, c.target_id, c.admin_id, c.amount, c.date, c.reason, u.username AS target, a.username AS admin',
        from: '`credits_log` c LEFT JOIN `reg_users` u ON u.id = c.target_id LEFT JOIN `reg_users` a ON a.id = c.admin_id',
        where: allOf([
          equals('c.target_id', query.userId),
          ...(await daysBetween('c.date', query, () => Promise.resolve(zone))),
        ]),
        order: 'c.id',
      };
      const { rows, total } = await database.list(source, query.start, query.limit);
      return { rows: rows.map((row) => creditLogFrom(row, zone)), total };
    },
  };
}

/** `amount` is what the credits were changed by (R22F's panel code); XUI.ONE and XC_VM write the balance there. */
function creditLogFrom(row: Row, timeZone: string): CreditLogEntry {
  return {
    id: read.requiredId(row),
    userId: read.idOrNull(row, 'target_id'),
    username: read.textOrNull(row, 'target'),
    changedById: read.idOrNull(row, 'admin_id'),
    changedByUsername: read.textOrNull(row, 'admin'),
    recorded: read.decimal(row, 'amount'),
    amount: read.decimal(row, 'amount'),
    reason: read.textOrNull(row, 'reason'),
    localTime: clockTime(read.integer(row, 'date'), timeZone),
  };
}

/** `2026-11-22 18:38:57`, as the panel shows it. */
function clockTime(seconds: number, timeZone: string): string {
  // The Swedish way of writing a time is that of panels.
  return new Date(seconds * 1000).toLocaleString('sv-SE', { timeZone });
}

/**
 * A server is online when it is the main one, or said so within the last 90 seconds (the panels' own rule); the main one is the one that
 * cannot be deleted [assumption, from its default row].
 */
const serverSelect =
  'SELECT v.id, v.server_name, v.server_ip, v.domain_name, v.total_clients, v.http_broadcast_port, v.https_broadcast_port, ' +
  'IF(v.can_delete = 0, 1, 0) AS is_main, 1 AS enabled, ' +
  'IF(v.can_delete = 0 OR (v.status IN (1, 3) AND v.last_check_ago >= UNIX_TIMESTAMP() - 90), 1, 0) AS status, ' +
  '(SELECT COUNT(*) FROM `user_activity_now` c WHERE c.server_id = v.id AND c.hls_end = 0) AS connections, ' +
  '(SELECT COUNT(DISTINCT c.user_id) FROM `user_activity_now` c WHERE c.server_id = v.id AND c.hls_end = 0) AS users ' +
  'FROM `streaming_servers` v ORDER BY v.id';

const blockedSelects = {
  ip: 'SELECT id, ip, notes, `date`, attempts_blocked FROM `blocked_ips` ORDER BY id',
  isp: 'SELECT id, isp FROM `isp_addon` WHERE blocked = 1 ORDER BY id',
  userAgent: 'SELECT id, user_agent, attempts_blocked FROM `blocked_user_agents` ORDER BY id',
} as const;

export function listReads(database: PanelDatabase) {
  return {
    listServers: async () => (await database.rows(serverSelect)).map(serverFrom),
    listCategories: async () =>
      (
        await database.rows(
          'SELECT id, category_type, category_name, parent_id, cat_order, 0 AS is_adult FROM `stream_categories` ORDER BY id',
        )
      ).map(categoryFrom),
    listGroups: async () =>
      (
        await database.rows(
          'SELECT group_id, group_name, is_admin, is_reseller, is_banned, total_allowed_gen_trials, total_allowed_gen_in ' +
            'FROM `member_groups` ORDER BY group_id',
        )
      ).map(groupFrom),
    listEpgs: async () =>
      (await database.rows('SELECT id, epg_name, days_keep, last_updated FROM `epg` ORDER BY id')).map(epgFrom),
    listBlocked: async (kind) => (await database.rows(blockedSelects[kind])).map((row) => blockedFrom(kind, row)),
  } satisfies Partial<ListPart>;
}
