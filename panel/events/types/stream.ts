import type { EventDescription } from '../description';
import type { EventData } from '../event';

const group = 'stream' as const;
const needs = ['live.listLive'] as const;
const data = ['stream', 'code', 'message', 'before', 'after'] as const;

const onServer = (serverId: string, state: 'running' | 'error') => ({
  serverId,
  serverName: serverId === '1' ? 'Main Server' : 'LB-2',
  state,
  parentServerId: null,
  sourceHost: state === 'running' ? 'source.example.com' : null,
});

const stream = (...states: ReadonlyArray<'running' | 'error'>) =>
  ({
    id: '17',
    kind: 'stream',
    name: 'Cedar News HD',
    state: states.includes('running') ? 'running' : 'error',
    servers: states.map((state, index) => onServer(String(index + 1), state)),
  }) satisfies EventData['stream'];

const sample = (told: EventData): EventDescription['sample'] => ({
  origin: 'panel',
  subject: 'stream:main/17',
  data: told,
});

export const streamEvents = [
  {
    type: 'stream.down',
    label: 'Stream Down',
    description:
      'A stream, channel or station that could be watched runs nowhere; one that waits for viewers is not down',
    group,
    needs,
    data,
    sample: sample({
      stream: stream('error'),
      code: 'error',
      message: 'Cedar News HD is down: nothing comes from its source.',
      before: { state: 'running' },
      after: { state: 'error' },
    }),
  },
  {
    type: 'stream.up',
    label: 'Stream Up',
    description: 'A stream, channel or station that was down, or ran on fewer servers, is well again',
    group,
    needs,
    data,
    sample: sample({
      stream: stream('running'),
      code: 'running',
      message: 'Cedar News HD runs again.',
      before: { state: 'error' },
      after: { state: 'running' },
    }),
  },
  {
    type: 'stream.failing_over',
    label: 'Stream Failing Over',
    description: 'What runs runs on fewer servers than it is set up on, or from another source or server than before',
    group,
    needs,
    data,
    sample: sample({
      stream: stream('running', 'error'),
      code: 'fewer-servers',
      message: 'Cedar News HD runs on 1 of 2 servers.',
      before: { runningServerIds: ['1', '2'] },
      after: { runningServerIds: ['1'] },
    }),
  },
] as const satisfies readonly EventDescription[];
