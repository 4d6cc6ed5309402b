import { can } from '../../abilities';
import { invalidParameter } from '../../errors';
import type { Duration, Instant, LineChanges } from '../../types';
import type { Write } from '../operation';
import type { LineReference } from '../parameter';
import { extensionOf, extensionParameters } from './extension';
import { expiresAt, line, settable, settings } from './parameters';
import { markedNotes, notesBefore } from './suspension';
import { assessRenewal, durationOf, planRenewal, sendRenewal, type RenewalTarget } from './renew';
import { addressOf, lineTargetSteps, resolveLine, type LineTarget } from './target';

/** Operations that change an existing line. */

const common = { resource: 'line', access: 'write', yields: 'line', ...lineTargetSteps } as const;

export const updateLine: Write<LineTarget> = {
  ...common,
  id: 'line.update',
  needs: ['getLine', 'updateLine'],
  name: 'update',
  label: 'Update',
  action: 'Update line',
  description: 'Change some values of a line and keep all others as they are',
  parameters: {
    line,
    ...settable('set', {
      username: { kind: 'username', label: 'Username', description: 'The new username' },
      password: { kind: 'password', label: 'Password', secret: true, description: 'The new password' },
      expiresAt,
      packageId: { kind: 'package', label: 'Package', description: 'Recorded on the line; its values are not applied' },
      ...settings,
    }),
  },
  async plan(adapter, values) {
    const { line: reference, ...changes } = values as unknown as { line: LineReference } & LineChanges;
    if (Object.keys(changes).length === 0) {
      throw invalidParameter('line', 'is given, but nothing to change', 'Add at least one field to change.');
    }
    const found = await resolveLine(adapter, reference);
    return { ...addressOf(adapter, found), changes };
  },
};

export const extendLine: Write<LineTarget | RenewalTarget> = {
  ...common,
  id: 'line.extend',
  needs: ['getLine', 'updateLine', ['set:expiresAt', 'sales.renewLine']],
  name: 'extend',
  label: 'Extend',
  action: 'Extend line',
  description:
    'Move the expiry of a line: by a duration or a package’s duration from its expiry (from now when it has expired), or to a date',
  parameters: {
    line,
    extend: {
      ...extensionParameters.extend,
      options: [
        { value: 'byDuration', label: 'By a Duration', needs: 'set:expiresAt' },
        { value: 'byPackage', label: 'By a Package', needs: 'listPackages' },
        { value: 'toDate', label: 'To a Date', needs: 'set:expiresAt' },
      ],
    },
    duration: extensionParameters.duration,
    packageId: {
      kind: 'package',
      label: 'Package',
      description:
        'Whose duration is added. With a reseller’s key the line is renewed with it, for its price in credits',
      required: true,
      showWhen: { extend: 'byPackage' },
    },
    until: extensionParameters.until,
  },
  async plan(adapter, values, context) {
    const given = values as { line: LineReference; duration?: Duration; packageId?: string; until?: Instant };
    const found = await resolveLine(adapter, given.line);
    if (given.packageId !== undefined && found.expiresAt !== null && !can(adapter, 'set:expiresAt')) {
      return planRenewal(adapter, found.id, given.packageId, context);
    }
    const sold = given.packageId === undefined ? {} : { duration: await durationOf(adapter, given.packageId) };
    const named = { field: 'line', name: found.username };
    const extension = extensionOf(found.expiresAt, { ...given, ...sold }, context, named);
    return { ...addressOf(adapter, found), ...extension };
  },
  async assess(adapter, target) {
    return 'price' in target ? assessRenewal(adapter, target) : lineTargetSteps.assess(adapter, target);
  },
  async send(adapter, target) {
    await ('price' in target ? sendRenewal(adapter, target) : lineTargetSteps.send(adapter, target));
  },
  subject: ({ lineId }) => `line:${lineId}`,
};

function statusOperation(name: string, label: string, description: string, changes: LineChanges): Write<LineTarget> {
  return {
    ...common,
    id: `line.${name}`,
    needs: ['getLine', 'updateLine', changes.banned === undefined ? 'set:enabled' : 'set:banned'],
    name,
    label,
    action: `${label} line`,
    description,
    parameters: { line },
    async plan(adapter, values) {
      const found = await resolveLine(adapter, (values as { line: LineReference }).line);
      // The reason of a suspension that is over, or lifted here, must not become that of the next one.
      const outlived = changes.enabled === true || (changes.enabled === false && found.enabled);
      const all = { ...changes, ...(outlived ? markedNotes(adapter, found, null) : {}) };
      return { ...addressOf(adapter, found), changes: all, ...notesBefore(found, all) };
    },
  };
}

export const enableLine = statusOperation('enable', 'Enable', 'Switch a disabled line on again', { enabled: true });
export const disableLine = statusOperation('disable', 'Disable', 'Switch a line off, keeping everything else', {
  enabled: false,
});
export const banLine = statusOperation('ban', 'Ban', 'Ban a line, which outranks enabling it', { banned: true });
export const unbanLine = statusOperation('unban', 'Unban', 'Lift the ban of a line', { banned: false });
