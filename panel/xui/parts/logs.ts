import { read, tableAnswer, type Row } from '../../decode';
import type { ClientLogEntry, LoginLogEntry, LogPart, StreamError, UserLogEntry } from '../../parts';
import { withoutCredentials } from '../../rules';
import type { Page } from '../../types';
import { listFields, rangeOf, type Call } from './call';

/**
 * Logs of XUI.ONE / XC_VM. Columns, filters and order: XC_VM's table code of 2025, and XUI.ONE's of the same tables. The log of logins takes
 * no days. The client log's `query_string` holds the line's password, and the user log's `deleted_info` a whole line: both stay behind.
 */

function clientLogFrom(row: Row): ClientLogEntry {
  read.requireColumns(row, ['client_status', 'date']);
  return {
    id: read.requiredId(row),
    lineId: read.idOrNull(row, 'user_id'),
    username: read.textOrNull(row, 'username'),
    streamId: read.idOrNull(row, 'stream_id'),
    streamName: read.textOrNull(row, 'stream_display_name'),
    status: read.textOrNull(row, 'client_status'),
    ip: read.textOrNull(row, 'ip'),
    userAgent: read.textOrNull(row, 'user_agent'),
    localTime: read.textOrNull(row, 'date'),
  };
}

function loginFrom(row: Row): LoginLogEntry {
  read.requireColumns(row, ['status', 'date']);
  return {
    id: read.requiredId(row),
    type: read.textOrNull(row, 'type'),
    status: read.textOrNull(row, 'status'),
    userId: read.idOrNull(row, 'user_id'),
    username: read.textOrNull(row, 'username'),
    ip: read.textOrNull(row, 'login_ip'),
    at: read.instant(row, 'date'),
  };
}

function streamErrorFrom(row: Row): StreamError {
  read.requireColumns(row, ['error', 'date']);
  const error = read.textOrNull(row, 'error');
  return {
    id: read.requiredId(row),
    streamId: read.idOrNull(row, 'stream_id'),
    streamName: read.textOrNull(row, 'stream_display_name'),
    serverId: read.idOrNull(row, 'server_id'),
    serverName: read.textOrNull(row, 'server_name'),
    error: error === null ? null : withoutCredentials(error),
    localTime: read.textOrNull(row, 'date'),
  };
}

function userLogFrom(row: Row): UserLogEntry {
  read.requireColumns(row, ['action', 'cost', 'date']);
  return {
    id: read.requiredId(row),
    userId: read.idOrNull(row, 'owner'),
    username: read.textOrNull(row, 'username'),
    type: read.textOrNull(row, 'type'),
    action: read.textOrNull(row, 'action'),
    subjectId: read.idOrNull(row, 'log_id'),
    packageId: read.idOrNull(row, 'package_id'),
    cost: read.decimal(row, 'cost'),
    creditsAfter: read.decimal(row, 'credits_after'),
    at: read.instant(row, 'date'),
  };
}

export function logPart(call: Call): LogPart {
  /** Newest first: column 0 of each of these tables is its id, or its date. */
  async function list<T>(
    action: string,
    query: { start?: number; limit?: number; search?: string },
    filters: Readonly<Record<string, string | undefined>>,
    from: (row: Row) => T,
  ): Promise<Page<T>> {
    const fields = [
      ...listFields(query, { 'search[value]': query.search, ...filters }),
      ['order[0][column]', '0'],
      ['order[0][dir]', 'desc'],
    ] as const;
    const { rows, total } = tableAnswer(await call(action, fields), action, query.start);
    return { rows: rows.map(from), total };
  }

  return {
    listClientLog: (query = {}) =>
      list('client_logs', query, { range: rangeOf(query), filter: query.status }, clientLogFrom),
    listLogins: (query = {}) => list('login_logs', query, {}, loginFrom),
    listStreamErrors: (query = {}) =>
      list('stream_errors', query, { range: rangeOf(query), server: query.serverId }, streamErrorFrom),
    listUserLog: (query = {}) =>
      list('user_logs', query, { range: rangeOf(query), reseller: query.userId, filter: query.action }, userLogFrom),
  };
}
