import { can } from '../../abilities';
import type { PanelAdapter } from '../../adapter';
import { PanelError } from '../../errors';
import { wouldBeMangled } from '../../rules';
import type { Instant, Line, LineChanges } from '../../types';

/**
 * Why a line is suspended. No panel has a place for it, so it is kept as a mark in the line's notes, beside what stands there:
 * `[suspended: non-payment 2026-11-22]`, `[suspended: other 2026-11-22: asked for by phone]`. So it is seen by people in the panel, and by whoever else
 * works on the line, with or without the daemon.
 *
 * A line is suspended while it is disabled. A mark on a line that somebody enabled in the panel means nothing: the next operation that switches the
 * line takes it out, lest it give a reason to what was done for another.
 */

/** From the weakest to the strongest: a stronger reason takes the place of a weaker one, never the other way round. */
export const suspensionReasons = ['non-payment', 'customer-request', 'other', 'abuse'] as const;
export type SuspensionReason = (typeof suspensionReasons)[number];

export interface Suspension {
  /** null: disabled by somebody who left no reason. Counts as `other`. */
  suspensionReason: SuspensionReason | null;
  /** The day in UTC, `2026-11-22`. */
  suspendedOn: string | null;
  suspensionNote: string | null;
}

const markForm = /\[suspended: ([a-z-]+) (\d{4}-\d{2}-\d{2})(?:: ([^\]\n]*))?\]/g;

/** A mark with the line break before it, so that its line goes with it. */
const markLine = new RegExp(`\\n?${markForm.source}`, 'g');

/** null: the line is not suspended. */
export function suspensionOf(line: Line): Suspension | null {
  if (line.enabled) return null;
  for (const notes of [line.adminNotes, line.resellerNotes]) {
    for (const [, reason, day, note] of (notes ?? '').matchAll(markForm)) {
      const known = suspensionReasons.find((each) => each === reason);
      if (known === undefined) continue;
      return { suspensionReason: known, suspendedOn: day ?? null, suspensionNote: note ?? null };
    }
  }
  return { suspensionReason: null, suspendedOn: null, suspensionNote: null };
}

/** Whether a suspension for this reason outranks the one there is. */
export function outranks(reason: SuspensionReason, present: Suspension): boolean {
  const rank = (each: SuspensionReason): number => suspensionReasons.indexOf(each);
  return rank(reason) > rank(present.suspensionReason ?? 'other');
}

/** @param note one line without brackets */
export function markOf(reason: SuspensionReason, at: Instant, note: string | undefined): string {
  return `[suspended: ${reason} ${at.slice(0, 10)}${note === undefined || note === '' ? '' : `: ${note}`}]`;
}

function withoutMarks(notes: string | null): string {
  return (notes ?? '').replace(markLine, '').trim();
}

/**
 * The changes of notes that take every mark out, and put this one in: in the administrator's notes where the panel lets them be set, else in the
 * reseller's. Notes that are right already are not among them.
 *
 * @throws PanelError `rejected` where what stands in the notes could not be stored again as it is
 */
export function markedNotes(
  adapter: PanelAdapter,
  line: Line,
  mark: string | null,
): Pick<LineChanges, 'adminNotes' | 'resellerNotes'> {
  const fields = (['adminNotes', 'resellerNotes'] as const).filter((field) => can(adapter, `set:${field}`));
  const [place] = fields;
  return Object.fromEntries(
    fields.flatMap((field) => {
      const rest = withoutMarks(line[field]);
      const notes = field === place && mark !== null ? [rest, mark].filter((part) => part !== '').join('\n') : rest;
      const isUntouched = rest === (line[field] ?? '').trim() && notes === rest;
      if (isUntouched) return [];
      if (wouldBeMangled(notes)) throw notesInTheWay(line);
      return [[field, notes]];
    }),
  );
}

/** The notes as they are, of those that change: what somebody wrote there meanwhile must not be undone. */
export function notesBefore(line: Line, changes: LineChanges): { base?: LineChanges } {
  const fields = (['adminNotes', 'resellerNotes'] as const).filter((field) => changes[field] !== undefined);
  if (fields.length === 0) return {};
  return { base: Object.fromEntries(fields.map((field) => [field, line[field] ?? ''])) };
}

function notesInTheWay(line: Line): PanelError {
  return new PanelError(
    'rejected',
    `The notes of ${line.username} hold something the panel would change while saving them, so the reason for a suspension cannot be kept there.`,
    {
      hint: 'Correct the notes in the panel (backslashes, "../", "<script", HTML entities), or disable the line instead.',
    },
  );
}
