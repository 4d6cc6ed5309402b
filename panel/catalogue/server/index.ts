import { PanelError } from '../../errors';
import type { ReadOne } from '../operation';
import type { Parameter } from '../parameter';
import { partOf } from '../parts';

/** One machine that streams. */

const serverId: Parameter = { kind: 'server', label: 'Server', description: 'The machine to look at', required: true };

const getServer: ReadOne = {
  id: 'server.get',
  resource: 'server',
  name: 'get',
  label: 'Get',
  action: 'Get server',
  description: 'Get a machine that streams, with its state and load',
  needs: ['lists.listServers'],
  access: 'read',
  many: false,
  parameters: { serverId },
  async run(adapter, values) {
    const id = values['serverId'] as string;
    const found = (await partOf(adapter, 'lists').listServers()).find((server) => server.id === id);
    if (found) return found;
    throw new PanelError('not-found', `The panel has no server with id ${id}.`, { hint: 'Choose it from the list.' });
  },
};

const getServerStats: ReadOne = {
  id: 'server.getStats',
  resource: 'server',
  name: 'getStats',
  label: 'Get Stats',
  action: 'Get stats of server',
  description: 'Get how busy a machine is now: processor, memory, disk, network, connections and streams',
  needs: ['servers.getServerStats'],
  access: 'read',
  many: false,
  simplified: [
    'serverId',
    'cpuPercent',
    'memoryUsedPercent',
    'diskFreeBytes',
    'sentBytesPerSecond',
    'receivedBytesPerSecond',
    'connections',
    'users',
    'runningStreams',
    'offlineStreams',
    'uptimeSeconds',
  ],
  parameters: { serverId },
  run: (adapter, values) => partOf(adapter, 'servers').getServerStats(values['serverId'] as string),
};

export const serverOperations = [getServer, getServerStats] as const;
