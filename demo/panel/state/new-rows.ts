import type { ConnectionRow, GroupRow, LineRow, PackageRow, ServerRow, UserRow } from './rows';

/** A new line with the table's defaults. */
export function newLine(fields: Partial<Omit<LineRow, 'id'>>): Omit<LineRow, 'id'> {
  return {
    member_id: null,
    username: null,
    password: null,
    last_ip: null,
    exp_date: null,
    admin_enabled: 1,
    enabled: 1,
    admin_notes: null,
    reseller_notes: null,
    bouquet: '[]',
    allowed_outputs: '[]',
    max_connections: 1,
    is_restreamer: 0,
    is_trial: 0,
    is_mag: 0,
    is_e2: 0,
    is_stalker: 0,
    is_isplock: 0,
    allowed_ips: '[]',
    allowed_ua: '[]',
    created_at: null,
    pair_id: null,
    force_server_id: 0,
    as_number: null,
    isp_desc: '',
    forced_country: null,
    bypass_ua: 0,
    play_token: null,
    last_expiration_video: null,
    package_id: null,
    access_token: null,
    contact: null,
    last_activity: null,
    last_activity_array: null,
    updated: '0000-00-00 00:00:00',
    ...fields,
  };
}

export function newUser(fields: Partial<Omit<UserRow, 'id'>>): Omit<UserRow, 'id'> {
  return {
    username: '',
    password: 'x',
    email: '',
    ip: null,
    date_registered: 0,
    last_login: null,
    member_group_id: 2,
    credits: 0,
    notes: null,
    status: 1,
    reseller_dns: null,
    owner_id: 0,
    override_packages: '[]',
    hue: null,
    theme: 0,
    timezone: '',
    api_key: '',
    lang: 'en',
    ...fields,
  };
}

export function newGroup(fields: Partial<Omit<GroupRow, 'group_id'>>): Omit<GroupRow, 'group_id'> {
  return {
    group_name: '',
    group_color: '#000000',
    is_banned: 0,
    is_admin: 0,
    is_reseller: 0,
    total_allowed_gen_trials: 0,
    total_allowed_gen_in: 'day',
    delete_users: 0,
    allowed_pages: '[]',
    can_delete: 0,
    allow_restrictions: 0,
    allow_change_bouquets: 0,
    minimum_username_length: 8,
    minimum_password_length: 8,
    allow_change_username: 1,
    allow_change_password: 1,
    minimum_trial_credits: 0,
    create_sub_resellers: 0,
    create_sub_resellers_price: 0,
    subresellers: '[]',
    ...fields,
  };
}

export function newPackage(fields: Partial<Omit<PackageRow, 'id'>>): Omit<PackageRow, 'id'> {
  return {
    package_name: '',
    is_addon: 0,
    is_trial: 0,
    is_official: 1,
    trial_credits: 0,
    official_credits: 0,
    trial_duration: 0,
    trial_duration_in: 'hours',
    official_duration: 1,
    official_duration_in: 'months',
    groups: '[2]',
    bouquets: '[]',
    addon_packages: '[]',
    is_line: 1,
    is_mag: 1,
    is_e2: 1,
    is_restreamer: 0,
    is_isplock: 0,
    output_formats: '[1,2]',
    max_connections: 1,
    force_server_id: 0,
    forced_country: null,
    lock_device: 0,
    check_compatible: 1,
    ...fields,
  };
}

export function newServer(fields: Partial<Omit<ServerRow, 'id'>>): Omit<ServerRow, 'id'> {
  return {
    server_name: 'Main Server',
    domain_name: '',
    server_ip: '127.0.0.1',
    is_main: 1,
    enabled: 1,
    status: 1,
    last_check_ago: null,
    connections: 0,
    users: 0,
    total_clients: 1000,
    http_broadcast_port: 80,
    https_broadcast_port: 443,
    ...fields,
  };
}

/** @param now unix seconds */
export function newConnection(
  fields: Partial<Omit<ConnectionRow, 'activity_id'>> & Pick<ConnectionRow, 'user_id'>,
  now: number,
): Omit<ConnectionRow, 'activity_id'> {
  return {
    stream_id: 1,
    server_id: 1,
    user_agent: 'VLC/3.0',
    user_ip: '192.0.2.1',
    container: 'ts',
    pid: 1,
    uuid: `u${fields.user_id}`,
    date_start: now,
    geoip_country_code: null,
    isp: null,
    ...fields,
  };
}
