import { numbersOf, type Write } from '../store';

/** Which of some events feeds are still to look at, or have not seen acknowledged. Parked ones count: they can be redriven. */
export async function neededByFeeds(trx: Write, sequences: readonly number[]): Promise<number[]> {
  const { lowest } = await trx
    .selectFrom('feeds')
    .select(({ fn }) => fn.min<number | null>('position').as('lowest'))
    .executeTakeFirstOrThrow();
  if (lowest === null) return [];
  const rows = await trx
    .selectFrom('deliveries')
    .select('sequence')
    .where('feed', 'in', (eb) => eb.selectFrom('feeds').select('name'))
    .where('sequence', 'in', numbersOf(trx, sequences))
    .execute();
  const delivered = new Set(rows.map((row) => row.sequence));
  return sequences.filter((sequence) => sequence > lowest || delivered.has(sequence));
}
