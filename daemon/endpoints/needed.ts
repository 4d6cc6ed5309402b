import { numbersOf, type Write } from '../store';

/** Which of some events endpoints are still to be pushed, also by replays under way. Those given up count: they can be redriven. */
export async function neededByEndpoints(trx: Write, sequences: readonly number[]): Promise<number[]> {
  const { lowest } = await trx
    .selectFrom('endpoints')
    .select(({ fn }) => fn.min<number | null>('position').as('lowest'))
    .executeTakeFirstOrThrow();
  const replays = await trx
    .selectFrom('endpoint_replays')
    .select(['position', 'to_sequence'])
    .where('state', '<>', 'done')
    .execute();
  const rows = await trx
    .selectFrom('endpoint_pushes')
    .select('sequence')
    .where('sequence', 'in', numbersOf(trx, sequences))
    .execute();
  const waiting = new Set(rows.map((row) => row.sequence));
  return sequences.filter(
    (sequence) =>
      (lowest !== null && sequence > lowest) ||
      waiting.has(sequence) ||
      replays.some((replay) => sequence > replay.position && sequence <= replay.to_sequence),
  );
}
