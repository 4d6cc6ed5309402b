import type { PanelAdapter } from '../../adapter';
import { PanelError } from '../../errors';
import type { LiveConnection } from '../../parts';
import type { Assessment, Write } from '../operation';
import { pagesOf } from '../pages';
import type { LineReference } from '../parameter';
import { partOf } from '../parts';
import { line } from './parameters';
import { resolveLine } from './target';

/** The connections a line had when the write was planned. Later ones are the player's next try, and not ours to count. */
export interface KillTarget {
  lineId: string;
  username: string;
  connectionIds: string[];
}

/** What a line is watching now. */
export async function connectionsOf(adapter: PanelAdapter, lineId: string): Promise<LiveConnection[]> {
  const connections = partOf(adapter, 'connections');
  const found: LiveConnection[] = [];
  for await (const page of pagesOf((start) => connections.listConnections({ lineId, start }))) found.push(...page);
  // A panel that overlooked the filter must not have everybody's connections ended.
  return found.filter((connection) => connection.lineId === lineId);
}

export const killLineConnections: Write<KillTarget> = {
  id: 'line.killConnections',
  resource: 'line',
  name: 'killConnections',
  label: 'Kill Connections',
  action: 'Kill connections of line',
  description: 'End everything a line is watching now. Players may connect again unless the line is disabled first',
  needs: ['getLine', 'connections.listConnections', 'connections.killConnection'],
  access: 'write',
  parameters: { line },
  async plan(adapter, values) {
    const found = await resolveLine(adapter, (values as { line: LineReference }).line);
    const connections = await connectionsOf(adapter, found.id);
    return { lineId: found.id, username: found.username, connectionIds: connections.map(({ id }) => id) };
  },
  async assess(adapter, { lineId, username, connectionIds }): Promise<Assessment> {
    const open = new Set(connectionIds.length === 0 ? [] : (await connectionsOf(adapter, lineId)).map(({ id }) => id));
    if (connectionIds.some((id) => open.has(id))) return { state: 'pending' };
    return { state: 'reached', result: { id: lineId, username, killedConnections: connectionIds.length } };
  },
  /** One that cannot be ended does not keep the others open. */
  async send(adapter, { connectionIds }) {
    const connections = partOf(adapter, 'connections');
    let refusal: PanelError | undefined;
    for (const id of connectionIds) {
      try {
        await connections.killConnection(id);
      } catch (error) {
        if (!(error instanceof PanelError) || error.code !== 'rejected') throw error;
        refusal = error;
      }
    }
    if (refusal !== undefined) throw refusal;
  },
  subject: ({ lineId }) => `line:${lineId}`,
};
