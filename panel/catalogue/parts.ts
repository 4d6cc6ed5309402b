import type { PanelAdapter } from '../adapter';
import { PanelError } from '../errors';
import type { PanelParts } from '../parts';

/**
 * A part of the panel. All methods are taken to be there: an operation names those it needs (`needs`), and is not begun without them.
 * @throws PanelError `unsupported` where the panel's dialect has no such part
 */
export function partOf<Name extends keyof PanelParts>(adapter: PanelAdapter, name: Name): PanelParts[Name] {
  const part = adapter.parts?.[name];
  if (part !== undefined) return part as PanelParts[Name];
  throw new PanelError('unsupported', `This kind of panel (${adapter.dialect}) offers no ${name}.`, {
    hint: 'Choose another operation, or do it in the panel itself.',
  });
}
