import type { Write } from '../store';

/** Which of some events relays of the configuration have not been confirmed yet. */
export function neededByRelays(names: readonly string[]) {
  return async (trx: Write, sequences: readonly number[]): Promise<number[]> => {
    if (names.length === 0) return [];
    const { lowest } = await trx
      .selectFrom('relays')
      .select(({ fn }) => fn.min<number | null>('position').as('lowest'))
      .where('name', 'in', [...names])
      .executeTakeFirstOrThrow();
    return lowest === null ? [] : sequences.filter((sequence) => sequence > lowest);
  };
}
