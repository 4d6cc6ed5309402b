import type { Write } from '../store';

/** Which of some events rules are still to look at. One that was switched off keeps nothing: nobody knows for how long. */
export async function neededByRules(trx: Write, sequences: readonly number[]): Promise<number[]> {
  const { lowest } = await trx
    .selectFrom('rules')
    .select(({ fn }) => fn.min<number | null>('position').as('lowest'))
    .where('disabled_at', 'is', null)
    .executeTakeFirstOrThrow();
  return lowest === null ? [] : sequences.filter((sequence) => sequence > lowest);
}
