import { checkDone, read, tableAnswer, type Row } from '../../decode';
import { PanelError } from '../../errors';
import type { Activity, ConnectionPart, LiveConnection } from '../../parts';
import { isFailure, listFields, rangeOf, type Call } from './call';

/** Live connections and the activity log of XUI.ONE / XC_VM. Columns: recordings of a running panel. */

export function connectionFrom(row: Row): LiveConnection {
  read.requireColumns(row, ['activity_id', 'user_id', 'date_start']);
  return {
    id: read.requiredId(row, 'activity_id'),
    lineId: read.idOrNull(row, 'user_id'),
    username: read.textOrNull(row, 'username'),
    streamId: read.idOrNull(row, 'stream_id'),
    streamName: read.textOrNull(row, 'stream_display_name'),
    serverId: read.idOrNull(row, 'server_id'),
    serverName: read.textOrNull(row, 'server_name'),
    ip: read.textOrNull(row, 'user_ip'),
    userAgent: read.textOrNull(row, 'user_agent'),
    container: read.textOrNull(row, 'container'),
    isp: read.textOrNull(row, 'isp'),
    country: read.textOrNull(row, 'geoip_country_code'),
    restreamer: read.flag(row, 'is_restreamer'),
    device: read.flag(row, 'is_mag') ? 'mag' : read.flag(row, 'is_e2') ? 'enigma2' : null,
    startedAt: read.instant(row, 'date_start'),
  };
}

export function activityFrom(row: Row): Activity {
  return { ...connectionFrom(row), endedAt: row['date_end'] === undefined ? null : read.instant(row, 'date_end') };
}

export function connectionPart(call: Call): ConnectionPart {
  return {
    async listConnections(query = {}) {
      const { lineId, serverId, streamId } = query;
      const fields = listFields(query, { user_id: lineId, server_id: serverId, stream_id: streamId });
      const { rows, total } = tableAnswer(await call('live_connections', fields), 'live_connections', query.start);
      return { rows: rows.map(connectionFrom), total };
    },

    async killConnection(id) {
      try {
        checkDone(await call('kill_connection', [['activity_id', id]]), 'kill_connection');
      } catch (error) {
        if (!isFailure(error)) throw error;
        throw new PanelError('rejected', `The panel could not end the connection ${id}.`, {
          hint: 'It may have ended by itself, or has no process to end. Disable the line to keep it from going on.',
        });
      }
    },

    async listActivity(query = {}) {
      const { lineId, serverId, streamId } = query;
      const filters = { user: lineId, server: serverId, stream: streamId, range: rangeOf(query) };
      const fields = listFields(query, filters);
      const { rows, total } = tableAnswer(await call('activity_logs', fields), 'activity_logs', query.start);
      return { rows: rows.map(activityFrom), total };
    },
  };
}
