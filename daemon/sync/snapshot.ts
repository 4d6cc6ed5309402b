import { hash } from 'node:crypto';
import type { LineSummary, Origin } from '../../panel';
import { instantFromUnix } from '../../panel';
import type { Clock } from '../clock';
import type { EventDraft, EventLog } from '../events';
import type { Sealer } from '../secrets';
import type { Store, Write } from '../store';
import type { Snapshot } from './contract';
import {
  changedFacts,
  comparedFields,
  createdFacts,
  deletedFact,
  lineState,
  storedLine,
  type LineFact,
  type StoredLine,
} from './diff';
import { armedByShortening, markAfter, nextMark, type Mark } from './marks';
import type { LineTable } from './tables';

type AfterCommit = (run: () => void) => void;

/** What a pass needs to know of a row to compare it. */
export type KnownLine = Pick<LineTable, 'id' | 'fingerprint'>;

/** Lines told of in one transaction. */
const marksAtOnce = 500;

/** Rows in one INSERT: few enough for its 32,766 values, many enough to spend the time on rows. */
const rowsAtOnce = 250;

/** The daemon's last known state of all lines, and the only place where differences become events. */
export class LineSnapshot implements Snapshot {
  constructor(
    private readonly parts: {
      store: Store;
      log: EventLog;
      sealer: Sealer;
      clock: Clock;
      /** Days before expiry to tell of it. */
      thresholds: readonly number[];
    },
  ) {
    this.fingerprintKey = parts.sealer.fingerprint('line fingerprints');
  }

  private readonly fingerprintKey: string;

  /** Over the compared fields and the password; keyed, because it lies on disk. */
  fingerprint(line: LineSummary): string {
    let text = this.fingerprintKey;
    for (const field of comparedFields) text += `\u0000${String(line[field])}`;
    return hash('sha256', `${text}\u0000${line.password ?? ''}`, 'base64url').slice(0, 22);
  }

  /** The rows with ids above `after` up to `upTo` (null: all above), in order. */
  async known(panel: string, after: number, upTo: number | null): Promise<KnownLine[]> {
    let select = this.parts.store.db
      .selectFrom('lines')
      .select(['id', 'fingerprint'])
      .where('panel', '=', panel)
      .where('id', '>', after);
    if (upTo !== null) select = select.where('id', '<=', upTo);
    return select.orderBy('id').execute();
  }

  async count(panel: string): Promise<number> {
    const row = await this.parts.store.db
      .selectFrom('lines')
      .select((eb) => eb.fn.countAll<number>().as('lines'))
      .where('panel', '=', panel)
      .executeTakeFirstOrThrow();
    return row.lines;
  }

  /** For a baseline: takes the lines in without telling of them. */
  async takeIn(trx: Write, panel: string, lines: readonly LineSummary[]): Promise<void> {
    const now = this.parts.clock.now();
    const rows = lines.map((line) => {
      const stored = storedLine(line);
      return this.rowOf(panel, line, stored, nextMark(stored.expiresAt, this.parts.thresholds, now / 1000));
    });
    for (let at = 0; at < rows.length; at += rowsAtOnce) await upsert(trx, rows.slice(at, at + rowsAtOnce));
  }

  /** Takes what a pass or a command saw; the differences become events. */
  async seen(
    trx: Write,
    afterCommit: AfterCommit,
    panel: string,
    lines: readonly LineSummary[],
    origin: Origin,
  ): Promise<void> {
    const now = this.parts.clock.now();
    for (const line of lines) {
      const row = await this.row(trx, panel, Number(line.id));
      if (row === undefined) {
        const stored = storedLine(line);
        const mark = nextMark(stored.expiresAt, this.parts.thresholds, now / 1000);
        await upsert(trx, [this.rowOf(panel, line, stored, mark)]);
        await this.tell(trx, afterCommit, panel, line.id, origin, createdFacts(stored, now));
      } else {
        await this.change(trx, afterCommit, panel, row, line, origin);
      }
    }
  }

  /** Believes that these lines are gone from the panel. */
  async vanished(trx: Write, afterCommit: AfterCommit, panel: string, ids: readonly number[]): Promise<void> {
    for (const id of ids) {
      const row = await this.row(trx, panel, id);
      if (row) await this.remove(trx, afterCommit, panel, row, 'panel');
    }
  }

  async lineSeen(
    trx: Write,
    afterCommit: AfterCommit,
    panel: string,
    line: LineSummary,
    origin: Origin,
  ): Promise<void> {
    await this.seen(trx, afterCommit, panel, [line], origin);
  }

  async lineGone(trx: Write, afterCommit: AfterCommit, panel: string, lineId: string, origin: Origin): Promise<void> {
    const row = await this.row(trx, panel, Number(lineId));
    if (row) await this.remove(trx, afterCommit, panel, row, origin);
  }

  /**
   * Tells of thresholds and expiries that are due, in the order in which they came to pass and with that time, also those of a time when the daemon
   * was not running. Once each: the mark moves in the transaction of the event.
   */
  async tellDueMarks(): Promise<void> {
    for (;;) {
      const told = await this.parts.store.write((trx, afterCommit) => this.tellSomeDueMarks(trx, afterCommit));
      if (told < marksAtOnce) return;
    }
  }

  /** @returns of how many lines it told */
  private async tellSomeDueMarks(trx: Write, afterCommit: AfterCommit): Promise<number> {
    const now = Math.floor(this.parts.clock.now() / 1000);
    const due = await trx
      .selectFrom('lines')
      .selectAll()
      .where('mark_at', '<=', now)
      .orderBy('mark_at')
      .orderBy('panel')
      .orderBy('id')
      .limit(marksAtOnce)
      .execute();
    // What lies behind the last of a full batch may come before a later mark of its lines: those wait for the next batch.
    const horizon = due.length < marksAtOnce ? now : (due.at(-1)?.mark_at ?? now);
    const drafts: EventDraft[] = [];
    for (const row of due) {
      const stored = JSON.parse(row.state) as StoredLine;
      let mark = keptMark(row);
      while (mark && mark.at <= horizon) {
        drafts.push(markDraft(row.panel, stored, mark));
        mark = markAfter(mark, stored.expiresAt, this.parts.thresholds);
      }
      await trx
        .updateTable('lines')
        .set({ mark_days: mark?.days ?? null, mark_at: mark?.at ?? null })
        .where('panel', '=', row.panel)
        .where('id', '=', row.id)
        .execute();
    }
    drafts.sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
    await this.parts.log.append(trx, afterCommit, drafts);
    return due.length;
  }

  private row(trx: Write, panel: string, id: number): Promise<LineTable | undefined> {
    return trx.selectFrom('lines').selectAll().where('panel', '=', panel).where('id', '=', id).executeTakeFirst();
  }

  private async change(
    trx: Write,
    afterCommit: AfterCommit,
    panel: string,
    row: LineTable,
    line: LineSummary,
    origin: Origin,
  ): Promise<void> {
    const now = this.parts.clock.now();
    const before = JSON.parse(row.state) as StoredLine;
    // A command's read-back does not name the owner; the name stays while the owner does.
    const after = storedLine(
      line.ownerName === null && line.ownerId === before.ownerId ? { ...line, ownerName: before.ownerName } : line,
    );
    const passwordMark = line.password === null ? row.password_mark : this.parts.sealer.fingerprint(line.password);
    const passwordChanged = row.password_mark !== null && passwordMark !== row.password_mark;
    const facts = changedFacts(before, after, passwordChanged, now);
    const mark = before.expiresAt === after.expiresAt ? keptMark(row) : this.movedMark(before, after, now);
    await upsert(trx, [this.rowOf(panel, line, after, mark, passwordMark)]);
    await this.tell(trx, afterCommit, panel, line.id, origin, facts);
  }

  private movedMark(before: StoredLine, after: StoredLine, now: number): Mark | null {
    const seconds = now / 1000;
    const { thresholds } = this.parts;
    const shortened =
      after.expiresAt !== null &&
      (before.expiresAt === null || Date.parse(after.expiresAt) < Date.parse(before.expiresAt));
    return nextMark(
      after.expiresAt,
      thresholds,
      shortened ? armedByShortening(after.expiresAt ?? '', thresholds, seconds) : seconds,
    );
  }

  private async remove(
    trx: Write,
    afterCommit: AfterCommit,
    panel: string,
    row: LineTable,
    origin: Origin,
  ): Promise<void> {
    await trx.deleteFrom('lines').where('panel', '=', panel).where('id', '=', row.id).execute();
    const stored = JSON.parse(row.state) as StoredLine;
    await this.tell(trx, afterCommit, panel, stored.id, origin, [deletedFact(stored, this.parts.clock.now())]);
  }

  private rowOf(
    panel: string,
    line: LineSummary,
    stored: StoredLine,
    mark: Mark | null,
    passwordMark = line.password === null ? null : this.parts.sealer.fingerprint(line.password),
  ): LineTable {
    return {
      panel,
      id: Number(stored.id),
      username: stored.username,
      fingerprint: this.fingerprint(line),
      password_mark: passwordMark,
      state: JSON.stringify(stored),
      mark_days: mark?.days ?? null,
      mark_at: mark?.at ?? null,
    };
  }

  private async tell(
    trx: Write,
    afterCommit: AfterCommit,
    panel: string,
    lineId: string,
    origin: Origin,
    facts: readonly LineFact[],
  ): Promise<void> {
    const time = instantFromUnix(Math.floor(this.parts.clock.now() / 1000));
    const drafts = facts.map((fact): EventDraft => ({
      ...fact,
      panel,
      subject: subjectOf(panel, lineId),
      time,
      origin,
    }));
    await this.parts.log.append(trx, afterCommit, drafts);
  }
}

async function upsert(trx: Write, rows: readonly LineTable[]): Promise<void> {
  await trx
    .insertInto('lines')
    .values([...rows])
    .onConflict((oc) =>
      oc.columns(['panel', 'id']).doUpdateSet((eb) => ({
        username: eb.ref('excluded.username'),
        fingerprint: eb.ref('excluded.fingerprint'),
        password_mark: eb.ref('excluded.password_mark'),
        state: eb.ref('excluded.state'),
        mark_days: eb.ref('excluded.mark_days'),
        mark_at: eb.ref('excluded.mark_at'),
      })),
    )
    .execute();
}

function keptMark(row: LineTable): Mark | null {
  return row.mark_at === null || row.mark_days === null ? null : { days: row.mark_days, at: row.mark_at };
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

/** The subject of a line's events. */
export function subjectOf(panel: string, lineId: string): string {
  return `line:${panel}/${lineId}`;
}
