import type { EventData, LineDetails, LineSummary } from '../../panel';
import { instantOf, type Clock } from '../clock';
import type { EventDraft, EventLog } from '../events';
import { numbersOf, type AfterCommit, type Store, type Write } from '../store';
import { causedBy, lineState, subjectOf, type Cause, type StoredLine } from '../sync';
import type { LineDetailsTable } from './tables';

/** Rows in one INSERT: few enough for its 32,766 values. */
const rowsAtOnce = 250;

/**
 * Package and bouquets of all lines, as last seen, and the place where their differences become events. The first sight of a line is its baseline and tells
 * of nothing.
 */
export class Details {
  /** @param readsOneByOne panels whose lines are read one by one: there, a line that changed is read next */
  constructor(
    private readonly parts: { store: Store; log: EventLog; clock: Clock },
    private readonly readsOneByOne: ReadonlySet<string>,
  ) {}

  /** Lines that a pass or a command found different. What a command read back is complete; of the others, only a reading of its own tells. */
  async linesSeen(
    trx: Write,
    afterCommit: AfterCommit,
    panel: string,
    lines: readonly LineSummary[],
    cause: Cause,
  ): Promise<void> {
    const complete = lines.filter(isComplete);
    if (complete.length > 0) await this.seen(trx, afterCommit, panel, complete, cause);
    if (!this.readsOneByOne.has(panel) || complete.length === lines.length) return;
    const due = lines.filter((line) => !isComplete(line));
    await upsert(
      trx,
      due.map(({ id }) => ({ panel, id: Number(id), package: null, bouquets: null, read_at: 0 })),
      ['read_at'],
    );
  }

  async linesGone(trx: Write, panel: string, ids: readonly number[]): Promise<void> {
    await trx.deleteFrom('line_details').where('panel', '=', panel).where('id', 'in', numbersOf(trx, ids)).execute();
  }

  /** Takes in what was read; the differences become events. */
  async seen(
    trx: Write,
    afterCommit: AfterCommit,
    panel: string,
    found: readonly LineDetails[],
    cause: Cause,
  ): Promise<void> {
    const { clock, log } = this.parts;
    const ids = found.map(({ id }) => Number(id));
    const known = new Map((await this.rows(trx, panel, ids)).map((row) => [row.id, row]));
    const lines = await linesOf(trx, panel, ids);
    const now = clock.now();
    const drafts: EventDraft[] = [];
    for (const details of found) {
      const line = lines.get(Number(details.id));
      const shown = line === undefined ? {} : { line: lineState(line, now) };
      for (const fact of detailFacts(known.get(Number(details.id)), details)) {
        const data = { ...fact.data, ...shown };
        const subject = subjectOf(panel, details.id);
        drafts.push({ ...causedBy(cause, { ...fact, data }), panel, subject, time: instantOf(now) });
      }
    }
    const rows = found.map((details) => rowOf(panel, details, Math.floor(now / 1000)));
    await upsert(trx, rows, ['package', 'bouquets', 'read_at']);
    await log.append(trx, afterCommit, drafts);
  }

  /** Those that differ from what is known, of a stretch of ids that was read whole. Changes nothing. */
  async different(
    panel: string,
    found: readonly LineDetails[],
    stretch: { after: number; upTo: number },
  ): Promise<LineDetails[]> {
    const rows = await this.parts.store.db
      .selectFrom('line_details')
      .selectAll()
      .where('panel', '=', panel)
      .where('id', '>', stretch.after)
      .where('id', '<=', stretch.upTo)
      .execute();
    const known = new Map(rows.map((row) => [row.id, row]));
    return found.filter((details) => {
      const row = known.get(Number(details.id));
      return row?.package !== details.packageId || row.bouquets !== bouquetText(details);
    });
  }

  /** Notes that these were read, and were as they are known. */
  async read(trx: Write, panel: string, ids: readonly number[]): Promise<void> {
    await trx
      .updateTable('line_details')
      .set({ read_at: Math.floor(this.parts.clock.now() / 1000) })
      .where('panel', '=', panel)
      .where('id', 'in', numbersOf(trx, ids))
      .execute();
  }

  private rows(trx: Write, panel: string, ids: readonly number[]): Promise<LineDetailsTable[]> {
    return trx
      .selectFrom('line_details')
      .selectAll()
      .where('panel', '=', panel)
      .where('id', 'in', numbersOf(trx, ids))
      .execute();
  }
}

function isComplete(line: LineSummary): line is LineSummary & LineDetails {
  return 'bouquetIds' in line && 'packageId' in line;
}

/** From what is known of a line to the events that tell the difference. Pure. */
export function detailFacts(
  known: Pick<LineDetailsTable, 'package' | 'bouquets'> | undefined,
  { packageId, bouquetIds }: LineDetails,
): Array<{ type: 'line.package_changed' | 'line.bouquets_changed'; data: EventData }> {
  if (typeof known?.bouquets !== 'string') return [];
  const details = { packageId, bouquetIds: inOrder(bouquetIds) };
  const before = { packageId: known.package, bouquetIds: JSON.parse(known.bouquets) as string[] };
  const fields = [
    ['line.package_changed', 'packageId'],
    ['line.bouquets_changed', 'bouquetIds'],
  ] as const;
  return fields
    .filter(([, field]) => JSON.stringify(before[field]) !== JSON.stringify(details[field]))
    .map(([type, field]) => ({
      type,
      data: { details, before: { [field]: before[field] }, after: { [field]: details[field] } },
    }));
}

/** A bouquet given twice, or in another order, is the same. */
function inOrder(ids: readonly string[]): string[] {
  return [...new Set(ids)].sort((one, other) => Number(one) - Number(other));
}

function bouquetText({ bouquetIds }: LineDetails): string {
  return JSON.stringify(inOrder(bouquetIds));
}

function rowOf(panel: string, details: LineDetails, readAt: number): LineDetailsTable {
  const { id, packageId } = details;
  return { panel, id: Number(id), package: packageId, bouquets: bouquetText(details), read_at: readAt };
}

async function linesOf(trx: Write, panel: string, ids: readonly number[]): Promise<Map<number, StoredLine>> {
  const rows = await trx
    .selectFrom('lines')
    .select(['id', 'state'])
    .where('panel', '=', panel)
    .where('id', 'in', numbersOf(trx, ids))
    .execute();
  return new Map(rows.map(({ id, state }) => [id, JSON.parse(state) as StoredLine]));
}

/** @param changed the columns that a row which is there takes over */
async function upsert(
  trx: Write,
  rows: readonly LineDetailsTable[],
  changed: ReadonlyArray<'package' | 'bouquets' | 'read_at'>,
): Promise<void> {
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    await trx
      .insertInto('line_details')
      .values(rows.slice(at, at + rowsAtOnce))
      .onConflict((conflict) =>
        conflict
          .columns(['panel', 'id'])
          .doUpdateSet((eb) => Object.fromEntries(changed.map((column) => [column, eb.ref(`excluded.${column}`)]))),
      )
      .execute();
  }
}
