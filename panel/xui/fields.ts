import { read, single, type Row } from '../decode';
import type { Bouquet, Duration, Line, LineSummary, Output, Package, PanelUser } from '../types';

/** Rows of XUI.ONE / XC_VM as canonical objects. Column names: XC_VM database.sql and recordings of a running panel. */

const outputById: Readonly<Record<string, Output>> = { '1': 'hls', '2': 'mpegts', '3': 'rtmp' };
export const outputIds: Readonly<Record<Output, string>> = { hls: '1', mpegts: '2', rtmp: '3' };

/** Output numbers we do not know are left out here; edits work on the stored row, so they are kept on the panel. */
function outputs(row: Row, name: string): Output[] {
  return read
    .idList(row, name)
    .map((id) => outputById[id])
    .filter((output) => output !== undefined);
}

/** What an edit has to send back. Taken as empty where it is only missing, it would be wiped. */
const editedColumns = [
  'password',
  'bouquet',
  'allowed_outputs',
  'allowed_ips',
  'allowed_ua',
  'is_isplock',
  'is_stalker',
  'bypass_ua',
] as const;

/**
 * A row of get_lines. `password` and notes may be left out by the panel or hidden.
 * A username can be empty: panels store the word "null" as nothing, and one such line must not hide all others.
 */
export function lineSummary(row: Row): LineSummary {
  const open = row['active_connections'] ?? null;
  return {
    id: single.requiredId(row['id'], 'id'),
    username: single.text(single.given(row['username'], 'username'), 'username') ?? '',
    password: single.textOrNull(row['password'], 'password'),
    ownerId: single.idOrNull(single.given(row['member_id'], 'member_id'), 'member_id'),
    ownerName: single.textOrNull(row['owner_name'], 'owner_name'),
    expiresAt: single.instant(row['exp_date'], 'exp_date'),
    enabled: single.requiredFlag(row['enabled'], 'enabled'),
    banned: !single.requiredFlag(row['admin_enabled'], 'admin_enabled'),
    trial: single.flag(single.given(row['is_trial'], 'is_trial'), 'is_trial'),
    restreamer: single.flag(single.given(row['is_restreamer'], 'is_restreamer'), 'is_restreamer'),
    maxConnections: single.integer(single.given(row['max_connections'], 'max_connections'), 'max_connections'),
    activeConnections: open === null ? null : single.integer(open, 'active_connections'),
    adminNotes: single.textOrNull(row['admin_notes'], 'admin_notes'),
    resellerNotes: single.textOrNull(row['reseller_notes'], 'reseller_notes'),
  };
}

/** The stored row that get_line, create_line and edit_line answer. */
export function storedLine(row: Row): Line {
  read.requireColumns(row, editedColumns);
  return {
    ...lineSummary(row),
    bouquetIds: read.idList(row, 'bouquet'),
    packageId: read.idOrNull(row, 'package_id'),
    outputs: outputs(row, 'allowed_outputs'),
    allowedIps: read.textList(row, 'allowed_ips'),
    allowedUserAgents: read.textList(row, 'allowed_ua'),
    ispLocked: read.flag(row, 'is_isplock'),
    stalker: read.flag(row, 'is_stalker'),
    bypassUserAgent: read.flag(row, 'bypass_ua'),
    contact: read.textOrNull(row, 'contact'),
    forcedCountry: read.textOrNull(row, 'forced_country'),
    createdAt: row['created_at'] === undefined ? null : read.instant(row, 'created_at'),
  };
}

const durationUnits: ReadonlySet<string> = new Set(['hours', 'days', 'weeks', 'months', 'years']);

/**
 * One way a package is sold; null where it is not.
 * A unit we do not know makes the duration 0: taken for months, it would give service away.
 */
function sale(row: Row, kind: 'trial' | 'official'): Package['trial'] {
  if (!read.flag(row, `is_${kind}`)) return null;
  const name = (read.text(row, `${kind}_duration_in`) ?? '').trim().toLowerCase();
  const unit = name.endsWith('s') ? name : `${name}s`;
  const duration: Duration = durationUnits.has(unit)
    ? { amount: read.integer(row, `${kind}_duration`), unit: unit as Duration['unit'] }
    : { amount: 0, unit: 'days' };
  return { credits: read.decimal(row, `${kind}_credits`), duration };
}

/** A row of get_packages. */
export function packageFrom(row: Row): Package {
  return {
    id: read.requiredId(row),
    name: read.requiredText(row, 'package_name'),
    trial: sale(row, 'trial'),
    official: sale(row, 'official'),
    bouquetIds: read.idList(row, 'bouquets'),
    outputs: outputs(row, 'output_formats'),
    maxConnections: read.integer(row, 'max_connections', 1),
    forLines: row['is_line'] === undefined || read.flag(row, 'is_line'),
    forMag: read.flag(row, 'is_mag'),
    forEnigma: read.flag(row, 'is_e2'),
  };
}

/** A row of get_bouquets. */
export function bouquetFrom(row: Row): Bouquet {
  return {
    id: read.requiredId(row),
    name: read.requiredText(row, 'bouquet_name'),
    channelCount: read.list(row, 'bouquet_channels').length,
    movieCount: read.list(row, 'bouquet_movies').length,
    seriesCount: read.list(row, 'bouquet_series').length,
    radioCount: read.list(row, 'bouquet_radios').length,
  };
}

/** A row of get_users. Password hashes and API keys, which some builds add, are not taken over. */
export function userFrom(row: Row): PanelUser {
  read.requireColumns(row, ['credits']);
  return {
    id: read.requiredId(row),
    username: read.requiredText(row, 'username'),
    email: read.textOrNull(row, 'email'),
    groupName: read.textOrNull(row, 'group_name'),
    credits: read.decimal(row, 'credits'),
    reseller: read.flag(row, 'is_reseller'),
    enabled: read.requiredFlag(row, 'status'),
  };
}
