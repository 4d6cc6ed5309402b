import { instantOf } from '../clock';
import type { EventLog } from '../events';
import type { Store, Write } from '../store';
import type { DeliveryTable, FeedTable } from './tables';

/** What happens to deliveries, each step within a transaction of the caller. */

/** A transaction and what goes with it. */
export interface Step {
  trx: Write;
  afterCommit: (run: () => void) => void;
  log: EventLog;
  feed: FeedTable;
  /** Milliseconds since 1970, one for the whole transaction. */
  now: number;
}

type Change = Partial<Pick<DeliveryTable, 'state' | 'attempt' | 'due_at' | 'consumer' | 'done' | 'reason'>>;

/** The wait after a failed attempt doubles with each, up to this. Seconds. */
const longestRetry = 3600;

export async function change({ trx, feed }: Step, sequence: number, values: Change): Promise<void> {
  await trx
    .updateTable('deliveries')
    .set(values)
    .where('feed', '=', feed.name)
    .where('sequence', '=', sequence)
    .execute();
}

/** Acknowledged: nothing needs to be remembered. */
export async function finish({ trx, feed }: Step, sequence: number): Promise<void> {
  await trx.deleteFrom('deliveries').where('feed', '=', feed.name).where('sequence', '=', sequence).execute();
}

/** Gives an event up and tells so in the log, in the same transaction. */
async function park(step: Step, row: DeliveryTable, reason: string | null): Promise<void> {
  await change(step, row.sequence, { state: 'parked', due_at: step.now, reason });
  // Feeds that serve event.parked and fail at it would otherwise keep each other busy for ever.
  if (row.event_type === 'event.parked') return;
  const attempts = `${String(row.attempt)} attempt${row.attempt === 1 ? '' : 's'}`;
  await step.log.append(step.trx, step.afterCommit, [
    {
      type: 'event.parked',
      panel: null,
      subject: `feed:${step.feed.name}`,
      time: instantOf(step.now),
      origin: 'daemon',
      data: {
        parked: { feed: step.feed.name, event: row.event_id, attempts: row.attempt, reason },
        message: `The feed ${step.feed.name} gave up on an event after ${attempts}.`,
        hint: 'Mend what failed, then redrive the feed’s parked events.',
      },
    },
  ]);
}

/** Ends an attempt that did not end well. */
export async function fail(
  step: Step,
  row: DeliveryTable,
  { reason, retryAfter }: { reason: string | null; retryAfter?: number },
): Promise<void> {
  if (row.done === 1) return finish(step, row.sequence);
  if (row.attempt >= step.feed.max_attempts) return park(step, row, reason);
  const doubled = step.feed.retry_after_seconds * 2 ** Math.min(row.attempt - 1, 30);
  const seconds = retryAfter ?? Math.min(doubled, longestRetry);
  return change(step, row.sequence, { state: 'waiting', due_at: step.now + seconds * 1000, reason });
}

/** Leases that have ended without a word are failed attempts. First step of every transaction, so that all else sees the truth. */
export async function settle(step: Step): Promise<number> {
  const ended = await step.trx
    .selectFrom('deliveries')
    .selectAll()
    .where('feed', '=', step.feed.name)
    .where('state', '=', 'leased')
    .where('due_at', '<=', step.now)
    .orderBy('sequence')
    .execute();
  for (const row of ended) await fail(step, row, { reason: 'The lease ended without a word.', retryAfter: 0 });
  return ended.length;
}

/**
 * Leases what is due, oldest first: of each subject only the earliest event that is neither acknowledged nor parked, and none
 * while another is leased.
 *
 * @returns the rows as leased
 */
export async function take(step: Step, consumer: string, max: number): Promise<DeliveryTable[]> {
  const rows = await step.trx
    .selectFrom('deliveries as d')
    .selectAll()
    .where('d.feed', '=', step.feed.name)
    .where('d.state', '=', 'waiting')
    .where('d.due_at', '<=', step.now)
    .where((outer) =>
      outer.not(
        outer.exists(
          outer
            .selectFrom('deliveries as other')
            .select('other.sequence')
            .whereRef('other.feed', '=', 'd.feed')
            .whereRef('other.subject', '=', 'd.subject')
            .where('other.state', '<>', 'parked')
            // A leased one may also be a later one: it went ahead while this was parked.
            .where((eb) => eb.or([eb('other.sequence', '<', eb.ref('d.sequence')), eb('other.state', '=', 'leased')])),
        ),
      ),
    )
    .orderBy('d.sequence')
    .limit(max)
    .execute();
  const end = step.now + step.feed.lease_seconds * 1000;
  const leased = rows.map((row): DeliveryTable => ({
    ...row,
    state: 'leased',
    attempt: row.attempt + 1,
    due_at: end,
    consumer,
    done: 0,
  }));
  for (const { sequence, ...row } of leased) {
    await change(step, sequence, { state: 'leased', attempt: row.attempt, due_at: end, consumer, done: 0 });
  }
  return leased;
}

/** Gives leases back as if they had never been taken: the next one has the same attempt. */
export async function giveBack(step: Step, rows: readonly DeliveryTable[]): Promise<void> {
  for (const row of rows) {
    if (row.done === 1) await finish(step, row.sequence);
    else await change(step, row.sequence, { state: 'waiting', attempt: row.attempt - 1, due_at: step.now });
  }
}

export async function leasesOf({ trx, feed }: Step, consumer: string | undefined): Promise<DeliveryTable[]> {
  let select = trx.selectFrom('deliveries').selectAll().where('feed', '=', feed.name).where('state', '=', 'leased');
  if (consumer !== undefined) select = select.where('consumer', '=', consumer);
  return select.execute();
}

export async function insertMatches(
  { trx, feed, now }: Step,
  events: ReadonlyArray<{ sequence: number; id: string; type: string; subject: string }>,
): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map((event): DeliveryTable => ({
    feed: feed.name,
    sequence: event.sequence,
    event_id: event.id,
    event_type: event.type,
    subject: event.subject,
    state: 'waiting',
    attempt: 0,
    due_at: now,
    consumer: null,
    done: 0,
    reason: null,
  }));
  await trx.insertInto('deliveries').values(rows).execute();
}

/** When something of the feed next becomes due, or null. Milliseconds since 1970. */
export async function nextDue(store: Store, feed: string, now: number): Promise<number | null> {
  const row = await store.db
    .selectFrom('deliveries')
    .select(({ fn }) => fn.min('due_at').as('due_at'))
    .where('feed', '=', feed)
    .where('state', 'in', ['waiting', 'leased'])
    .where('due_at', '>', now)
    .executeTakeFirst();
  return row?.due_at ?? null;
}
