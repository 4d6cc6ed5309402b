import { instantFromUnix, type EventData, type Instant, type LineSummary } from '../../panel';
import type { Clock } from '../clock';
import type { EventDraft, EventLog } from '../events';
import { numbersOf, type Store, type Write } from '../store';
import { lineState, storedLine, type StoredLine } from './diff';
import { subjectOf } from './subject';

/** What a panel itself tells of a line that will expire. */
export interface PanelReminder {
  lineId: string;
  /** Unix seconds. */
  expiresAt: number;
  /** The threshold it is told at. */
  days: number;
}

/** A reminder is forgotten so long after the expiry it was about. Seconds. */
const keptSeconds = 30 * 86_400;

/**
 * Reminders that panels send themselves, beside those of the daemon's own clock: `line.expiring` is told once of a line, an expiry and a threshold,
 * whoever is first. What the clock has told is in the event log; what a panel has told is kept here, and the clock asks (`toldByPanel`).
 */
export class Reminders {
  constructor(private readonly parts: { store: Store; log: EventLog; clock: Clock }) {}

  /** Ids of the lines that the snapshot does not have, or has with another expiry. */
  async unknown(panel: string, reminders: readonly PanelReminder[]): Promise<string[]> {
    const known = await rowsOf(this.parts.store.db, panel, reminders);
    return reminders.filter((reminder) => !isAbout(known.get(reminder.lineId), reminder)).map(({ lineId }) => lineId);
  }

  /**
   * Tells of those that nobody has told of.
   * @param message `read`: lines as the panel answered them, where the snapshot did not have them as the reminder says; one that has another expiry by now
   *   is not told of. `time`: the panel's.
   */
  async tell(
    trx: Write,
    afterCommit: (run: () => void) => void,
    panel: string,
    message: { reminders: readonly PanelReminder[]; read: ReadonlyMap<string, LineSummary>; time: Instant },
  ): Promise<void> {
    const { reminders, read, time } = message;
    const now = this.parts.clock.now();
    const known = await rowsOf(trx, panel, reminders);
    await trx
      .deleteFrom('line_reminders')
      .where('expires_at', '<', Math.floor(now / 1000) - keptSeconds)
      .execute();
    const drafts: EventDraft[] = [];
    for (const reminder of reminders) {
      const { lineId, expiresAt, days } = reminder;
      const fresh = read.get(lineId);
      const line = [known.get(lineId), fresh && storedLine(fresh)].find((candidate) => isAbout(candidate, reminder));
      if (line === undefined || (await toldByClock(trx, panel, reminder))) continue;
      const added = await trx
        .insertInto('line_reminders')
        .values({ panel, line: Number(lineId), expires_at: expiresAt, days })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      if (added.numInsertedOrUpdatedRows !== 1n) continue;
      drafts.push({
        type: 'line.expiring',
        panel,
        subject: subjectOf(panel, lineId),
        time,
        origin: 'panel',
        data: { line: lineState(line, now), daysLeft: days },
      });
    }
    await this.parts.log.append(trx, afterCommit, drafts);
  }
}

function isAbout(line: StoredLine | undefined, { expiresAt }: PanelReminder): boolean {
  return line?.expiresAt === instantFromUnix(expiresAt);
}

/** The snapshot's lines of these, by id. */
async function rowsOf(
  db: Store['db'] | Write,
  panel: string,
  reminders: readonly PanelReminder[],
): Promise<Map<string, StoredLine>> {
  const ids = reminders.map(({ lineId }) => Number(lineId));
  const rows = await db
    .selectFrom('lines')
    .select(['id', 'state'])
    .where('panel', '=', panel)
    .where('id', 'in', numbersOf(db, ids))
    .execute();
  return new Map(rows.map((row) => [String(row.id), JSON.parse(row.state) as StoredLine]));
}

async function toldByClock(trx: Write, panel: string, { lineId, expiresAt, days }: PanelReminder): Promise<boolean> {
  const told = await trx
    .selectFrom('events')
    .select('data')
    .where('subject', '=', subjectOf(panel, lineId))
    .where('type', '=', 'line.expiring')
    .execute();
  return told
    .map(({ data }) => JSON.parse(data) as EventData)
    .some(({ line, daysLeft }) => daysLeft === days && line?.expiresAt === instantFromUnix(expiresAt));
}

/** Which of these lines' thresholds a panel has told of itself: asks by line id, expiry (unix seconds) and days. */
export async function toldByPanel(
  trx: Write,
  lines: ReadonlyArray<{ panel: string; id: number }>,
): Promise<(panel: string, line: number, expiresAt: number, days: number) => boolean> {
  const ids = lines.map(({ id }) => id);
  const rows = await trx.selectFrom('line_reminders').selectAll().where('line', 'in', numbersOf(trx, ids)).execute();
  const keyOf = (...parts: Array<string | number>) => JSON.stringify(parts);
  const told = new Set(rows.map((row) => keyOf(row.panel, row.line, row.expires_at, row.days)));
  return (panel, line, expiresAt, days) => told.has(keyOf(panel, line, expiresAt, days));
}
