import type { LineSummary } from '../../panel';
import { instantFromUnix } from '../../panel';
import type { Clock } from '../clock';
import type { EventDraft, EventLog } from '../events';
import type { Sealer } from '../secrets';
import { numbersOf, type AfterCommit, type Store, type Write } from '../store';
import { causedBy, type Cause } from './cause';
import { compare, type Differences, type Stretch } from './compare';
import type { LineFollower, Snapshot } from './contract';
import { changedFacts, createdFacts, deletedFact, storedLine, type LineFact, type StoredLine } from './diff';
import { tellDueMarks } from './due';
import { Fingerprints } from './fingerprints';
import { blocksOf, countLines, fingerprintsOf, highestId, takeFingerprints } from './known';
import { keptMark, movedMark, nextMark, type Mark } from './marks';
import { subjectOf } from './subject';
import type { LineTable } from './tables';

/** What was found different, to be taken in together. */
export type Found = Pick<Differences, 'different' | 'digests'>;

/** A line and what there is to tell of it. */
interface ToldLine {
  id: string;
  facts: readonly LineFact[];
}

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
      /** Told of lines that are seen to be different, and of those that are gone. @default nobody */
      details?: LineFollower;
    },
  ) {
    this.fingerprints = new Fingerprints(parts.sealer.key('line fingerprints'));
  }

  private readonly fingerprints: Fingerprints;

  /** Compares a page with the stretch it covers. Changes nothing. */
  async compare(panel: string, page: readonly LineSummary[], stretch: Stretch): Promise<Differences> {
    const known = await blocksOf(this.parts.store.db, panel, stretch);
    return compare(page, stretch, known, this.fingerprints);
  }

  /** Those of the lines that are new or changed. */
  async different(panel: string, lines: readonly LineSummary[]): Promise<LineSummary[]> {
    const ids = lines.map(({ id }) => Number(id));
    const known = await fingerprintsOf(this.parts.store.db, panel, ids);
    return lines.filter((line) => known.get(Number(line.id)) !== this.fingerprints.of(line));
  }

  /** The highest id of a panel's lines; 0: there are none. */
  highestId(panel: string): Promise<number> {
    return highestId(this.parts.store.db, panel);
  }

  count(panel: string): Promise<number> {
    return countLines(this.parts.store.db, panel);
  }

  /** For a baseline: takes the lines in without telling of them. */
  async takeIn(trx: Write, panel: string, found: Found): Promise<void> {
    const now = this.parts.clock.now();
    const rows = found.different.map((line) => this.newRow(panel, line, storedLine(line), now));
    await upsert(trx, rows);
    await this.remember(trx, panel, found);
  }

  /** Takes what a pass or a command saw; the differences become events. */
  async seen(trx: Write, afterCommit: AfterCommit, panel: string, found: Found, cause: Cause): Promise<void> {
    const now = this.parts.clock.now();
    const lines = found.different;
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
    await this.remember(trx, panel, found);
    await this.tell(trx, afterCommit, panel, cause, told);
    await this.parts.details?.linesSeen(trx, afterCommit, panel, lines, cause);
  }

  /** Believes that these lines are gone from the panel. */
  async vanished(trx: Write, afterCommit: AfterCommit, panel: string, ids: readonly number[]): Promise<void> {
    await this.remove(trx, afterCommit, panel, ids, 'panel');
  }

  async lineSeen(trx: Write, afterCommit: AfterCommit, panel: string, line: LineSummary, cause: Cause): Promise<void> {
    await this.seen(trx, afterCommit, panel, { different: [line], digests: new Map() }, cause);
  }

  async lineGone(trx: Write, afterCommit: AfterCommit, panel: string, lineId: string, cause: Cause): Promise<void> {
    await this.remove(trx, afterCommit, panel, [Number(lineId)], cause);
  }

  /** Tells of thresholds and expiries that are due. */
  tellDueMarks(): Promise<void> {
    return tellDueMarks(this.parts);
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
    const mark =
      before.expiresAt === after.expiresAt
        ? keptMark(row)
        : movedMark(before.expiresAt, after.expiresAt, this.parts.thresholds, now / 1000);
    return {
      row: this.rowOf(panel, line, after, mark, passwordMark),
      facts: changedFacts(before, after, passwordChanged, now),
    };
  }

  private async remove(
    trx: Write,
    afterCommit: AfterCommit,
    panel: string,
    ids: readonly number[],
    cause: Cause,
  ): Promise<void> {
    const now = this.parts.clock.now();
    const told = (await this.rows(trx, panel, ids)).map((row): ToldLine => {
      const stored = JSON.parse(row.state) as StoredLine;
      return { id: stored.id, facts: [deletedFact(stored, now)] };
    });
    await trx.deleteFrom('lines').where('panel', '=', panel).where('id', 'in', numbersOf(trx, ids)).execute();
    await takeFingerprints(trx, panel, new Map(ids.map((id) => [id, null])), new Map());
    await this.parts.details?.linesGone(trx, panel, ids);
    await this.tell(trx, afterCommit, panel, cause, told);
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
      password_mark: passwordMark,
      state: JSON.stringify(stored),
      mark_days: mark?.days ?? null,
      mark_at: mark?.at ?? null,
    };
  }

  private async remember(trx: Write, panel: string, { different, digests }: Found): Promise<void> {
    const taken = new Map(different.map((line) => [Number(line.id), this.fingerprints.of(line)]));
    await takeFingerprints(trx, panel, taken, digests);
  }

  private async tell(
    trx: Write,
    afterCommit: AfterCommit,
    panel: string,
    cause: Cause,
    lines: readonly ToldLine[],
  ): Promise<void> {
    const time = instantFromUnix(Math.floor(this.parts.clock.now() / 1000));
    const drafts = lines.flatMap(({ id, facts }) =>
      facts.map((fact): EventDraft => ({ ...causedBy(cause, fact), panel, subject: subjectOf(panel, id), time })),
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
        password_mark: eb.ref('excluded.password_mark'),
        state: eb.ref('excluded.state'),
        mark_days: eb.ref('excluded.mark_days'),
        mark_at: eb.ref('excluded.mark_at'),
      })),
    )
    .execute();
}
