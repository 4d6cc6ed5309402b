import { read, type Row } from '../decode';
import { PanelError } from '../errors';
import type { User } from '../parts';
import type { Line, Output } from '../types';
import { lineSummary } from '../xui/fields';

/**
 * Rows of R22F's api.php as canonical objects. Column names: database.sql and api.php of Xtream_main (R22F), read. Its numbers are strings
 * throughout, and PHP's empty array stands for an empty object.
 */

/** What a line's `output_formats` are keyed by (table `access_output`). */
const outputByKey: Readonly<Record<string, Output>> = { m3u8: 'hls', ts: 'mpegts', rtmp: 'rtmp' };

const lineColumns = [
  'id',
  'member_id',
  'username',
  'password',
  'exp_date',
  'enabled',
  'admin_enabled',
  'is_trial',
  'is_restreamer',
  'max_connections',
  'bouquet',
  'allowed_ips',
  'allowed_ua',
  'output_formats',
] as const;

/**
 * A line as `user_info` of `user/info` and `stb/info` tells it: the columns of `users` with its lists decoded, and a little more. Also the
 * channels the line may watch, which can be tens of thousands of numbers and are left alone.
 */
export function lineFrom(row: Row): Line {
  read.requireColumns(row, lineColumns);
  return {
    ...lineSummary(row),
    activeConnections:
      row['active_cons'] === undefined || row['active_cons'] === 'N/A' ? null : read.integer(row, 'active_cons'),
    bouquetIds: read.idList(row, 'bouquet'),
    packageId: null,
    outputs: outputsOf(row),
    allowedIps: read.textList(row, 'allowed_ips'),
    allowedUserAgents: read.textList(row, 'allowed_ua'),
    ispLocked: read.flag(row, 'is_isplock'),
    stalker: read.flag(row, 'is_stalker'),
    bypassUserAgent: read.flag(row, 'bypass_ua'),
    contact: null,
    forcedCountry: read.textOrNull(row, 'forced_country'),
    createdAt: row['created_at'] === undefined ? null : read.instant(row, 'created_at'),
  };
}

/** Formats we do not know are left out; edits do not touch them. */
function outputsOf(row: Row): Output[] {
  return read
    .list(row, 'output_formats')
    .map((format) => {
      const key = typeof format === 'object' && format !== null ? (format as Row)['output_key'] : undefined;
      if (typeof key === 'string') return outputByKey[key];
      throw new PanelError('bad-answer', 'The panel answered an output format without its name.', {
        hint: 'The panel may be another product or version than the one chosen.',
      });
    })
    .filter((output) => output !== undefined);
}

/** A row of reg_user/list. What it leaves out (owner, notes, whether the group is one of resellers) is not known. */
export function userFrom(row: Row): User {
  read.requireColumns(row, ['id', 'username', 'credits', 'status']);
  return {
    id: read.requiredId(row),
    username: read.requiredText(row, 'username'),
    email: read.textOrNull(row, 'email'),
    groupName: read.textOrNull(row, 'group_name'),
    credits: read.decimal(row, 'credits'),
    reseller: null,
    enabled: read.requiredFlag(row, 'status'),
    groupId: read.idOrNull(row, 'group_id'),
    ownerId: null,
    notes: null,
    timeZone: null,
    registeredAt: momentOrNull(row, 'date_registered'),
    lastLoginAt: momentOrNull(row, 'last_login'),
  };
}

function momentOrNull(row: Row, name: string): string | null {
  const value = row[name];
  return value === undefined || value === '' || value === '0' || value === 0 ? null : read.instant(row, name);
}
