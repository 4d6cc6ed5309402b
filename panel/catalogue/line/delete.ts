import { assessGone, removeIfThere } from '../gone';
import type { Write } from '../operation';
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
  assess: (adapter, target) =>
    assessGone(() => adapter.getLine(target.lineId), { id: target.lineId, username: target.username, deleted: true }),
  send: (adapter, target) => removeIfThere(() => adapter.deleteLine(target.lineId)),
  subject: (target) => `line:${target.lineId}`,
};
