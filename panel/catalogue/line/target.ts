import type { PanelAdapter } from '../../adapter';
import { PanelError } from '../../errors';
import { unmetChanges } from '../../line';
import type { Line, LineChanges } from '../../types';
import type { Assessment } from '../operation';
import type { LineReference } from '../parameter';

/** An existing line and what it is to become, in absolute values. */
export interface LineTarget {
  lineId: string;
  username: string;
  changes: LineChanges;
  /**
   * What the changes were computed from, where they were: a renewal's old expiry. If the line shows neither this nor the target, someone else
   * changed it meanwhile, and sending would undo that.
   */
  base?: LineChanges;
}

/** @throws PanelError `not-found` */
export async function resolveLine(adapter: PanelAdapter, reference: LineReference): Promise<Line> {
  if ('id' in reference) return adapter.getLine(reference.id);
  const line = await adapter.findLine(reference.username);
  if (!line) {
    throw new PanelError('not-found', `The panel has no line with the username ${reference.username}.`, {
      hint: 'Check the spelling: upper and lower case count.',
    });
  }
  return line;
}

export const lineTargetSteps = {
  async assess(adapter: PanelAdapter, target: LineTarget): Promise<Assessment> {
    const line = await adapter.getLine(target.lineId);
    if (unmetChanges(line, target.changes).length === 0) return { state: 'reached', result: line };
    const moved = target.base === undefined ? [] : unmetChanges(line, target.base);
    if (moved.length === 0) return { state: 'pending' };
    const found = moved.map((field) => (field === 'password' ? field : `${field} is ${JSON.stringify(line[field])}`));
    return { state: 'conflict', found: found.join(', ') };
  },
  async send(adapter: PanelAdapter, target: LineTarget): Promise<void> {
    await adapter.updateLine(target.lineId, target.changes);
  },
  subject(target: LineTarget): string {
    return `line:${target.lineId}`;
  },
} as const;
