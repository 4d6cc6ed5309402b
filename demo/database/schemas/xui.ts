import { pick, streamServersTable, streamsTable, ticketTables, type PanelTable } from './table';

/**
 * The tables of XUI.ONE and XC_VM that are read from outside. Columns and types: database.sql of XC_VM (`01c3c4eb` and later); nearly all may be
 * NULL there. MAG addresses are plain.
 */
export const xuiTables: readonly PanelTable[] = [
  {
    name: 'lines',
    columns:
      '`id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `member_id` int, `username` varchar(255), `password` varchar(255), `exp_date` int, ' +
      '`admin_enabled` int DEFAULT 1, `enabled` int DEFAULT 1, `admin_notes` mediumtext, `reseller_notes` mediumtext, `bouquet` mediumtext, ' +
      '`allowed_outputs` mediumtext, `max_connections` int DEFAULT 1, `is_restreamer` tinyint DEFAULT 0, `is_trial` tinyint DEFAULT 0, ' +
      '`is_mag` tinyint DEFAULT 0, `is_e2` tinyint DEFAULT 0, `is_stalker` tinyint DEFAULT 0, `is_isplock` tinyint DEFAULT 0, ' +
      '`allowed_ips` mediumtext, `allowed_ua` mediumtext, `created_at` int, `forced_country` varchar(3), `bypass_ua` tinyint DEFAULT 0, ' +
      '`package_id` int, `contact` varchar(255), `updated` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, ' +
      'KEY (`username`), KEY (`member_id`), KEY (`exp_date`), KEY (`id`, `is_mag`, `is_e2`)',
    rows: ({ lines }) =>
      lines.all().map((row) => ({
        ...pick(row, [
          'id',
          'member_id',
          'username',
          'password',
          'exp_date',
          'admin_enabled',
          'enabled',
          'admin_notes',
        ]),
        ...pick(row, ['reseller_notes', 'bouquet', 'allowed_outputs', 'max_connections', 'is_restreamer', 'is_trial']),
        ...pick(row, ['is_mag', 'is_e2', 'is_stalker', 'is_isplock', 'allowed_ips', 'allowed_ua', 'created_at']),
        ...pick(row, ['forced_country', 'bypass_ua', 'package_id', 'contact']),
      })),
  },
  {
    name: 'lines_live',
    columns:
      '`activity_id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `user_id` int, `stream_id` int, `server_id` int, `user_agent` varchar(255), ' +
      '`user_ip` varchar(39), `container` varchar(50), `pid` int, `date_start` int, `geoip_country_code` varchar(22), `isp` varchar(255), ' +
      '`hls_end` tinyint DEFAULT 0, `uuid` varchar(32), KEY (`user_id`)',
    rows: ({ connections }) =>
      connections.all().map((row) => ({
        ...pick(row, ['activity_id', 'user_id', 'stream_id', 'server_id', 'user_agent', 'user_ip', 'container', 'pid']),
        ...pick(row, ['date_start', 'geoip_country_code', 'isp', 'uuid']),
      })),
  },
  {
    name: 'lines_activity',
    columns:
      '`activity_id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `user_id` int, `stream_id` int, `server_id` int, `user_agent` varchar(255), ' +
      '`user_ip` varchar(39), `container` varchar(50), `date_start` int, `date_end` int, `geoip_country_code` varchar(22), ' +
      '`isp` varchar(255), KEY (`user_id`), KEY (`date_start`)',
    rows: ({ activity }) =>
      activity.all().map((row) => ({
        ...pick(row, ['activity_id', 'user_id', 'stream_id', 'server_id', 'user_agent', 'user_ip', 'container']),
        ...pick(row, ['date_start', 'date_end', 'geoip_country_code', 'isp']),
      })),
  },
  {
    name: 'users',
    columns:
      '`id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `username` varchar(50), `email` varchar(255), `member_group_id` int, `credits` float, ' +
      '`status` tinyint DEFAULT 1',
    rows: ({ users }) =>
      users.all().map((row) => pick(row, ['id', 'username', 'email', 'member_group_id', 'credits', 'status'])),
  },
  {
    name: 'servers',
    columns: '`id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `server_name` varchar(255), `server_ip` varchar(255)',
    rows: ({ servers }) => servers.all().map((row) => pick(row, ['id', 'server_name', 'server_ip'])),
  },
  {
    name: 'mag_devices',
    columns:
      '`mag_id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `user_id` int, `mac` varchar(50), `stb_type` varchar(20), KEY (`user_id`), KEY (`mac`)',
    rows: ({ mags }) => mags.all().map((row) => pick(row, ['mag_id', 'user_id', 'mac', 'stb_type'])),
  },
  {
    name: 'enigma2_devices',
    columns:
      '`device_id` int NOT NULL AUTO_INCREMENT PRIMARY KEY, `mac` varchar(255), `user_id` int, KEY (`user_id`), KEY (`mac`)',
    rows: ({ enigmas }) => enigmas.all().map((row) => pick(row, ['device_id', 'user_id', 'mac'])),
  },
  {
    name: 'settings',
    columns:
      '`id` int NOT NULL, `server_name` varchar(255), `default_timezone` varchar(255), `redis_handler` tinyint DEFAULT 0',
    rows: ({ settings }) => [{ id: 1, redis_handler: 0, ...pick(settings, ['server_name', 'default_timezone']) }],
  },
  streamsTable,
  streamServersTable('streams_servers'),
  ...ticketTables,
];
