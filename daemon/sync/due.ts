import { instantFromUnix, unixFromInstant } from '../../panel';
import type { Clock } from '../clock';
import type { EventDraft, EventLog } from '../events';
import type { AfterCommit, Store, Write } from '../store';
import { lineState, type StoredLine } from './diff';
import { keptMark, markAfter, type Mark } from './marks';
import { toldByPanel } from './reminders';
import { subjectOf } from './subject';

/** Lines told of in one transaction. */
const linesAtOnce = 500;

interface Parts {
  store: Store;
  log: EventLog;
  clock: Clock;
  /** Days before expiry to tell of it. */
  thresholds: readonly number[];
}

/**
 * Tells of thresholds and expiries that are due, panel by panel, in the order in which they came to pass and with that time, also those of a time when the
 * daemon was not running. Once each: the mark moves in the transaction of the event. Due is what is due by the panel's clock, since the panel cuts off by it.
 */
export async function tellDueMarks(parts: Parts): Promise<void> {
  const panels = await parts.store.db.selectFrom('panels').select(['panel', 'skew_seconds']).execute();
  for (const panel of panels) {
    for (let told = linesAtOnce; told === linesAtOnce;)
      told = await parts.store.write((trx, afterCommit) => tellSome(parts, panel, trx, afterCommit));
  }
}

/** @returns of how many lines it told */
async function tellSome(
  { log, clock, thresholds }: Parts,
  { panel, skew_seconds }: { panel: string; skew_seconds: number | null },
  trx: Write,
  afterCommit: AfterCommit,
): Promise<number> {
  const now = Math.floor(clock.now() / 1000) + (skew_seconds ?? 0);
  const due = await trx
    .selectFrom('lines')
    .selectAll()
    .where('panel', '=', panel)
    .where('mark_at', '<=', now)
    .orderBy('mark_at')
    .orderBy('id')
    .limit(linesAtOnce)
    .execute();
  // What lies behind the last of a full batch may come before a later mark of its lines: those wait for the next batch.
  const horizon = due.length < linesAtOnce ? now : (due.at(-1)?.mark_at ?? now);
  const isTold = await toldByPanel(trx, due);
  const drafts: EventDraft[] = [];
  for (const row of due) {
    const stored = JSON.parse(row.state) as StoredLine;
    let mark = keptMark(row);
    while (mark && mark.at <= horizon) {
      const expiry = stored.expiresAt === null ? 0 : unixFromInstant(stored.expiresAt);
      if (!isTold(row.panel, row.id, expiry, mark.days)) drafts.push(markDraft(row.panel, stored, mark));
      mark = markAfter(mark, stored.expiresAt, thresholds);
    }
    await trx
      .updateTable('lines')
      .set({ mark_days: mark?.days ?? null, mark_at: mark?.at ?? null })
      .where('panel', '=', row.panel)
      .where('id', '=', row.id)
      .execute();
  }
  drafts.sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
  await log.append(trx, afterCommit, drafts);
  return due.length;
}

function markDraft(panel: string, line: StoredLine, mark: Mark): EventDraft {
  return {
    type: mark.days === 0 ? 'line.expired' : 'line.expiring',
    panel,
    subject: subjectOf(panel, line.id),
    time: instantFromUnix(mark.at),
    origin: 'clock',
    data: { line: lineState(line, mark.at * 1000), ...(mark.days === 0 ? {} : { daysLeft: mark.days }) },
  };
}
