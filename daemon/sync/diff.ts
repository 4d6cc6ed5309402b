import { lineStatus, type EventData, type EventType, type LineState, type LineSummary } from '../../panel';

/** From two states of a line to the events that tell the difference. Pure. */

/** A line as stored in the snapshot: no password, and no status, which depends on the time of asking. */
export type StoredLine = Omit<LineState, 'status'>;

/** Compared fields that have no event type of their own. */
const otherFields = ['username', 'restreamer', 'maxConnections', 'adminNotes', 'resellerNotes'] as const;

/**
 * The fields whose change is a fact. `ownerName` is left out: renaming a reseller is no change of their lines. Fields a panel may add
 * never raise anything.
 */
export const comparedFields = ['ownerId', 'expiresAt', 'enabled', 'banned', 'trial', ...otherFields] as const;

export function storedLine(line: LineSummary): StoredLine {
  return {
    id: line.id,
    username: line.username,
    ownerId: line.ownerId,
    ownerName: line.ownerName,
    expiresAt: line.expiresAt,
    enabled: line.enabled,
    banned: line.banned,
    trial: line.trial,
    restreamer: line.restreamer,
    maxConnections: line.maxConnections,
    adminNotes: line.adminNotes,
    resellerNotes: line.resellerNotes,
  };
}

export function lineState(line: StoredLine, now: number): LineState {
  return { ...line, status: lineStatus(line, now) };
}

/** One fact about a line, before it has a place in the log. */
export interface LineFact {
  type: EventType;
  data: EventData;
}

/** @param now milliseconds since 1970 */
export function createdFacts(line: StoredLine, now: number): LineFact[] {
  const data: EventData = { line: lineState(line, now) };
  const created: LineFact = { type: 'line.created', data };
  return line.trial ? [created, { type: 'line.trial_started', data }] : [created];
}

export function deletedFact(line: StoredLine, now: number): LineFact {
  return { type: 'line.deleted', data: { line: lineState(line, now) } };
}

function isLater(after: string | null, before: string | null): boolean {
  if (before === null) return false;
  return after === null || Date.parse(after) > Date.parse(before);
}

/** @param passwordChanged whether the password did, which states do not hold */
export function changedFacts(before: StoredLine, after: StoredLine, passwordChanged: boolean, now: number): LineFact[] {
  const line = lineState(after, now);
  const facts: LineFact[] = [];
  const fact = (type: EventType, ...fields: Array<keyof StoredLine>): void => {
    const pick = (from: StoredLine): Record<string, unknown> =>
      Object.fromEntries(fields.map((field) => [field, from[field]]));
    facts.push({ type, data: fields.length === 0 ? { line } : { line, before: pick(before), after: pick(after) } });
  };
  if (before.expiresAt !== after.expiresAt) {
    fact(isLater(after.expiresAt, before.expiresAt) ? 'line.renewed' : 'line.shortened', 'expiresAt');
  }
  if (before.enabled !== after.enabled) fact(after.enabled ? 'line.resumed' : 'line.suspended', 'enabled');
  if (before.banned !== after.banned) fact(after.banned ? 'line.banned' : 'line.unbanned', 'banned');
  if (before.trial !== after.trial) fact(after.trial ? 'line.trial_started' : 'line.trial_converted', 'trial');
  if (before.ownerId !== after.ownerId) fact('line.owner_changed', 'ownerId', 'ownerName');
  if (passwordChanged) fact('line.password_changed');
  const others = otherFields.filter((field) => before[field] !== after[field]);
  if (others.length > 0) fact('line.updated', ...others);
  return facts;
}
