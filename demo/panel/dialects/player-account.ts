import { encodeJson, formatLocal } from '../../php';
import type { LineRow, PanelState } from '../state';

/** What a line is told of itself, as several builds tell it. Sources: recordings of a running XC_VM (2025), R22F's source, an XUI.ONE 1.5.5 (Jellyfin.Xtream #230). */
export function accountOf(state: PanelState, line: LineRow, at: { now: number; host: string }): string {
  switch (state.playerBuild) {
    case 'xcvm-july-2025':
      return '';
    case 'xcvm':
      return encodeJson({ user_info: user(line, 'Active', Number), server_info: xcvmServer(state, at) });
    case 'xui': {
      const active_cons = watching(state, line);
      return encodeJson({
        user_info: { ...user(line, 'Active', String), active_cons },
        server_info: { ...server(state, at), xui: true, version: '1.5.5', revision: 2 },
      });
    }
    case 'r22f':
      return encodeJson({
        user_info: { ...user(line, statusOf(line, at.now), String), active_cons: watching(state, line) },
        server_info: server(state, at),
      });
  }
}

/** @param trial the type a switch that is off has; everything else is text on all builds */
function user(line: LineRow, status: string, trial: (value: number) => unknown) {
  return {
    username: line.username,
    password: line.password,
    message: 'Welcome',
    auth: 1,
    status,
    exp_date: line.exp_date === null ? null : String(line.exp_date),
    is_trial: line.is_trial === 1 ? '1' : trial(0),
    created_at: line.created_at === null ? null : String(line.created_at),
    max_connections: String(line.max_connections),
    allowed_output_formats: ['m3u8', 'ts'],
  };
}

/** R22F's ladder. */
function statusOf(line: LineRow, now: number): string {
  if (line.admin_enabled === 0) return 'Banned';
  if (line.enabled === 0) return 'Disabled';
  return line.exp_date === null || line.exp_date > now ? 'Active' : 'Expired';
}

function watching(state: PanelState, line: LineRow): string {
  return String(state.connections.all().filter(({ user_id }) => user_id === line.id).length);
}

function server(state: PanelState, { now, host }: { now: number; host: string }) {
  const [url = '', port = '80'] = host.split(':');
  return {
    url,
    port,
    https_port: '443',
    server_protocol: 'http',
    rtmp_port: '8880',
    timestamp_now: now,
    time_now: formatLocal(now, state.settings.default_timezone),
    timezone: state.settings.default_timezone,
  };
}

function xcvmServer(state: PanelState, at: { now: number; host: string }) {
  return { xui: true, version: '1.1.4', ...server(state, at) };
}
