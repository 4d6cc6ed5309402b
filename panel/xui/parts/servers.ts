import { objectAnswer, read, type Row } from '../../decode';
import { PanelError } from '../../errors';
import type { ServerPart, ServerStats } from '../../parts';
import { isFailure, type Call } from './call';
import { serverFrom } from './lists';

/**
 * What a machine of XUI.ONE / XC_VM says of itself through get_server_stats. Units from the code that fills it (XC_VM 2025 to 2.6): memory in
 * kibibytes, disk in bytes, traffic in bytes a second, uptime as `5d 3h 12m 4s`.
 */

function figure(row: Row, name: string): number | null {
  return row[name] === undefined || row[name] === null || row[name] === '' ? null : read.decimal(row, name);
}

function bytesOf(kibibytes: number | null): number | null {
  return kibibytes === null ? null : kibibytes * 1024;
}

const secondsOf: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60, s: 1 };

/** `5d 3h 12m 4s`; null for what is not written so. */
export function uptimeSeconds(text: string | null): number | null {
  if (text === null || !/^\s*(\d+\s*[dhms]\w*[\s,]*)+$/i.test(text)) return null;
  return [...text.matchAll(/(\d+)\s*([dhms])/gi)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (secondsOf[(unit ?? '').toLowerCase()] ?? 0),
    0,
  );
}

function statsFrom(serverId: string, row: Row): ServerStats {
  read.requireColumns(row, ['cpu', 'total_mem', 'uptime']);
  return {
    serverId,
    cpuPercent: figure(row, 'cpu'),
    cpuCores: figure(row, 'cpu_cores'),
    cpuName: read.textOrNull(row, 'cpu_name'),
    loadAverage: figure(row, 'cpu_load_average'),
    memoryTotalBytes: bytesOf(figure(row, 'total_mem')),
    memoryUsedBytes: bytesOf(figure(row, 'total_mem_used')),
    memoryUsedPercent: figure(row, 'total_mem_used_percent'),
    diskTotalBytes: figure(row, 'total_disk_space'),
    diskFreeBytes: figure(row, 'free_disk_space'),
    sentBytesPerSecond: figure(row, 'bytes_sent'),
    receivedBytesPerSecond: figure(row, 'bytes_received'),
    guaranteedMegabitsPerSecond: figure(row, 'network_guaranteed_speed'),
    uptimeSeconds: uptimeSeconds(read.textOrNull(row, 'uptime')),
    connections: read.integer(row, 'open_connections'),
    users: read.integer(row, 'online_users'),
    streams: read.integer(row, 'total_streams'),
    runningStreams: read.integer(row, 'total_running_streams'),
    offlineStreams: read.integer(row, 'offline_streams'),
    requestsPerSecond: figure(row, 'requests_per_second'),
  };
}

export function serverPart(call: Call): ServerPart {
  return {
    async getServer(id) {
      let row: Row;
      try {
        row = objectAnswer(await call('get_server', [['id', id]]), 'get_server');
      } catch (error) {
        if (!isFailure(error)) throw error;
        throw new PanelError('not-found', `The panel has no server with id ${id}.`, {
          hint: 'It may have been deleted. List the servers.',
        });
      }
      if (read.requiredId(row) === id) return serverFrom(row);
      throw new PanelError('bad-answer', `The panel answered another server than ${id}.`, { hint: 'Try again.' });
    },

    async getServerStats(id) {
      let row: Row;
      try {
        row = objectAnswer(await call('get_server_stats', [['server_id', id]]), 'get_server_stats');
      } catch (error) {
        if (!isFailure(error)) throw error;
        throw new PanelError('rejected', `Server ${id} did not tell the panel how it is doing.`, {
          hint: 'It may be offline, or there is no such server. Look at the servers’ list.',
        });
      }
      return statsFrom(id, row);
    },
  };
}
