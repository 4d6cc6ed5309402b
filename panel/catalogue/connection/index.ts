import { PanelError } from '../../errors';
import type { ActivityQuery, ConnectionQuery, LiveConnection } from '../../parts';
import type { PanelAdapter } from '../../adapter';
import { checkRange, rangeOf } from '../days';
import { resolveLine } from '../line/target';
import type { Assessment, ReadMany, Write } from '../operation';
import { pagesOf } from '../pages';
import type { LineReference, Parameter } from '../parameter';
import { partOf } from '../parts';

/** Who watches now (Live Connection) and who has watched (Activity Log). */

const filters = {
  line: { kind: 'line', label: 'Line', description: 'Only connections of this line' },
  serverId: { kind: 'server', label: 'Server', description: 'Only connections through this server' },
  streamId: {
    kind: 'id',
    label: 'Stream ID',
    placeholder: 'e.g. 310',
    description: 'Only connections to this channel, movie or episode',
  },
} as const satisfies Record<string, Parameter>;

interface FilterValues {
  line?: LineReference;
  serverId?: string;
  streamId?: string;
}

/** The panel knows lines by id only. */
async function queryOf(adapter: PanelAdapter, { line, serverId, streamId }: FilterValues): Promise<ConnectionQuery> {
  const lineId = line === undefined || 'id' in line ? line?.id : (await resolveLine(adapter, line)).id;
  return {
    ...(lineId === undefined ? {} : { lineId }),
    ...(serverId === undefined ? {} : { serverId }),
    ...(streamId === undefined ? {} : { streamId }),
  };
}

const simplified = [
  'id',
  'lineId',
  'username',
  'streamId',
  'streamName',
  'serverName',
  'ip',
  'country',
  'userAgent',
  'startedAt',
] as const;

export const getManyConnections: ReadMany = {
  id: 'connection.getMany',
  resource: 'connection',
  name: 'getMany',
  label: 'Get Many',
  action: 'Get many live connections',
  description: 'Get who is watching now, by line, server or stream',
  needs: ['connections.listConnections'],
  access: 'read',
  many: true,
  simplified,
  parameters: filters,
  async *pages(adapter, values) {
    const connections = partOf(adapter, 'connections');
    const query = await queryOf(adapter, values);
    yield* pagesOf((start) => connections.listConnections({ ...query, start }));
  },
};

export const getManyActivities: ReadMany = {
  id: 'activity.getMany',
  resource: 'activity',
  name: 'getMany',
  label: 'Get Many',
  action: 'Get many activity log entries',
  description: 'Get who has watched what and when, by days, line, server or stream',
  needs: ['connections.listActivity'],
  access: 'read',
  many: true,
  simplified: [...simplified.slice(0, 9), 'startedAt', 'endedAt'],
  parameters: {
    from: { kind: 'date', label: 'From', description: 'First day, in the panel’s time zone' },
    to: { kind: 'date', label: 'To', description: 'Last day, included, in the panel’s time zone' },
    ...filters,
  },
  async *pages(adapter, values) {
    const connections = partOf(adapter, 'connections');
    const { from, to, ...others } = values as FilterValues & Pick<ActivityQuery, 'from' | 'to'>;
    checkRange(from, to);
    const query = { ...(await queryOf(adapter, others)), ...rangeOf(from, to) };
    yield* pagesOf((start) => connections.listActivity({ ...query, start }));
  },
};

export interface ConnectionTarget {
  connectionId: string;
  /** null: a stream without a line. */
  lineId: string | null;
  username: string | null;
}

/** Panels get no single connection: it is looked for in the list, of its line where that is known. */
async function findConnection(adapter: PanelAdapter, id: string, lineId: string | null) {
  const connections = partOf(adapter, 'connections');
  const query = lineId === null ? {} : { lineId };
  for await (const page of pagesOf<LiveConnection>((start) => connections.listConnections({ ...query, start }))) {
    const found = page.find((connection) => connection.id === id);
    if (found) return found;
  }
  return undefined;
}

export const killConnection: Write<ConnectionTarget> = {
  id: 'connection.kill',
  resource: 'connection',
  name: 'kill',
  label: 'Kill',
  action: 'Kill live connection',
  description: 'End one connection. The player may connect again unless its line is disabled first',
  needs: ['connections.listConnections', 'connections.killConnection'],
  access: 'write',
  parameters: {
    connectionId: {
      kind: 'connection',
      label: 'Connection',
      description: 'The connection to end',
      required: true,
    },
  },
  async plan(adapter, values) {
    const id = values['connectionId'] as string;
    const found = await findConnection(adapter, id, null);
    if (found) return { connectionId: id, lineId: found.lineId, username: found.username };
    throw new PanelError('not-found', `The panel has no live connection with id ${id}.`, {
      hint: 'It may have ended by itself. List the live connections.',
    });
  },
  async assess(adapter, { connectionId, lineId, username }): Promise<Assessment> {
    if (await findConnection(adapter, connectionId, lineId)) return { state: 'pending' };
    return { state: 'reached', result: { id: connectionId, lineId, username, killed: true } };
  },
  send: (adapter, { connectionId }) => partOf(adapter, 'connections').killConnection(connectionId),
  subject: ({ connectionId }) => `connection:${connectionId}`,
};

export const connectionOperations = [getManyConnections, killConnection, getManyActivities] as const;
