import type { LineRow } from '../../panel/state';
import { pick, streamServersTable, streamsTable, ticketTables, type PanelTable } from './table';

/**
 * The tables of Xtream UI R22F that are read from outside. Columns, their types and which of them cannot be NULL: database.sql of that lineage
 * (Xtream_main, `9142be7`); columns that nobody reads are left out. MAG addresses lie there in base64, Enigma2 addresses in plain upper case
 * (its panel's code).
 */
export const r22fTables: readonly PanelTable[] = [
  {
    name: 'users',
    columns:
      '`id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `member_id` int, `username` varchar(255) NOT NULL, `password` varchar(255) NOT NULL, ' +
      '`exp_date` int, `admin_enabled` int NOT NULL DEFAULT 1, `enabled` int NOT NULL DEFAULT 1, `admin_notes` mediumtext NOT NULL, ' +
      '`reseller_notes` mediumtext NOT NULL, `bouquet` mediumtext NOT NULL, `max_connections` int NOT NULL DEFAULT 1, ' +
      '`is_restreamer` tinyint NOT NULL DEFAULT 0, `allowed_ips` mediumtext NOT NULL, `allowed_ua` mediumtext NOT NULL, ' +
      '`is_trial` tinyint NOT NULL DEFAULT 0, `created_at` int NOT NULL, `created_by` int NOT NULL, `pair_id` int, ' +
      '`is_mag` tinyint NOT NULL DEFAULT 0, `is_e2` tinyint NOT NULL DEFAULT 0, `force_server_id` int NOT NULL DEFAULT 0, ' +
      '`is_isplock` tinyint NOT NULL DEFAULT 0, `as_number` varchar(30), `isp_desc` mediumtext, `forced_country` varchar(3) NOT NULL, ' +
      '`is_stalker` tinyint NOT NULL DEFAULT 0, `bypass_ua` tinyint NOT NULL DEFAULT 0, `play_token` text NOT NULL, ' +
      'KEY (`username`), KEY (`member_id`), KEY (`exp_date`)',
    rows: ({ lines }) => lines.all().map(userRow),
  },
  {
    name: 'user_output',
    columns:
      '`id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `user_id` int NOT NULL, `access_output_id` int NOT NULL, KEY (`user_id`)',
    rows: ({ lines }) =>
      lines
        .all()
        .flatMap((line) =>
          (JSON.parse(line.allowed_outputs) as Array<number | string>).map((output) => ({ line, output })),
        )
        .map(({ line, output }, index) => ({ id: index + 1, user_id: line.id, access_output_id: Number(output) })),
  },
  {
    name: 'user_activity_now',
    columns:
      '`activity_id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `user_id` int NOT NULL, `stream_id` int NOT NULL, `server_id` int NOT NULL, ' +
      '`user_agent` varchar(255), `user_ip` varchar(39) NOT NULL, `container` varchar(50) NOT NULL, `pid` int, `date_start` int NOT NULL, ' +
      '`date_end` int, `geoip_country_code` varchar(22) NOT NULL, `isp` varchar(255) NOT NULL, `hls_end` tinyint NOT NULL DEFAULT 0, ' +
      'KEY (`user_id`)',
    rows: ({ connections }) =>
      connections.all().map((row) => ({
        ...pick(row, ['activity_id', 'user_id', 'stream_id', 'server_id', 'user_agent', 'user_ip', 'container']),
        ...pick(row, ['pid', 'date_start']),
        geoip_country_code: row.geoip_country_code ?? '',
        isp: row.isp ?? '',
      })),
  },
  {
    name: 'user_activity',
    columns:
      '`activity_id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `user_id` int NOT NULL, `stream_id` int NOT NULL, `server_id` int NOT NULL, ' +
      '`user_agent` varchar(255), `user_ip` varchar(39) NOT NULL, `container` varchar(50) NOT NULL, `date_start` int NOT NULL, ' +
      '`date_end` int, `geoip_country_code` varchar(22) NOT NULL, `isp` varchar(255) NOT NULL, KEY (`user_id`), KEY (`date_start`)',
    rows: ({ activity }) =>
      activity.all().map((row) => ({
        ...pick(row, ['activity_id', 'user_id', 'stream_id', 'server_id', 'user_agent', 'user_ip', 'container']),
        ...pick(row, ['date_start', 'date_end']),
        geoip_country_code: row.geoip_country_code ?? '',
        isp: row.isp ?? '',
      })),
  },
  {
    name: 'reg_users',
    columns:
      '`id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `username` varchar(50) NOT NULL, `password` varchar(255) NOT NULL, ' +
      '`email` varchar(255) NOT NULL, `ip` varchar(255), `date_registered` int NOT NULL, `last_login` int, `member_group_id` int NOT NULL, ' +
      '`verified` int NOT NULL DEFAULT 0, `credits` float NOT NULL DEFAULT 0, `notes` mediumtext, `status` tinyint NOT NULL DEFAULT 1, ' +
      '`owner_id` int NOT NULL DEFAULT 0',
    rows: ({ users }) =>
      users.all().map((row) => ({
        ...pick(row, ['id', 'username', 'password', 'email', 'ip', 'date_registered', 'last_login', 'member_group_id']),
        ...pick(row, ['credits', 'notes', 'status', 'owner_id']),
      })),
  },
  {
    name: 'member_groups',
    columns:
      '`group_id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `group_name` mediumtext NOT NULL, `is_banned` tinyint NOT NULL DEFAULT 0, ' +
      '`is_admin` tinyint NOT NULL DEFAULT 0, `is_reseller` tinyint NOT NULL, `total_allowed_gen_trials` int NOT NULL DEFAULT 0, ' +
      '`total_allowed_gen_in` varchar(255) NOT NULL',
    rows: ({ groups }) =>
      groups
        .all()
        .map((row) =>
          pick(row, [
            'group_id',
            'group_name',
            'is_banned',
            'is_admin',
            'is_reseller',
            'total_allowed_gen_trials',
            'total_allowed_gen_in',
          ]),
        ),
  },
  {
    name: 'packages',
    columns:
      '`id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `package_name` varchar(255) NOT NULL, `is_trial` tinyint NOT NULL, ' +
      '`is_official` tinyint NOT NULL, `trial_credits` float NOT NULL, `official_credits` float NOT NULL, `trial_duration` int NOT NULL, ' +
      '`trial_duration_in` varchar(255) NOT NULL, `official_duration` int NOT NULL, `official_duration_in` varchar(255) NOT NULL, ' +
      '`groups` mediumtext NOT NULL, `bouquets` mediumtext NOT NULL, `can_gen_mag` tinyint NOT NULL DEFAULT 0, ' +
      '`only_mag` tinyint NOT NULL DEFAULT 0, `output_formats` mediumtext NOT NULL, `max_connections` int NOT NULL DEFAULT 1, ' +
      '`can_gen_e2` tinyint NOT NULL DEFAULT 0, `only_e2` tinyint NOT NULL DEFAULT 0',
    rows: ({ packages }) =>
      packages.all().map((row) => ({
        ...pick(row, ['id', 'package_name', 'is_trial', 'is_official', 'trial_credits', 'official_credits']),
        ...pick(row, ['trial_duration', 'trial_duration_in', 'official_duration', 'official_duration_in']),
        ...pick(row, ['groups', 'bouquets', 'output_formats', 'max_connections']),
        can_gen_mag: row.is_mag,
        only_mag: row.is_line === 0 && row.is_mag === 1 ? 1 : 0,
        can_gen_e2: row.is_e2,
        only_e2: row.is_line === 0 && row.is_mag === 0 && row.is_e2 === 1 ? 1 : 0,
      })),
  },
  {
    name: 'bouquets',
    columns:
      '`id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `bouquet_name` mediumtext NOT NULL, `bouquet_channels` mediumtext NOT NULL, ' +
      '`bouquet_series` mediumtext NOT NULL',
    rows: ({ bouquets }) =>
      bouquets.all().map((row) => pick(row, ['id', 'bouquet_name', 'bouquet_channels', 'bouquet_series'])),
  },
  {
    name: 'credits_log',
    columns:
      '`id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `target_id` int NOT NULL, `admin_id` int NOT NULL, `amount` float NOT NULL, ' +
      '`date` int NOT NULL, `reason` text NOT NULL',
    rows: ({ creditLogs }) =>
      creditLogs.all().map((row) => pick(row, ['id', 'target_id', 'admin_id', 'amount', 'date', 'reason'])),
  },
  {
    name: 'mag_devices',
    columns:
      '`mag_id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `user_id` int NOT NULL, `mac` varchar(50) NOT NULL, `stb_type` varchar(20) NOT NULL, ' +
      'KEY (`user_id`), KEY (`mac`)',
    rows: ({ mags }) =>
      mags.all().map((row) => ({ ...pick(row, ['mag_id', 'user_id', 'stb_type']), mac: btoa(row.mac.toUpperCase()) })),
  },
  {
    name: 'enigma2_devices',
    columns:
      '`device_id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `mac` varchar(255) NOT NULL, `user_id` int NOT NULL, KEY (`user_id`), KEY (`mac`)',
    rows: ({ enigmas }) => enigmas.all().map((row) => pick(row, ['device_id', 'user_id', 'mac'])),
  },
  {
    name: 'streaming_servers',
    columns:
      '`id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `server_name` varchar(255) NOT NULL, `domain_name` varchar(255) NOT NULL, ' +
      '`server_ip` varchar(255), `http_broadcast_port` int NOT NULL, `https_broadcast_port` int NOT NULL DEFAULT 25463, ' +
      '`total_clients` int NOT NULL DEFAULT 0, `status` tinyint NOT NULL DEFAULT -1, `last_check_ago` int NOT NULL DEFAULT 0, ' +
      '`can_delete` tinyint NOT NULL DEFAULT 1',
    rows: ({ servers }) =>
      servers.all().map((row) => ({
        ...pick(row, ['id', 'server_name', 'domain_name', 'server_ip', 'http_broadcast_port', 'https_broadcast_port']),
        ...pick(row, ['total_clients', 'status']),
        can_delete: row.is_main === 1 ? 0 : 1,
      })),
  },
  {
    name: 'stream_categories',
    columns:
      '`id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `category_type` varchar(255) NOT NULL, `category_name` varchar(255) NOT NULL, ' +
      '`parent_id` int NOT NULL DEFAULT 0, `cat_order` int NOT NULL DEFAULT 0',
    rows: ({ categories }) =>
      categories.all().map((row) => pick(row, ['id', 'category_type', 'category_name', 'parent_id', 'cat_order'])),
  },
  {
    name: 'epg',
    columns:
      '`id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `epg_name` varchar(255) NOT NULL, `epg_file` varchar(300) NOT NULL, ' +
      '`last_updated` int, `days_keep` int NOT NULL DEFAULT 7',
    rows: ({ epgs }) => epgs.all().map((row) => pick(row, ['id', 'epg_name', 'epg_file', 'last_updated', 'days_keep'])),
  },
  {
    name: 'blocked_ips',
    columns:
      '`id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `ip` varchar(39) NOT NULL, `notes` mediumtext NOT NULL, `date` int NOT NULL, ' +
      '`attempts_blocked` int NOT NULL',
    rows: ({ blockedIps }) =>
      blockedIps
        .all()
        .map((row) => ({ ...pick(row, ['id', 'ip', 'date', 'attempts_blocked']), notes: row.notes ?? '' })),
  },
  {
    name: 'isp_addon',
    columns: '`id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `isp` text NOT NULL, `blocked` tinyint NOT NULL DEFAULT 0',
    rows: ({ blockedIsps }) => blockedIsps.all().map((row) => pick(row, ['id', 'isp', 'blocked'])),
  },
  {
    name: 'blocked_user_agents',
    columns:
      '`id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `user_agent` varchar(255) NOT NULL, `exact_match` int NOT NULL DEFAULT 0, ' +
      '`attempts_blocked` int NOT NULL DEFAULT 0',
    rows: ({ blockedUserAgents }) =>
      blockedUserAgents.all().map((row) => pick(row, ['id', 'user_agent', 'exact_match', 'attempts_blocked'])),
  },
  {
    name: 'settings',
    columns: '`id` int NOT NULL, `server_name` mediumtext NOT NULL, `default_timezone` varchar(255) NOT NULL',
    rows: ({ settings }) => [{ id: 1, ...pick(settings, ['server_name', 'default_timezone']) }],
  },
  streamsTable,
  streamServersTable('streams_sys'),
  ...ticketTables,
];

function userRow(line: LineRow): ReturnType<PanelTable['rows']>[number] {
  return {
    ...pick(line, ['id', 'member_id', 'exp_date', 'admin_enabled', 'enabled', 'bouquet', 'max_connections']),
    ...pick(line, ['is_restreamer', 'is_trial', 'pair_id', 'is_mag', 'is_e2', 'force_server_id', 'is_isplock']),
    ...pick(line, ['as_number', 'isp_desc', 'is_stalker', 'bypass_ua']),
    username: line.username ?? '',
    password: line.password ?? '',
    admin_notes: line.admin_notes ?? '',
    reseller_notes: line.reseller_notes ?? '',
    allowed_ips: line.allowed_ips ?? '',
    allowed_ua: line.allowed_ua ?? '',
    created_at: line.created_at ?? 0,
    created_by: 0,
    forced_country: line.forced_country ?? '',
    play_token: line.play_token ?? '',
  };
}
