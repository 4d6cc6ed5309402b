import type { Sealer } from '../secrets';
import type { Store, Write } from '../store';
import type { Erased } from './erasure';
import type { Person } from './person';

/** Where people are forgotten, and with what is read what is sealed. */
export interface ErasureParts {
  store: Store;
  sealer: Sealer;
}

/** What one folder keeps of people besides events. */
export interface Erasable {
  /** What its rows count as. */
  counts: Exclude<keyof Erased, 'events'>;
  /** Takes in what the tables tell of who the person is. Asked of all before anything is removed. */
  learn?(parts: ErasureParts, person: Person): Promise<void>;
  /**
   * Removes what identifies the person, in small transactions. Done again, it changes nothing.
   * @returns how many rows it changed
   */
  erase(parts: ErasureParts, person: Person): Promise<number>;
}

/** Rows read at once. */
export const batch = 200;

/**
 * Rewrites the rows that tell of the person, and leaves the others alone.
 * @param scrubbed columns of a row without the person
 */
export async function scrubRows<Row extends object>(
  rows: readonly Row[],
  scrubbed: (row: Row) => Partial<Row>,
  update: (row: Row, change: Partial<Row>) => Promise<unknown>,
): Promise<number> {
  let count = 0;
  for (const row of rows) {
    const columns = Object.entries(scrubbed(row)) as Array<[keyof Row, unknown]>;
    const changed = columns.filter(([column, value]) => value !== row[column]);
    if (changed.length === 0) continue;
    await update(row, Object.fromEntries(changed) as Partial<Row>);
    count += 1;
  }
  return count;
}

/** Empties sealed messages that tell of the person. That they came is kept, so that they are not taken in twice. */
export async function emptyMessages(
  { store, sealer }: ErasureParts,
  person: Person,
  table: {
    /** The next `batch` rows after a sequence. */
    read(after: number): Promise<Array<{ sequence: number; sealed: string }>>;
    put(trx: Write, sequence: number, sealed: string): Promise<unknown>;
    /** What an empty message is. */
    empty: unknown;
  },
): Promise<number> {
  let count = 0;
  for (let after = 0; ;) {
    const rows = await table.read(after);
    const last = rows.at(-1);
    if (last === undefined) return count;
    after = last.sequence;
    for (const { sequence, sealed } of rows) {
      if (!person.isIn(textOf(sealer.unseal(sealed)))) continue;
      await store.write((trx) => table.put(trx, sequence, sealer.seal(table.empty)));
      count += 1;
    }
  }
}

/** What a sealed message says. Bodies are bytes written as latin1. */
function textOf(message: unknown): string {
  const body = typeof message === 'string' ? message : ((message as { body?: string }).body ?? '');
  return Buffer.from(body, 'latin1').toString('utf8');
}
