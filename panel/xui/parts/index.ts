import type { PanelParts } from '../../parts';
import type { Call } from './call';
import { connectionPart } from './connections';
import { listPart } from './lists';

/** All parts this dialect has. */
export function xuiParts(call: Call): PanelParts {
  return { connections: connectionPart(call), lists: listPart(call) };
}
