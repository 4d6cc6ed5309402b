import { instantFromUnix, unixFromInstant, type LineState } from '../../panel';
import type { EventDraft, EventLog } from '../events';
import type { Store } from '../store';
import { subjectOf } from '../sync';
import type { Watched } from '../watch';
import { activityOf } from './history';
import type { LineStates } from './lines';
import { inactiveAfter, type LineRecord } from './record';
import { putRecords, recordFrom } from './rows';
import type { ActivitySettings } from './settings';

/** Lines judged in one look: each is a request to the panel. */
const judgedAtOnce = 100;

const day = 86_400;

/** After these a customer has just decided for the line: its absence counts from there. */
const fresh = ['line.created', 'line.renewed', 'line.resumed', 'line.unbanned', 'line.trial_converted'];

/**
 * Tells of lines that nobody has used for a threshold of days, each threshold once, in the order and with the time at which they were crossed. Before that,
 * the panel's own activity log is asked whether it saw a connection that we did not. A line that is disabled, banned or expired could not be used: it is
 * judged again a day later.
 */
export async function tellAbsences(
  parts: { store: Store; log: EventLog; settings: ActivitySettings },
  panel: Watched,
  states: LineStates,
  look: { now: number; signal: AbortSignal },
): Promise<void> {
  for (let judged = 0; judged < judgedAtOnce; judged += 1) {
    look.signal.throwIfAborted();
    const row = await parts.store.db
      .selectFrom('line_activity')
      .selectAll()
      .where('panel', '=', panel.name)
      .where('inactive_at', '<=', look.now)
      .orderBy('inactive_at')
      .orderBy('line')
      .limit(1)
      .executeTakeFirst();
    if (row === undefined) return;
    const id = String(row.line);
    const line = (await states.known([id])).get(id) ?? (await states.ask(id));
    if (line === null) {
      await panel.write((trx) =>
        trx.deleteFrom('line_activity').where('panel', '=', panel.name).where('line', '=', row.line).execute(),
      );
      continue;
    }
    const { record, draft } = await judge(parts, panel, line, recordFrom(row), look.now);
    await panel.write(async (trx, afterCommit) => {
      await putRecords(trx, panel.name, [[id, record]]);
      await parts.log.append(trx, afterCommit, draft === null ? [] : [draft]);
    });
  }
}

async function judge(
  { store, settings }: { store: Store; settings: ActivitySettings },
  panel: Watched,
  line: LineState,
  record: LineRecord,
  now: number,
): Promise<{ record: LineRecord; draft: EventDraft | null }> {
  if (line.status !== 'active') return { record: { ...record, inactiveAt: now + day }, draft: null };
  const subject = subjectOf(panel.name, line.id);
  const lastAt = record.lastAt ?? record.since;
  const activity = await activityOf(panel, line.id, lastAt);
  if (activity !== null && activity.lastAt > lastAt) {
    const inactiveAt = inactiveAfter(activity.lastAt, 0, settings.inactiveDays)?.at ?? null;
    return { record: { ...record, ever: 'yes', lastAt: activity.lastAt, inactiveDays: 0, inactiveAt }, draft: null };
  }
  const from = Math.max(lastAt, await freshSince(store, subject));
  const next = inactiveAfter(from, record.inactiveDays, settings.inactiveDays);
  if (next === null || next.at > now) return { record: { ...record, inactiveAt: next?.at ?? null }, draft: null };
  const { days, at } = next;
  const inactive = { days, lastSeenAt: instantFromUnix(lastAt), everConnected: record.ever };
  return {
    record: {
      ...record,
      inactiveDays: days,
      inactiveAt: inactiveAfter(from, days, settings.inactiveDays)?.at ?? null,
    },
    draft: {
      type: 'line.inactive',
      panel: panel.name,
      subject,
      time: instantFromUnix(at),
      origin: 'clock',
      data: { line, inactive },
    },
  };
}

/** When the line was last made, renewed or switched on, as far as the log goes back; 0: never. Unix seconds. */
async function freshSince({ db }: Store, subject: string): Promise<number> {
  const row = await db
    .selectFrom('events')
    .select('time')
    .where('subject', '=', subject)
    .where('type', 'in', fresh)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? 0 : unixFromInstant(row.time);
}
