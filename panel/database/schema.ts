/**
 * The two schemas of the family, by the words of the newer one. Columns: database.sql of Xtream_main (`9142be7`) for R22F, of XC_VM (`01c3c4eb` and
 * later) for XUI.ONE and XC_VM.
 */
export interface DatabaseSchema {
  /** Whose it is, for people. */
  product: string;
  /** Their names here. All must be there and readable. */
  tables: {
    lines: string;
    live: string;
    activity: string;
    users: string;
    servers: string;
    streams: string;
    mags: string;
    enigmas: string;
    settings: string;
  };
  /** Further tables that are read. */
  furtherTables: readonly string[];
  /** Tables an account may lack: what is in them is then not read. */
  optional: { live: string; tickets: string; replies: string };
  /** SQL for what one of the two keeps elsewhere, or not at all. `l` is the line. */
  line: { outputs: string; packageId: string; contact: string };
  /**
   * Column of a line that the server itself sets to its clock whenever a row is written with another value in any column; undefined where there is none.
   * Source: `updated` in database.sql of XC_VM, `timestamp … ON UPDATE CURRENT_TIMESTAMP`; R22F's `users` has no such column.
   */
  changed?: string;
  /** SQL for a MAG address in plain. `d` is the device. R22F keeps them in base64. */
  macOfMag: string;
  /** How a MAG address is stored. */
  storedMac(mac: string): string;
}

export const r22fSchema: DatabaseSchema = {
  product: 'Xtream UI R22F',
  tables: {
    lines: 'users',
    live: 'user_activity_now',
    activity: 'user_activity',
    users: 'reg_users',
    servers: 'streaming_servers',
    streams: 'streams',
    mags: 'mag_devices',
    enigmas: 'enigma2_devices',
    settings: 'settings',
  },
  furtherTables: [
    ...['user_output', 'member_groups', 'packages', 'bouquets', 'credits_log', 'stream_categories', 'epg'],
    ...['blocked_ips', 'isp_addon', 'blocked_user_agents'],
  ],
  optional: { live: 'streams_sys', tickets: 'tickets', replies: 'tickets_replies' },
  line: {
    outputs: "(SELECT CONCAT('[', GROUP_CONCAT(p.access_output_id), ']') FROM `user_output` p WHERE p.user_id = l.id)",
    packageId: 'NULL',
    contact: 'NULL',
  },
  macOfMag: 'CONVERT(FROM_BASE64(d.mac) USING utf8)',
  storedMac: (mac) => btoa(mac),
};

export const xuiSchema: DatabaseSchema = {
  product: 'XUI.ONE / XC_VM',
  tables: {
    lines: 'lines',
    live: 'lines_live',
    activity: 'lines_activity',
    users: 'users',
    servers: 'servers',
    streams: 'streams',
    mags: 'mag_devices',
    enigmas: 'enigma2_devices',
    settings: 'settings',
  },
  furtherTables: [],
  optional: { live: 'streams_servers', tickets: 'tickets', replies: 'tickets_replies' },
  line: { outputs: 'l.allowed_outputs', packageId: 'l.package_id', contact: 'l.contact' },
  changed: 'updated',
  macOfMag: 'd.mac',
  storedMac: (mac) => mac,
};
