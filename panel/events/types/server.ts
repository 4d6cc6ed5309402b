import type { EventDescription } from '../description';
import type { EventData } from '../event';

const group = 'server' as const;
const needs = ['lists.listServers'] as const;
const loads = [...needs, 'servers.getServerStats'] as const;
const change = ['server', 'code', 'message', 'before', 'after'] as const;
const subject = 'server:main/2';

const server = { id: '2', name: 'LB-2', online: true, main: false };
const load = {
  cpuPercent: 97,
  memoryPercent: 71.5,
  diskPercent: 56,
  connections: 812,
  maxClients: 1000,
  connectionsPercent: 81.2,
};

const sample = (data: EventData): EventDescription['sample'] => ({ origin: 'panel', subject, data });

export const serverEvents = [
  {
    type: 'server.offline',
    label: 'Server Offline',
    description: 'The panel no longer hears from one of its servers',
    group,
    needs,
    told: ['xcvm'],
    data: change,
    optional: ['alert'],
    sample: sample({
      server: { ...server, online: false },
      code: 'server-offline',
      message: 'The server LB-2 of the panel main is down.',
      before: { online: true },
      after: { online: false },
    }),
  },
  {
    type: 'server.online',
    label: 'Server Online',
    description: 'The panel hears again from a server that was offline',
    group,
    needs,
    told: ['xcvm'],
    data: change,
    optional: ['alert'],
    sample: sample({
      server,
      code: 'server-online',
      message: 'The server LB-2 of the panel main is up again.',
      before: { online: false },
      after: { online: true },
    }),
  },
  {
    type: 'server.overloaded',
    label: 'Server Overloaded',
    description: 'A server passed a threshold of processor, memory, disk or connections; told for each of them',
    group,
    needs: loads,
    data: [...change, 'load'],
    sample: sample({
      server,
      code: 'cpu',
      message: 'The server LB-2 of the panel main is overloaded: its processor is at 97 %.',
      before: { overloaded: [] },
      after: { overloaded: ['cpu'] },
      load,
    }),
  },
  {
    type: 'server.recovered',
    label: 'Server Recovered',
    description: 'A server that passed a threshold fell well below it again',
    group,
    needs: loads,
    data: [...change, 'load'],
    sample: sample({
      server,
      code: 'cpu',
      message: 'The server LB-2 of the panel main is no longer overloaded: its processor is at 41 %.',
      before: { overloaded: ['cpu'] },
      after: { overloaded: [] },
      load: { ...load, cpuPercent: 41 },
    }),
  },
] as const satisfies readonly EventDescription[];
