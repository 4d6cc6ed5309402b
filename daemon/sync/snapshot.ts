import { hash } from 'node:crypto';
import { sql } from 'kysely';
import type { LineSummary, Origin } from '../../panel';
import { instantFromUnix, unixFromInstant } from '../../panel';
import type { Clock } from '../clock';
import type { EventDraft, EventLog } from '../events';
import type { Sealer } from '../secrets';
import { isPostgres, numbersOf, type AfterCommit, type Store, type Write } from '../store';
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
import { toldByPanel } from './reminders';
import { subjectOf } from './subject';
import type { LineTable } from './tables';

/** What a pass needs to know of rows to compare them: ids in rising order, and the fingerprint of each at the same place. */
export interface KnownLines {
  ids: number[];
  fingerprints: string[];
}

/** A line and what there is to tell of it. */
interface ToldLine {
  id: string;
  facts: readonly LineFact[];
}

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

  /**
   * The lines with ids above `after` up to `upTo` (null: all above).
   *
   * Two JSON texts: an object for each row took more than twice the time of reading the rows.
   */
  async known(panel: string, after: number, upTo: number | null): Promise<KnownLines> {
    const { db } = this.parts.store;
    const list = sql.raw(isPostgres(db) ? 'json_agg' : 'json_group_array');
    const { rows } = await sql<{ ids: string | null; fingerprints: string | null }>`
      SELECT CAST(${list}(id) AS TEXT) AS ids, CAST(${list}(fingerprint) AS TEXT) AS fingerprints FROM (
        SELECT id, fingerprint FROM lines
        WHERE panel = ${panel} AND id > ${after} AND id <= ${upTo ?? Number.MAX_SAFE_INTEGER} ORDER BY id
      ) AS stretch`.execute(db);
    // Of no rows at all, PostgreSQL makes nothing instead of an empty list.
    const { ids, fingerprints } = rows[0] ?? { ids: null, fingerprints: null };
    return { ids: JSON.parse(ids ?? '[]') as number[], fingerprints: JSON.parse(fingerprints ?? '[]') as string[] };
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
    const rows = lines.map((line) => this.newRow(panel, line, storedLine(line), now));
    await upsert(trx, rows);
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
    const ids = lines.map((line) => Number(line.id));
    const before = new Map((await this.rows(trx, panel, ids)).map((row) => [row.id, row]));
    const rows: LineTable[] = [];
    const told: ToldLine[] = [];
    for (const line of lines) {
      const known = before.get(Number(line.id));
      const { row, facts } = known ? this.changed(panel, known, line, now) : this.created(panel, line, now);
      rows.push(row);
      told.push({ id: line.id, facts });
    }
    await upsert(trx, rows);
    await this.tell(trx, afterCommit, panel, origin, told);
  }

  /** Believes that these lines are gone from the panel. */
  async vanished(trx: Write, afterCommit: AfterCommit, panel: string, ids: readonly number[]): Promise<void> {
    await this.remove(trx, afterCommit, panel, ids, 'panel');
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
    await this.remove(trx, afterCommit, panel, [Number(lineId)], origin);
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
    const isTold = await toldByPanel(trx, due);
    const drafts: EventDraft[] = [];
    for (const row of due) {
      const stored = JSON.parse(row.state) as StoredLine;
      let mark = keptMark(row);
      while (mark && mark.at <= horizon) {
        const expiry = stored.expiresAt === null ? 0 : unixFromInstant(stored.expiresAt);
        if (!isTold(row.panel, row.id, expiry, mark.days)) drafts.push(markDraft(row.panel, stored, mark));
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

  /** The rows of these ids that there are, in the order of ids. */
  private rows(trx: Write, panel: string, ids: readonly number[]): Promise<LineTable[]> {
    return trx
      .selectFrom('lines')
      .selectAll()
      .where('panel', '=', panel)
      .where('id', 'in', numbersOf(trx, ids))
      .orderBy('id')
      .execute();
  }

  private newRow(panel: string, line: LineSummary, stored: StoredLine, now: number): LineTable {
    return this.rowOf(panel, line, stored, nextMark(stored.expiresAt, this.parts.thresholds, now / 1000));
  }

  private created(panel: string, line: LineSummary, now: number): { row: LineTable; facts: LineFact[] } {
    const stored = storedLine(line);
    return { row: this.newRow(panel, line, stored, now), facts: createdFacts(stored, now) };
  }

  private changed(
    panel: string,
    row: LineTable,
    line: LineSummary,
    now: number,
  ): { row: LineTable; facts: LineFact[] } {
    const before = JSON.parse(row.state) as StoredLine;
    // A command's read-back does not name the owner; the name stays while the owner does.
    const after = storedLine(
      line.ownerName === null && line.ownerId === before.ownerId ? { ...line, ownerName: before.ownerName } : line,
    );
    const passwordMark = line.password === null ? row.password_mark : this.parts.sealer.fingerprint(line.password);
    const passwordChanged = row.password_mark !== null && passwordMark !== row.password_mark;
    const mark = before.expiresAt === after.expiresAt ? keptMark(row) : this.movedMark(before, after, now);
    return {
      row: this.rowOf(panel, line, after, mark, passwordMark),
      facts: changedFacts(before, after, passwordChanged, now),
    };
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
    ids: readonly number[],
    origin: Origin,
  ): Promise<void> {
    const now = this.parts.clock.now();
    const told = (await this.rows(trx, panel, ids)).map((row): ToldLine => {
      const stored = JSON.parse(row.state) as StoredLine;
      return { id: stored.id, facts: [deletedFact(stored, now)] };
    });
    await trx.deleteFrom('lines').where('panel', '=', panel).where('id', 'in', numbersOf(trx, ids)).execute();
    await this.tell(trx, afterCommit, panel, origin, told);
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
    origin: Origin,
    lines: readonly ToldLine[],
  ): Promise<void> {
    const time = instantFromUnix(Math.floor(this.parts.clock.now() / 1000));
    const drafts = lines.flatMap(({ id, facts }) =>
      facts.map((fact): EventDraft => ({ ...fact, panel, subject: subjectOf(panel, id), time, origin })),
    );
    await this.parts.log.append(trx, afterCommit, drafts);
  }
}

async function upsert(trx: Write, rows: readonly LineTable[]): Promise<void> {
  for (let at = 0; at < rows.length; at += rowsAtOnce) await upsertAtOnce(trx, rows.slice(at, at + rowsAtOnce));
}

async function upsertAtOnce(trx: Write, rows: LineTable[]): Promise<void> {
  await trx
    .insertInto('lines')
    .values(rows)
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
