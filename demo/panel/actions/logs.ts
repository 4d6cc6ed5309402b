import { formatLocal, text } from '../../php';
import type { Action, Call } from './call';
import { accessCodes } from './catalogue';
import { answerList, inRange } from './lists';

/** The logs that are only read. Columns and filters: XC_VM's table code, 2025. */

/** The rows that are of the range's days and, where it was sent, have the parameter's value in the column. */
function filtered<Row extends { date: number }>(
  call: Call,
  rows: readonly Row[],
  filters: Readonly<Record<string, (row: Row) => string | number>>,
): readonly Row[] {
  const range = inRange(call);
  const wanted = Object.entries(filters).flatMap(([name, column]) => {
    const value = text(call.parameters, name);
    return value === undefined || value === '' ? [] : [{ value, column }];
  });
  return rows.filter(
    (row) => (!range || range(row.date)) && wanted.every(({ value, column }) => String(column(row)) === value),
  );
}

/** client_logs. `range`, `filter` (the status). */
export const clientLogs: Action = (call) => {
  const { state } = call;
  const rows = filtered(call, state.logs.client.all(), { filter: (row) => row.client_status });
  return answerList(call, rows, {
    searched: (row) => [
      row.client_status,
      row.query_string,
      row.user_agent,
      row.ip,
      state.streams.get(row.stream_id)?.stream_display_name ?? null,
      state.lines.get(row.user_id)?.username ?? null,
    ],
    order: { 0: (row) => row.id },
    show: ({ id, user_id, stream_id, client_status, query_string, user_agent, ip, date }) => ({
      id,
      user_id,
      stream_id,
      stream_display_name: state.streams.get(stream_id)?.stream_display_name ?? null,
      type: state.streams.get(stream_id)?.type ?? null,
      username: state.lines.get(user_id)?.username ?? null,
      client_status,
      query_string,
      user_agent,
      ip,
      date: formatLocal(date, state.settings.default_timezone),
    }),
  });
};

/** login_logs: takes no range, and is ordered by date. The access code itself stands in it. */
export const loginLogs: Action = (call) => {
  const { state } = call;
  const codes = new Map(accessCodes(state).map(({ id, code }) => [id, code]));
  return answerList(call, state.logs.logins.all(), {
    searched: (row) => [row.login_ip, row.status, state.users.get(row.user_id)?.username ?? null],
    order: { 0: (row) => row.date },
    show: ({ id, type, access_code, user_id, status, login_ip, date }) => ({
      id,
      type,
      access_code,
      code: codes.get(access_code) ?? null,
      user_id,
      username: state.users.get(user_id)?.username ?? null,
      status,
      login_ip,
      date,
    }),
  });
};

/** stream_errors. `range`, `server`. */
export const streamErrors: Action = (call) => {
  const { state } = call;
  const rows = filtered(call, state.logs.streamErrors.all(), { server: (row) => row.server_id });
  return answerList(call, rows, {
    searched: (row) => [state.streams.get(row.stream_id)?.stream_display_name ?? null, row.error],
    order: { 0: (row) => row.id },
    show: ({ id, stream_id, server_id, error, date }) => ({
      id,
      stream_id,
      type: state.streams.get(stream_id)?.type ?? null,
      server_id,
      stream_display_name: state.streams.get(stream_id)?.stream_display_name ?? null,
      server_name: state.servers.get(server_id)?.server_name ?? null,
      error,
      date: formatLocal(date, state.settings.default_timezone),
    }),
  });
};

/** user_logs. `range`, `reseller`, `filter` (the action). */
export const userLogs: Action = (call) => {
  const { state } = call;
  const rows = filtered(call, state.logs.users.all(), { reseller: (row) => row.owner, filter: (row) => row.action });
  return answerList(call, rows, {
    searched: (row) => [state.users.get(row.owner)?.username ?? null, row.deleted_info, row.action],
    order: { 0: (row) => row.id },
    show: (row) => ({ username: state.users.get(row.owner)?.username ?? null, ...row }),
  });
};
