/**
 * Rows of the panel's own tables (XC_VM), column by column in the table's order, because answers are rows as they are.
 * Numbers are number columns, null is SQL NULL, moments are unix seconds, and lists are JSON text (`"[1,2]"`).
 */

/** `lines`: a subscriber account. The account behind a MAG or Enigma2 device is one as well (`is_mag`, `is_e2`). */
export interface LineRow {
  id: number;
  /** Owner, a user. */
  member_id: number | null;
  username: string | null;
  password: string | null;
  last_ip: string | null;
  /** null: never expires. 0: expired. */
  exp_date: number | null;
  /** 0: banned. */
  admin_enabled: number;
  /** 0: disabled. */
  enabled: number;
  admin_notes: string | null;
  reseller_notes: string | null;
  bouquet: string;
  allowed_outputs: string;
  max_connections: number;
  is_restreamer: number;
  is_trial: number;
  is_mag: number;
  is_e2: number;
  is_stalker: number;
  is_isplock: number;
  allowed_ips: string | null;
  allowed_ua: string | null;
  created_at: number | null;
  pair_id: number | null;
  force_server_id: number;
  as_number: string | null;
  isp_desc: string | null;
  forced_country: string | null;
  bypass_ua: number;
  play_token: string | null;
  last_expiration_video: number | null;
  package_id: number | null;
  access_token: string | null;
  contact: string | null;
  last_activity: number | null;
  last_activity_array: string | null;
  /** Local time text; `0000-00-00 00:00:00` until the first change. */
  updated: string;
}

/** `users`: an account of the panel itself, administrator or reseller. */
export interface UserRow {
  id: number;
  username: string;
  /** A hash on a real panel. */
  password: string;
  email: string;
  ip: string | null;
  date_registered: number;
  last_login: number | null;
  member_group_id: number;
  credits: number;
  notes: string | null;
  status: number;
  reseller_dns: string | null;
  owner_id: number;
  override_packages: string;
  hue: string | null;
  theme: number;
  timezone: string | null;
  api_key: string;
  lang: string;
}

/** `users_groups` */
export interface GroupRow {
  group_id: number;
  group_name: string;
  group_color: string;
  is_banned: number;
  is_admin: number;
  is_reseller: number;
  total_allowed_gen_trials: number;
  total_allowed_gen_in: string;
  delete_users: number;
  allowed_pages: string;
  can_delete: number;
  allow_restrictions: number;
  allow_change_bouquets: number;
  minimum_username_length: number;
  minimum_password_length: number;
  allow_change_username: number;
  allow_change_password: number;
  minimum_trial_credits: number;
  create_sub_resellers: number;
  create_sub_resellers_price: number;
  /** Groups that sub-resellers may be in. */
  subresellers: string;
}

/** `users_packages` */
export interface PackageRow {
  id: number;
  package_name: string;
  is_addon: number;
  is_trial: number;
  is_official: number;
  trial_credits: number;
  official_credits: number;
  trial_duration: number;
  trial_duration_in: string;
  official_duration: number;
  official_duration_in: string;
  groups: string;
  bouquets: string;
  addon_packages: string;
  is_line: number;
  is_mag: number;
  is_e2: number;
  is_restreamer: number;
  is_isplock: number;
  output_formats: string;
  max_connections: number;
  force_server_id: number;
  forced_country: string | null;
  lock_device: number;
  check_compatible: number;
}

/** `bouquets` */
export interface BouquetRow {
  id: number;
  bouquet_name: string;
  bouquet_channels: string;
  bouquet_movies: string;
  bouquet_radios: string;
  bouquet_series: string;
  bouquet_order: number;
}

/** `streams_categories` */
export interface CategoryRow {
  id: number;
  category_type: string;
  category_name: string;
  parent_id: number;
  cat_order: number;
  is_adult: number;
}

/** `servers`, the columns that matter here. `connections` and `users` are counters the server writes now and then. */
export interface ServerRow {
  id: number;
  server_name: string;
  domain_name: string;
  server_ip: string;
  is_main: number;
  enabled: number;
  /** 1: works, 3: being installed, 5: being updated. A machine that dies keeps it. */
  status: number;
  /** When the machine was last heard from; null: it is heard from all the time. */
  last_check_ago: number | null;
  connections: number;
  users: number;
  total_clients: number;
  http_broadcast_port: number;
  https_broadcast_port: number;
}

/** `lines_live`: somebody watching now. */
export interface ConnectionRow {
  activity_id: number;
  user_id: number;
  stream_id: number;
  server_id: number;
  user_agent: string;
  user_ip: string;
  container: string;
  /** The process that sends the stream; without one the panel cannot kill the connection. */
  pid: number | null;
  uuid: string;
  date_start: number;
  geoip_country_code: string | null;
  isp: string | null;
}

/** `lines_activity`: somebody has watched. */
export interface ActivityRow {
  activity_id: number;
  user_id: number;
  stream_id: number;
  server_id: number;
  user_agent: string;
  user_ip: string;
  container: string;
  date_start: number;
  date_end: number;
  geoip_country_code: string | null;
  isp: string | null;
}

/** `users_credits_logs`. `amount` is the balance after the change, not the change. */
export interface CreditLogRow {
  id: number;
  target_id: number;
  admin_id: number;
  amount: number;
  date: number;
  reason: string;
}

/** `mag_devices`, without the some sixty columns that are the same on every new device. */
export interface MagRow {
  mag_id: number;
  /** The line that belongs to the device. */
  user_id: number;
  mac: string;
  stb_type: string;
}

/** `enigma2_devices`, only what tells devices apart. */
export interface EnigmaRow {
  device_id: number;
  /** The line that belongs to the device. */
  user_id: number;
  mac: string;
}

/** `epg`: a source of the programme guide. */
export interface EpgRow {
  id: number;
  epg_name: string;
  epg_file: string;
  last_updated: number | null;
  days_keep: number;
}

/** `blocked_ips` */
export interface BlockedIpRow {
  id: number;
  ip: string;
  notes: string | null;
  date: number;
  attempts_blocked: number;
}

/** `blocked_isps` */
export interface BlockedIspRow {
  id: number;
  isp: string;
  blocked: number;
}

/** `blocked_uas` */
export interface BlockedUserAgentRow {
  id: number;
  user_agent: string;
  exact_match: number;
  attempts_blocked: number;
}

/** `tickets`: what an account asks the administrators. */
export interface TicketRow {
  id: number;
  /** Who opened it, a user. */
  member_id: number;
  title: string;
  /** 0: closed. */
  status: number;
  admin_read: number;
  user_read: number;
}

/** `tickets_replies`: the first one is the question itself. */
export interface TicketReplyRow {
  id: number;
  ticket_id: number;
  /** 1: written by an administrator. */
  admin_reply: number;
  message: string;
  date: number;
}

/** `settings`, the columns that matter here. */
export interface SettingsRow {
  server_name: string;
  /** IANA name: the zone that dates without one are read in, and that date columns are written in. */
  default_timezone: string;
  api_pass: string;
  api_ips: string;
  flood_limit: number;
  flood_seconds: number;
  case_sensitive_line: number;
  message_of_day: string;
}

/** `api_tokens` of XC_VM 2.6: keys with a scope, of which an account may have several. */
export interface ApiTokenRow {
  id: number;
  user_id: number;
  name: string;
  /** `xct_` and 40 hexadecimal digits. A real panel keeps only its hash. */
  token: string;
  scope: 'full' | 'read' | 'lines';
  /** null: never expires. */
  expires: number | null;
}

/** Columns of `settings` that came with XC_VM 2.6. */
export interface NewerSettings {
  /** 0: the keys of accounts are refused, tokens are not. */
  api_legacy_keys: number;
  /** What the panel says while it is in maintenance; empty when it is not. */
  maintenance: string;
}
