import type { PanelAdapter } from '../../adapter';
import { invalidParameter, PanelError } from '../../errors';
import { unmetChanges } from '../../line';
import type { Line, LineChanges, LineKey } from '../../types';
import type { Assessment } from '../operation';
import type { LineReference } from '../parameter';

/** An existing line and what it is to become, in absolute values. */
export interface LineTarget {
  lineId: string;
  username: string;
  /** How the panel was told which line, where its id is not enough. */
  access?: { username: string; password: string };
  changes: LineChanges;
  /**
   * What the changes were computed from, where they were: a renewal's old expiry. If the line shows neither this nor the target, someone else
   * changed it meanwhile, and sending would undo that.
   */
  base?: LineChanges;
}

/** What an operation on an existing line keeps of it, to find it again. */
export type LineAddress = Pick<LineTarget, 'lineId' | 'username' | 'access'>;

export function addressOf(adapter: PanelAdapter, line: Line): LineAddress {
  const address = { lineId: line.id, username: line.username };
  if (adapter.needsAccess !== true) return address;
  return { ...address, access: { username: line.username, password: line.password ?? '' } };
}

export function keyOf({ lineId, access }: Pick<LineAddress, 'lineId' | 'access'>): LineKey {
  return access === undefined ? lineId : { id: lineId, ...access };
}

/** The line as it is now; under its new username and password where only those find it. @throws PanelError `not-found` */
async function currentLine(adapter: PanelAdapter, target: LineTarget): Promise<Line> {
  const { lineId, access, changes } = target;
  try {
    return await adapter.getLine(keyOf(target));
  } catch (error) {
    const { username, password } = changes;
    if (access === undefined || (username === undefined && password === undefined)) throw error;
    if (!(error instanceof PanelError) || error.code !== 'not-found') throw error;
    return adapter.getLine({
      id: lineId,
      username: username ?? access.username,
      password: password ?? access.password,
    });
  }
}

/** @throws PanelError `not-found` */
export async function resolveLine(adapter: PanelAdapter, reference: LineReference): Promise<Line> {
  if ('id' in reference) {
    if (adapter.needsAccess !== true) return adapter.getLine(reference.id);
    throw invalidParameter(
      'line',
      'is given by its id, by which this kind of panel cannot be asked',
      'Give its username and password.',
    );
  }
  if (adapter.needsAccess === true && reference.password === undefined) {
    throw invalidParameter(
      'line',
      'is given without its password',
      'This kind of panel finds a line only by username and password: give both.',
    );
  }
  const line = await adapter.findLine(reference.username, reference.password);
  if (!line) {
    throw new PanelError('not-found', `The panel has no line with the username ${reference.username}.`, {
      hint: 'Check the spelling: upper and lower case count.',
    });
  }
  return line;
}

export const lineTargetSteps = {
  async assess(adapter: PanelAdapter, target: LineTarget): Promise<Assessment> {
    const line = await currentLine(adapter, target);
    if (unmetChanges(line, target.changes).length === 0) return { state: 'reached', result: line };
    const moved = target.base === undefined ? [] : unmetChanges(line, target.base);
    if (moved.length === 0) return { state: 'pending' };
    const found = moved.map((field) => (field === 'password' ? field : `${field} is ${JSON.stringify(line[field])}`));
    return { state: 'conflict', found: found.join(', ') };
  },
  async send(adapter: PanelAdapter, target: LineTarget): Promise<void> {
    await adapter.updateLine(keyOf(target), target.changes);
  },
  subject(target: LineTarget): string {
    return `line:${target.lineId}`;
  },
} as const;
