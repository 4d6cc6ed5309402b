import { isDeepStrictEqual } from 'node:util';
import type { BillingData } from '../../panel';
import { Problem } from '../problem';
import type { Sealer } from '../secrets';
import type { Store } from '../store';
import type { BillingFact, FactSink } from './fact';
import { messageOf, takenOf } from './message';
import { MappingError, type Mapping } from './providers';
import type { Source } from './source';
import { columnsOf, messagesWait, type Understood } from './understood';

/** A message that is understood otherwise now. */
export interface RenormalisedMessage {
  sequence: number;
  /** The provider's id of it. */
  id: string;
  type: string | null;
  /** What had been told, by type. */
  before: string[];
  /** What is told now. */
  after: string[];
  /** Names of the fields that differ, e.g. `amount`, `customer.email`. */
  fields: string[];
  /** Why it cannot be understood now either; null: it can. */
  problem: string | null;
}

export interface Renormalised {
  /** Messages looked at. */
  looked: number;
  /** How many of them are understood otherwise. */
  changed: number;
  /** How many cannot be understood. */
  failed: number;
  /** The first of those that changed or failed. */
  messages: RenormalisedMessage[];
  /** Sequence of the last message looked at; go on after it unless `done`. */
  position: number;
  done: boolean;
}

interface Parts {
  store: Store;
  sink: FactSink;
  sealer: Sealer;
}

const batch = 100;
const shown = 200;
/** After this long it ends early. Milliseconds. */
const patience = 20_000;

/**
 * Understands the stored messages of a source anew, by its mapping as it is written now, and takes in what was not told before. Done again, it changes
 * nothing. The mapping is used for new messages from then on.
 *
 * @throws Problem 422 `invalid-mapping` when the mapping cannot be read; then the former is kept
 */
export async function renormalise(
  parts: Parts,
  source: Source,
  { after, dryRun }: { after: number; dryRun: boolean },
): Promise<Renormalised> {
  const mapping = reread(source);
  if (!dryRun) source.useMapping(mapping);
  const result: Renormalised = { looked: 0, changed: 0, failed: 0, messages: [], position: after, done: false };
  const until = performance.now() + patience;
  while (performance.now() < until) {
    const rows = await parts.store.db
      .selectFrom('inbox')
      .selectAll()
      .where('source', '=', source.name)
      .where('state', '!=', 'waiting')
      .where('sequence', '>', result.position)
      .orderBy('sequence')
      .limit(batch)
      .execute();
    for (const row of rows) {
      result.looked += 1;
      result.position = row.sequence;
      const found = await one(parts, source, mapping, row, dryRun);
      if (found === null) continue;
      if (found.problem === null) result.changed += 1;
      else result.failed += 1;
      if (result.messages.length < shown) result.messages.push(found);
      if (performance.now() > until) return result;
    }
    if (rows.length < batch) return { ...result, done: true };
  }
  return result;
}

function reread(source: Source): Mapping {
  try {
    return source.rereadMapping();
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    throw new Problem(422, 'invalid-mapping', error.message, {
      hint: 'Mend the file; the mapping that was in use goes on.',
    });
  }
}

type Row = Parameters<typeof messageOf>[2] & { sequence: number; state: string; taken: string | null };

async function one(
  { store, sink, sealer }: Parts,
  source: Source,
  mapping: Mapping,
  row: Row,
  dryRun: boolean,
): Promise<RenormalisedMessage | null> {
  const message = messageOf(sealer, source.provider, row);
  if (message === null) return null;
  const { fetched, facts: before } = takenOf(sealer, row.taken);
  const told = { sequence: row.sequence, id: row.dedupe_id, type: row.type, before: before.map(({ type }) => type) };
  // It failed before its object could be read: it is asked for again.
  if (row.state === 'failed' && fetched === null && source.missing(message.content) !== null) {
    if (!dryRun) await update({ waits: true });
    return { ...told, after: [], fields: [], problem: null };
  }
  let after: readonly BillingFact[];
  try {
    after = await source.understand(message, fetched, mapping);
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    return { ...told, after: [], fields: [], problem: error.message };
  }
  const news = after.filter((fact) => !before.some((other) => same(fact, other)));
  const gone = before.length !== after.length;
  if (news.length === 0 && !gone && row.state === 'normalised' && row.taken !== null) return null;
  if (!dryRun) await update({ facts: after, fetched }, news);
  return { ...told, after: after.map(({ type }) => type), fields: fieldsThatDiffer(before, after), problem: null };

  async function update(what: Understood, facts: readonly BillingFact[] = []): Promise<void> {
    const prepared = facts.length === 0 ? undefined : await sink.prepare?.(facts);
    await store.write(async (trx, afterCommit) => {
      const changed = await trx
        .updateTable('inbox')
        .set({ ...columnsOf(sealer, what, row.received_at === '' ? 0 : Date.parse(row.received_at)), attempts: 0 })
        .where('sequence', '=', row.sequence)
        // Unchanged since it was read: somebody else may have been at it.
        .where('message', '=', row.message)
        .where((eb) => (row.taken === null ? eb('taken', 'is', null) : eb('taken', '=', row.taken)))
        .executeTakeFirst();
      if (changed.numUpdatedRows !== 1n) return;
      if ('waits' in what) await store.signal(trx, afterCommit, messagesWait);
      else if (facts.length > 0) await sink.takeIn(trx, afterCommit, facts, prepared);
    });
  }
}

/** As they are written: what was stored has no undefined. */
function same(one: BillingFact, other: BillingFact): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(other)));
}

function fieldsThatDiffer(before: readonly BillingFact[], after: readonly BillingFact[]): string[] {
  const names = new Set<string>();
  for (const fact of after) {
    const other = before.find(({ type }) => type === fact.type);
    if (other === undefined) continue;
    if (other.time !== fact.time) names.add('time');
    for (const name of differing(other.billing, fact.billing)) names.add(name);
  }
  return [...names].sort();
}

function differing(one: BillingData, other: BillingData): string[] {
  const flat = (data: object, prefix = ''): Array<[string, unknown]> =>
    Object.entries(data).flatMap(([name, value]): Array<[string, unknown]> =>
      typeof value === 'object' && value !== null
        ? flat(value as object, `${prefix}${name}.`)
        : [[prefix + name, value]],
    );
  const [first, second] = [new Map(flat(one)), new Map(flat(other))];
  return [...new Set([...first.keys(), ...second.keys()])].filter((name) => first.get(name) !== second.get(name));
}
