import { newConnection, type ActivityRow, type ConnectionRow, type PanelState } from '../state';
import { FAILURE, SUCCESS, intval, type Action } from './call';
import { answerList, inRange } from './lists';

/** live_connections: who is watching now. `server_id`, `stream_id`, `user_id`. */
export const liveConnections: Action = (call) => {
  const { state, parameters } = call;
  const rows = state.connections
    .all()
    .filter(
      (row) =>
        matches(row.server_id, parameters.server_id) &&
        matches(row.stream_id, parameters.stream_id) &&
        matches(row.user_id, parameters.user_id),
    );
  const magOf = new Map(state.mags.all().map((mag) => [mag.user_id, mag.mag_id]));
  return answerList(call, rows, {
    searched: searchedOf(state),
    show: (row) => {
      const line = state.lines.get(row.user_id);
      const stream = state.streams.get(row.stream_id);
      return {
        mag_id: magOf.get(row.user_id) ?? null,
        device_id: null,
        is_e2: line?.is_e2 ?? 0,
        is_mag: line?.is_mag ?? 0,
        activity_id: row.activity_id,
        hmac_id: null,
        hmac_identifier: null,
        proxy_id: null,
        divergence: 0,
        user_id: row.user_id,
        stream_id: row.stream_id,
        series_no: 0,
        is_restreamer: line?.is_restreamer ?? 0,
        isp: row.isp,
        server_id: row.server_id,
        user_agent: row.user_agent,
        user_ip: row.user_ip,
        container: row.container,
        pid: row.pid,
        uuid: row.uuid,
        date_start: row.date_start,
        geoip_country_code: row.geoip_country_code,
        username: line?.username ?? null,
        stream_display_name: stream?.stream_display_name ?? null,
        type: stream?.type ?? null,
        server_name: state.servers.get(row.server_id)?.server_name ?? null,
      };
    },
  });
};

/** activity_logs: who has watched. `range`, `stream`, `user`, `server`. */
export const activityLogs: Action = (call) => {
  const { state, parameters } = call;
  const range = inRange(call);
  const rows = state.activity
    .all()
    .filter(
      (row) =>
        (!range || range(row.date_start)) &&
        matches(row.stream_id, parameters.stream) &&
        matches(row.user_id, parameters.user) &&
        matches(row.server_id, parameters.server),
    );
  return answerList(call, rows, {
    searched: searchedOf(state),
    show: (row) => {
      const line = state.lines.get(row.user_id);
      const stream = state.streams.get(row.stream_id);
      return {
        username: line?.username ?? null,
        is_e2: line?.is_e2 ?? 0,
        is_mag: line?.is_mag ?? 0,
        activity_id: row.activity_id,
        hmac_identifier: null,
        hmac_id: null,
        proxy_id: null,
        container: row.container,
        isp: row.isp,
        user_id: row.user_id,
        stream_id: row.stream_id,
        series_no: 0,
        server_id: row.server_id,
        user_agent: row.user_agent,
        user_ip: row.user_ip,
        date_start: row.date_start,
        date_end: row.date_end,
        geoip_country_code: row.geoip_country_code,
        stream_display_name: stream?.stream_display_name ?? null,
        type: stream?.type ?? null,
        server_name: state.servers.get(row.server_id)?.server_name ?? null,
        is_restreamer: line?.is_restreamer ?? 0,
      };
    },
  });
};

/** kill_connection by `activity_id`. A connection without a process cannot be killed: STATUS_FAILURE, as recorded. */
export const killConnection: Action = ({ state, parameters, now }) => {
  const connection = state.connections.get(intval(parameters.activity_id));
  if (typeof connection?.pid !== 'number') return FAILURE;
  endConnection(state, connection, now);
  state.changed();
  return { status: SUCCESS };
};

/** Somebody begins to watch. @param now unix seconds */
export function startConnection(
  state: PanelState,
  fields: Partial<Omit<ConnectionRow, 'activity_id'>> & Pick<ConnectionRow, 'user_id'>,
  now: number,
): ConnectionRow {
  const id = state.connections.nextId;
  const line = state.lines.get(fields.user_id);
  if (line) line.last_activity = now;
  return state.connections.add(newConnection({ pid: 20_000 + id, uuid: `u${id}`, ...fields }, now));
}

/** Moves a live connection to the activity log. @param now unix seconds */
export function endConnection(state: PanelState, connection: ConnectionRow, now: number): void {
  state.connections.delete(connection.activity_id);
  state.activity.add({
    user_id: connection.user_id,
    stream_id: connection.stream_id,
    server_id: connection.server_id,
    user_agent: connection.user_agent,
    user_ip: connection.user_ip,
    container: connection.container,
    date_start: connection.date_start,
    date_end: now,
    geoip_country_code: connection.geoip_country_code,
    isp: connection.isp,
  });
}

function matches(id: number, wanted: unknown): boolean {
  return wanted === undefined || wanted === '' || id === intval(wanted);
}

function searchedOf(state: PanelState) {
  return (row: ConnectionRow | ActivityRow) => [
    state.lines.get(row.user_id)?.username ?? null,
    state.streams.get(row.stream_id)?.stream_display_name ?? null,
    row.user_ip,
    row.user_agent,
  ];
}
