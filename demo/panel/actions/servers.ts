import type { ServerRow } from '../state';
import { FAILURE, SUCCESS, answerRow, cleanRow, intval, type Action } from './call';
import { answerBareArray } from './lists';

/** The machines that stream. Source of what is online: ServerRepository of XC_VM, and the code before it. */

/** A machine that has not been heard from for so long is offline. Seconds. */
const PATIENCE = 90;

/** The main server is always heard from: it is the one that answers. */
export function isHeard({ status, last_check_ago: at, is_main: isMain }: ServerRow, now: number): boolean {
  return ([1, 3].includes(status) && now - (at ?? now) <= PATIENCE) || isMain === 1;
}

function shown(server: ServerRow, now: number): object {
  return { ...server, last_check_ago: server.last_check_ago ?? now };
}

/** get_servers. @param which XC_VM from 2026 on lists only those that are online */
export function getServers(which: 'all' | 'online'): Action {
  return (call) => {
    const { state, now } = call;
    const rows = state.servers
      .all()
      .map((server) => ({ ...shown(server, now), server_online: Number(isHeard(server, now)) }));
    return answerBareArray(
      call,
      rows.filter((row) => which === 'all' || row.server_online === 1),
    );
  };
}

/** get_server by `id`: online or not. */
export const getServer: Action = ({ state, parameters, now }) => {
  const server = state.servers.get(intval(parameters.id));
  return server ? answerRow(shown(server, now)) : FAILURE;
};

/** get_server_stats by `server_id` (default: the main server). A machine that is not online does not answer the panel. */
export const serverStats: Action = ({ state, parameters, now }) => {
  const id = 'server_id' in parameters ? intval(parameters.server_id) : 1;
  const server = state.servers.get(id);
  if (server?.status !== 1 || !isHeard(server, now)) return FAILURE;
  const here = state.connections.all().filter((row) => row.server_id === id);
  const lines = (rows: readonly { user_id: number }[]) => new Set(rows.map((row) => row.user_id)).size;
  const memory = 32_768_000;
  return {
    status: SUCCESS,
    data: {
      ...cleanRow({ cpu: 12.5 + here.length / 10, cpu_cores: 16, cpu_avg: 9.75, cpu_name: 'Example CPU @ 2.40GHz' }),
      total_mem: memory,
      total_mem_free: memory - 9_830_400,
      total_mem_used: 9_830_400,
      total_mem_used_percent: 30,
      total_disk_space: 480_000_000_000,
      free_disk_space: 211_000_000_000,
      kernel: '6.8.0',
      uptime: '12d 4h 31m 7s',
      total_running_streams: state.streams.size,
      bytes_sent: here.length * 500_000,
      bytes_sent_total: 9_000_000_000,
      bytes_received: state.streams.size * 500_000,
      bytes_received_total: 9_000_000_000,
      network_speed: 10_000,
      interfaces: ['eth0'],
      cpu_load_average: 1.56,
      requests_per_second: 42,
      open_connections: here.length,
      total_connections: state.connections.size,
      online_users: lines(here),
      total_users: lines(state.connections.all()),
      total_streams: state.streams.size,
      offline_streams: 0,
      network_guaranteed_speed: 1000,
      ...state.loads.get(id),
    },
  };
};
