import type { EventDescription } from '../description';
import { connection, line } from './samples';

const group = 'connection' as const;
const needs = ['listLines', 'connections.listConnections'] as const;
const subject = 'line:main/1042';

export const connectionEvents = [
  {
    type: 'connection.started',
    label: 'Connection Started',
    description: 'Somebody began to watch; told only where the settings ask for it (watch.connections.events)',
    group,
    needs,
    data: ['connection'],
    optional: ['line'],
    sample: { origin: 'panel', subject, data: { line, connection } },
  },
  {
    type: 'connection.ended',
    label: 'Connection Ended',
    description: 'Somebody stopped watching; told only where the settings ask for it (watch.connections.events)',
    group,
    needs,
    data: ['connection', 'duration'],
    optional: ['line'],
    sample: {
      origin: 'panel',
      subject,
      data: { line, connection, duration: { seconds: 5400, endedAt: '2027-01-28T12:00:00Z' } },
    },
  },
] as const satisfies readonly EventDescription[];
