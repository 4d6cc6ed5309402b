import { invalidParameter } from '../../errors';
import { checkExpiry, renewedExpiry } from '../../rules';
import type { Duration, Instant, LineChanges } from '../../types';
import type { WriteContext } from '../operation';
import type { Parameter } from '../parameter';
import { expiresAt } from './parameters';

/** Moving an expiry: of a line, and of the device that goes by it. */

export const extensionParameters = {
  extend: {
    kind: 'choice',
    label: 'Extend',
    required: true,
    default: 'byDuration',
    options: [
      { value: 'byDuration', label: 'By a Duration' },
      { value: 'toDate', label: 'To a Date' },
    ],
  },
  duration: {
    kind: 'duration',
    label: 'Duration',
    description: 'Counted from the expiry when it lies ahead, else from now. Months are calendar months',
    required: true,
    default: { amount: 1, unit: 'months' },
    showWhen: { extend: 'byDuration' },
  },
  until: { ...expiresAt, label: 'Until', required: true, nullMeans: undefined, showWhen: { extend: 'toDate' } },
} as const satisfies Record<string, Parameter>;

/** @throws PanelError `invalid-parameter` where there is no expiry to count from. @param named what is extended: its parameter, and what it is called */
export function extensionOf(
  current: Instant | null,
  { duration, until }: { duration?: Duration; until?: Instant },
  context: WriteContext,
  named: { field: string; name: string },
): { changes: LineChanges; base?: LineChanges } {
  if (until !== undefined) return { changes: { expiresAt: until } };
  if (duration === undefined || current === null) {
    throw invalidParameter(
      named.field,
      `${named.name} never expires, so there is nothing to extend`,
      'Give it an expiry date first.',
    );
  }
  const renewed = renewedExpiry(current, duration, context.now, context.timeZone);
  return { changes: { expiresAt: checkExpiry(renewed, 'duration', context.now) }, base: { expiresAt: current } };
}
