import { sql } from 'kysely';
import type { Store } from '../store';
import type { Watched } from '../watch';
import { inactiveAfter, type LineRecord } from './record';

/** How far looking at a panel's connections has come, and the rows of lines that have not connected. All times are Unix seconds. */

export interface Book {
  /** null: the first complete look has not ended. */
  baselineAt: number | null;
  lookedAt: number | null;
  /** Lines of the snapshot with ids up to this have a row. */
  linesUpTo: number;
  tidiedAt: number;
}

/** Lines taken in in one transaction. */
const linesAtOnce = 5000;

const day = 86_400;

/** Between two looks, after which a line may have been made and used unseen. */
const gap = 3600;

/** Lines that are no more are forgotten after this long without a connection. */
const kept = 90 * day;

/** @returns null until the panel's lines are known: which lines are new cannot be told before */
export async function openBook(db: Store['db'], panel: string): Promise<Book | null> {
  const lines = await db.selectFrom('panels').select('baseline_at').where('panel', '=', panel).executeTakeFirst();
  if (lines?.baseline_at == null) return null;
  const row = await db.selectFrom('activity_books').selectAll().where('panel', '=', panel).executeTakeFirst();
  return {
    baselineAt: row?.baseline_at ?? null,
    lookedAt: row?.looked_at ?? null,
    linesUpTo: row?.lines_upto ?? 0,
    tidiedAt: row?.tidied_at ?? 0,
  };
}

/** Whether a line that has just appeared may have connected already: only where somebody looked all the time has it not. */
export function everOfNew({ baselineAt, lookedAt }: Book, now: number): LineRecord['ever'] {
  return baselineAt === null || lookedAt === null || now - lookedAt > gap ? 'unknown' : 'no';
}

/** Gives lines of the snapshot that have no row one. */
export async function takeInNewLines(
  db: Store['db'],
  panel: Watched,
  book: Book,
  { now, inactiveDays }: { now: number; inactiveDays: readonly number[] },
): Promise<void> {
  const { name } = panel;
  const ever = everOfNew(book, now);
  const inactiveAt = inactiveAfter(now, 0, inactiveDays)?.at ?? null;
  for (;;) {
    const next = db
      .selectFrom('lines')
      .select('id')
      .where('panel', '=', name)
      .where('id', '>', book.linesUpTo)
      .orderBy('id')
      .limit(linesAtOnce);
    const ids = (await next.execute()).map(({ id }) => id);
    const upTo = ids.at(-1);
    if (upTo === undefined) return;
    await panel.write(async (trx) => {
      await sql`
        INSERT INTO line_activity (panel, line, since, ever, first_at, last_at, inactive_days, inactive_at, rest)
        SELECT panel, id, CAST(${now} AS BIGINT), CAST(${ever} AS TEXT), NULL, NULL, 0, CAST(${inactiveAt} AS BIGINT), NULL FROM lines
        WHERE panel = ${name} AND id > ${book.linesUpTo} AND id <= ${upTo}
        ON CONFLICT (panel, line) DO NOTHING`.execute(trx);
      await put(trx, name, { ...book, linesUpTo: upTo });
    });
    book.linesUpTo = upTo;
  }
}

export async function finishLook(panel: Watched, book: Book, now: number): Promise<void> {
  await panel.write((trx) => put(trx, panel.name, { ...book, baselineAt: book.baselineAt ?? now, lookedAt: now }));
}

/** Once a day forgets lines that are no more. */
export async function tidy(panel: Watched, book: Book, now: number): Promise<void> {
  if (now - book.tidiedAt < day) return;
  await panel.write(async (trx) => {
    await sql`
      DELETE FROM line_activity WHERE panel = ${panel.name} AND COALESCE(last_at, since) < ${now - kept}
      AND NOT EXISTS (SELECT 1 FROM lines WHERE lines.panel = line_activity.panel AND lines.id = line_activity.line)
      AND NOT EXISTS (SELECT 1 FROM connections WHERE connections.panel = line_activity.panel AND connections.line = line_activity.line)`.execute(
      trx,
    );
    await trx.updateTable('activity_books').set({ tidied_at: now }).where('panel', '=', panel.name).execute();
  });
}

async function put(db: Parameters<Parameters<Watched['write']>[0]>[0], panel: string, book: Book): Promise<void> {
  const columns = {
    baseline_at: book.baselineAt,
    looked_at: book.lookedAt,
    lines_upto: book.linesUpTo,
    tidied_at: book.tidiedAt,
  };
  await db
    .insertInto('activity_books')
    .values({ panel, ...columns })
    .onConflict((conflict) => conflict.column('panel').doUpdateSet(columns))
    .execute();
}
