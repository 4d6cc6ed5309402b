import type { Clock } from '../clock';
import type { EventLog } from '../events';
import { Problem } from '../problem';
import { matchAll } from '../selection';
import { textsOf, type Store } from '../store';
import { change, fail, finish, giveBack, leasesOf, type Step } from './deliveries';
import { feedMatcher } from './settings';
import type { DeliveryTable, FeedTable } from './tables';

/** What a consumer tells about events it was leased. */
export interface Acknowledgement {
  /** Ids of events that are dealt with. */
  acks?: readonly string[];
  /** Events that could not be dealt with. `retryAfter` in seconds; @default the feed's, doubled with each attempt */
  nacks?: ReadonlyArray<{ id: string; reason?: string | null; retryAfter?: number }>;
  /** Ids of events that need longer: their leases end `leaseSeconds` from now. */
  extend?: readonly string[];
  /** After all that: gives every lease of the consumer back at once, without counting an attempt. @default false */
  release?: boolean;
  /** Who tells. Without it: whoever holds the lease. */
  consumer?: string;
}

/** How many events each part changed. What was settled before counts for nothing. */
export interface Acknowledged {
  acked: number;
  nacked: number;
  extended: number;
}

/** @throws Problem 422 `invalid-parameter` when two different things are told of one event */
export function idsOf({ acks = [], nacks = [], extend = [] }: Acknowledgement): string[] {
  const ids = [...new Set(acks), ...nacks.map((nack) => nack.id), ...new Set(extend)];
  const seen = new Set<string>();
  const twice = ids.find((id) => seen.size === seen.add(id).size);
  if (twice === undefined) return ids;
  throw new Problem(422, 'invalid-parameter', `${twice} is named more than once. Nothing was acknowledged.`, {
    field: nacks.some((nack) => nack.id === twice) ? 'nacks' : 'extend',
    hint: 'Acknowledge, refuse or extend an event, one of them.',
  });
}

/** @throws Problem 409 `not-leased` */
export function neverLeased(feed: string, ids: readonly string[]): Problem {
  const named = ids.slice(0, 5).join(', ') + (ids.length > 5 ? `, and ${String(ids.length - 5)} more` : '');
  return new Problem(409, 'not-leased', `The feed ${feed} never leased ${named}. Nothing was acknowledged.`, {
    hint: 'Acknowledge the ids this feed answered, and only them.',
  });
}

/**
 * Carries out an acknowledgement, all of it or nothing.
 *
 * An ack is believed from whoever was leased the event at any time: the work is done. If the event is leased to another consumer by then, it stays
 * so until that lease ends, so that the subject's next event does not overtake the work under way; it does not come again. Nacks and extensions
 * count only from the consumer that holds the lease; from others they change nothing.
 */
export async function carryOut(step: Step, told: Acknowledgement): Promise<Acknowledged> {
  const rows = await rowsOf(step, idsOf(told));
  // In a later round, what was not leased yet may have been in an earlier one; a word on that changes nothing.
  const unleased = [...rows.values()]
    .filter((row) => row.consumer === null && row.round === 0)
    .map((row) => row.event_id);
  if (unleased.length > 0) throw neverLeased(step.feed.name, unleased);
  const held = (row: DeliveryTable): boolean =>
    row.state === 'leased' && (told.consumer === undefined || row.consumer === told.consumer);

  const acked = rowsWith(rows, told.acks).filter((row) => row.consumer !== null);
  await change(
    step,
    acked.filter((row) => row.state === 'leased' && !held(row)),
    { done: 1 },
  );
  await finish(
    step,
    acked.filter((row) => row.state !== 'leased' || held(row)),
  );

  let nacked = 0;
  for (const alike of Map.groupBy(told.nacks ?? [], (nack) =>
    JSON.stringify([nack.reason, nack.retryAfter]),
  ).values()) {
    const ids = alike.map((nack) => nack.id);
    const failed = rowsWith(rows, ids).filter(held);
    const { reason = null, retryAfter } = alike[0] ?? {};
    await fail(step, failed, { reason, ...(retryAfter === undefined ? {} : { retryAfter }) });
    nacked += failed.length;
  }

  const extended = rowsWith(rows, told.extend).filter(held);
  const end = step.now + step.feed.lease_seconds * 1000;
  await change(
    step,
    extended.filter((row) => row.due_at < end),
    { due_at: end },
  );
  if (told.release === true) await giveBack(step, await leasesOf(step, told.consumer));
  return { acked: acked.filter((row) => row.done === 0).length, nacked, extended: extended.length };
}

function rowsWith(rows: ReadonlyMap<string, DeliveryTable>, ids: readonly string[] = []): DeliveryTable[] {
  return [...new Set(ids)].flatMap((id) => rows.get(id) ?? []);
}

async function rowsOf({ trx, feed }: Step, ids: readonly string[]): Promise<Map<string, DeliveryTable>> {
  if (ids.length === 0) return new Map();
  const rows = await trx
    .selectFrom('deliveries')
    .selectAll()
    .where('feed', '=', feed.name)
    .where('event_id', 'in', textsOf(trx, ids))
    .execute();
  return new Map(rows.map((row) => [row.event_id, row]));
}

/**
 * Which of the ids this feed surely never leased. An event without a delivery was acknowledged, or never matched: it did not if it lies before the
 * feed's start or after its position, or if the settings that looked at it do not match it. What former settings looked at is believed.
 */
export async function neverMatched(
  { store, log, clock }: { store: Store; log: EventLog; clock: Clock },
  feed: FeedTable,
  ids: readonly string[],
): Promise<string[]> {
  if (ids.length === 0) return [];
  const present = await store.db
    .selectFrom('deliveries')
    .select('event_id')
    .where('feed', '=', feed.name)
    .where('event_id', 'in', textsOf(store.db, ids))
    .execute();
  const delivered = new Set(present.map((row) => row.event_id));
  const absent = ids.filter((id) => !delivered.has(id));
  if (absent.length === 0) return [];
  const looked = Math.max(feed.position, feed.matched_since);
  const seen = (await log.storedById(absent)).filter(
    (event) => event.sequence > feed.started_at && event.sequence <= looked,
  );
  const { matches } = await matchAll(
    feedMatcher(feed),
    seen.filter((event) => event.sequence > feed.matched_since),
    clock.now(),
  );
  const former = seen.filter((event) => event.sequence <= feed.matched_since);
  const believed = new Set([...matches, ...former].map((event) => event.id));
  return absent.filter((id) => !believed.has(id));
}
