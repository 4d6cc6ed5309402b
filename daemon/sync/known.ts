import { sql } from 'kysely';
import { numbersOf, type Store, type Write } from '../store';
import { blockOf, pack, packedLength, placeOf, unpack } from './blocks';
import type { KnownBlock, Stretch } from './compare';

/** The table of blocks: what a pass needs to know of the snapshot, and nothing else. */

type Reader = Store['db'] | Write;

/** Rows in one INSERT. */
const rowsAtOnce = 500;

/** The blocks that have ids of the stretch. */
export function blocksOf(db: Reader, panel: string, { after, upTo }: Stretch): Promise<KnownBlock[]> {
  return db
    .selectFrom('line_blocks')
    .select(['block', 'digest', 'lines'])
    .where('panel', '=', panel)
    .where('block', '>=', blockOf(after + 1))
    .where('block', '<=', upTo === null ? Number.MAX_SAFE_INTEGER : blockOf(upTo))
    .execute();
}

/** The fingerprints of these lines that there are. */
export async function fingerprintsOf(db: Reader, panel: string, ids: readonly number[]): Promise<Map<number, string>> {
  const packed = await packedBlocks(db, panel, new Set(ids.map(blockOf)));
  const fingerprints = new Map<number, string>();
  for (const id of ids) {
    const fingerprint = unpack(packed.get(blockOf(id)) ?? '')[placeOf(id)];
    if (fingerprint !== undefined) fingerprints.set(id, fingerprint);
  }
  return fingerprints;
}

async function packedBlocks(db: Reader, panel: string, blocks: Iterable<number>): Promise<Map<number, string>> {
  const rows = await db
    .selectFrom('line_blocks')
    .select(['block', 'lines'])
    .where('panel', '=', panel)
    .where('block', 'in', numbersOf(db, [...blocks]))
    .execute();
  return new Map(rows.map(({ block, lines }) => [block, lines]));
}

/** The highest id the snapshot has of a panel; 0: it has none. */
export async function highestId(db: Reader, panel: string): Promise<number> {
  const row = await db
    .selectFrom('lines')
    .select('id')
    .where('panel', '=', panel)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? 0;
}

/** How many lines of a panel the snapshot has. */
export async function countLines(db: Reader, panel: string): Promise<number> {
  const row = await db
    .selectFrom('line_blocks')
    .select(sql<number>`COALESCE(SUM(LENGTH(lines)), 0)`.as('length'))
    .where('panel', '=', panel)
    .executeTakeFirstOrThrow();
  return row.length / packedLength;
}

/**
 * Takes fingerprints into their blocks.
 * @param fingerprints by line id; null: the line is gone
 * @param digests of blocks whose lines are all known together; a changed block that is not among them has none from now on
 */
export async function takeFingerprints(
  trx: Write,
  panel: string,
  fingerprints: ReadonlyMap<number, string | null>,
  digests: ReadonlyMap<number, string>,
): Promise<void> {
  const changes = new Map<number, Array<[number, string | null]>>([...digests.keys()].map((block) => [block, []]));
  for (const [id, fingerprint] of fingerprints) {
    const block = blockOf(id);
    const entries = changes.get(block);
    if (entries) entries.push([id, fingerprint]);
    else changes.set(block, [[id, fingerprint]]);
  }
  const known = await packedBlocks(trx, panel, changes.keys());
  const rows = [...changes].map(([block, entries]) => {
    const places = unpack(known.get(block) ?? '');
    for (const [id, fingerprint] of entries) places[placeOf(id)] = fingerprint ?? undefined;
    return { panel, block, digest: digests.get(block) ?? null, lines: pack(places) };
  });
  const empty = rows.filter(({ lines }) => lines === '').map(({ block }) => block);
  if (empty.length > 0) {
    await trx
      .deleteFrom('line_blocks')
      .where('panel', '=', panel)
      .where('block', 'in', numbersOf(trx, empty))
      .execute();
  }
  const filled = rows.filter(({ lines }) => lines !== '');
  for (let at = 0; at < filled.length; at += rowsAtOnce) {
    await trx
      .insertInto('line_blocks')
      .values(filled.slice(at, at + rowsAtOnce))
      .onConflict((oc) =>
        oc
          .columns(['panel', 'block'])
          .doUpdateSet((eb) => ({ digest: eb.ref('excluded.digest'), lines: eb.ref('excluded.lines') })),
      )
      .execute();
  }
}
