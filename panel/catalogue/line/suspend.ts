import type { PanelAdapter } from '../../adapter';
import { invalidParameter } from '../../errors';
import { instantFromUnix } from '../../rules';
import type { Line, LineChanges } from '../../types';
import type { Assessment, Write } from '../operation';
import type { LineReference, Option } from '../parameter';
import { line } from './parameters';
import {
  markedNotes,
  markOf,
  notesBefore,
  outranks,
  suspensionOf,
  type Suspension,
  type SuspensionReason,
} from './suspension';
import { addressOf, lineTargetSteps, resolveLine, type LineTarget } from './target';

/** What came of it, settled when it was planned: a repetition must answer the same. */
export interface SuspensionTarget extends LineTarget {
  outcome: SuspendOutcome | ResumeOutcome;
}

/** `alreadySuspended`: for a reason as strong or stronger, which stays. */
type SuspendOutcome = 'suspended' | 'alreadySuspended';

/** `otherReason`: left as it is, because it is suspended for another reason than the one to resume from. */
type ResumeOutcome = 'resumed' | 'notSuspended' | 'otherReason';

/** A line with why it is suspended: what both operations yield. */
export type SuspendedLine = Line & Suspension & { outcome: SuspensionTarget['outcome'] };

const notSuspended: Suspension = { suspensionReason: null, suspendedOn: null, suspensionNote: null };

const reasons: readonly Option[] = [
  { value: 'abuse', label: 'Abuse' },
  { value: 'customer-request', label: 'Customer Request' },
  { value: 'non-payment', label: 'Non-Payment' },
  { value: 'other', label: 'Other' },
];

const common = {
  resource: 'line',
  access: 'write',
  yields: 'line',
  // Every panel that takes administrator's notes takes a reseller's, and a reseller's own API takes only those.
  needs: ['getLine', 'updateLine', 'set:enabled', 'set:resellerNotes'],
  subject: (target: SuspensionTarget) => lineTargetSteps.subject(target),
  send: (adapter: PanelAdapter, target: SuspensionTarget) => lineTargetSteps.send(adapter, target),
  async assess(adapter: PanelAdapter, target: SuspensionTarget): Promise<Assessment> {
    const assessment = await lineTargetSteps.assess(adapter, target);
    if (assessment.state !== 'reached') return assessment;
    const found = assessment.result as Line;
    const result: SuspendedLine = { ...found, ...(suspensionOf(found) ?? notSuspended), outcome: target.outcome };
    return { state: 'reached', result };
  },
} as const;

function target(
  adapter: PanelAdapter,
  found: Line,
  changes: LineChanges,
  outcome: SuspensionTarget['outcome'],
): SuspensionTarget {
  return { ...addressOf(adapter, found), changes, outcome, ...notesBefore(found, changes) };
}

/**
 * Disables a line and remembers why. Suspended again, the first reason stays, unless the new one is stronger (non-payment, customer request, other,
 * abuse, in this order; a line disabled without a reason counts as other): so a payment never lifts what was done for something else.
 */
export const suspendLine: Write<SuspensionTarget> = {
  ...common,
  id: 'line.suspend',
  name: 'suspend',
  label: 'Suspend',
  action: 'Suspend line',
  description: 'Switch a line off and keep the reason in its notes, so that only what lifts this reason resumes it',
  parameters: {
    line,
    reason: {
      kind: 'choice',
      label: 'Reason',
      description: 'A stronger reason takes the place of a weaker one: non-payment, customer request, other, abuse',
      required: true,
      default: 'non-payment',
      options: reasons,
    },
    note: { kind: 'text', label: 'Note', description: 'Kept beside the reason: one line without square brackets' },
  },
  async plan(adapter, values, context) {
    const given = values as { line: LineReference; reason: SuspensionReason; note?: string };
    if (/[[\]\n]/.test(given.note ?? '')) {
      throw invalidParameter('note', 'has a line break or square brackets', 'Leave them out.');
    }
    const found = await resolveLine(adapter, given.line);
    const present = suspensionOf(found);
    if (present !== null && !outranks(given.reason, present)) {
      return target(adapter, found, { enabled: false }, 'alreadySuspended');
    }
    const mark = markOf(given.reason, instantFromUnix(Math.floor(context.now / 1000)), given.note);
    return target(adapter, found, { enabled: false, ...markedNotes(adapter, found, mark) }, 'suspended');
  },
};

/** Enables a suspended line, or leaves it where it is suspended for another reason: which of the two, `outcome` says. */
export const resumeLine: Write<SuspensionTarget> = {
  ...common,
  id: 'line.resume',
  name: 'resume',
  label: 'Resume',
  action: 'Resume line',
  description: 'Switch a suspended line on again, if wanted only where it is suspended for one reason',
  parameters: {
    line,
    onlyIfReason: {
      kind: 'choice',
      label: 'Only If Suspended For',
      description: 'Lines suspended for another reason, or disabled without one, are left as they are',
      default: 'any',
      options: [...reasons, { value: 'any', label: 'Any Reason' }],
    },
  },
  async plan(adapter, values) {
    const given = values as { line: LineReference; onlyIfReason: SuspensionReason | 'any' };
    const found = await resolveLine(adapter, given.line);
    const present = suspensionOf(found);
    if (present !== null && given.onlyIfReason !== 'any' && present.suspensionReason !== given.onlyIfReason) {
      return target(adapter, found, {}, 'otherReason');
    }
    const changes = { enabled: true, ...markedNotes(adapter, found, null) };
    return target(adapter, found, changes, present === null ? 'notSuspended' : 'resumed');
  },
};
