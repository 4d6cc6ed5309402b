import { PanelError } from '../../errors';
import type { Assessment, Write } from '../operation';
import type { LineReference } from '../parameter';
import { line } from './parameters';
import { resolveLine } from './target';

export interface DeleteTarget {
  lineId: string;
  username: string;
}

export const deleteLine: Write<DeleteTarget> = {
  id: 'line.delete',
  resource: 'line',
  name: 'delete',
  label: 'Delete',
  action: 'Delete line',
  description: 'Delete a line for good; disabling it keeps its data',
  needs: ['getLine', 'deleteLine'],
  access: 'write',
  yields: 'line',
  parameters: { line },
  async plan(adapter, values) {
    const found = await resolveLine(adapter, (values as { line: LineReference }).line);
    return { lineId: found.id, username: found.username };
  },
  async assess(adapter, target): Promise<Assessment> {
    try {
      await adapter.getLine(target.lineId);
    } catch (error) {
      if (!(error instanceof PanelError) || error.code !== 'not-found') throw error;
      return { state: 'reached', result: { id: target.lineId, username: target.username, deleted: true } };
    }
    return { state: 'pending' };
  },
  async send(adapter, target) {
    try {
      await adapter.deleteLine(target.lineId);
    } catch (error) {
      // Gone already is what was wanted.
      if (!(error instanceof PanelError) || error.code !== 'not-found') throw error;
    }
  },
  subject: (target) => `line:${target.lineId}`,
};
