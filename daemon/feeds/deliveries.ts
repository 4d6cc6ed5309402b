import { sql } from 'kysely';
import { instantOf } from '../clock';
import type { EventLog, StoredEvent } from '../events';
import { numbersOf, textsOf, type Store, type Write } from '../store';
import { subjectOf } from './settings';
import type { DeliveryTable, FeedTable } from './tables';

/** What happens to deliveries, each step within a transaction of the caller: one statement each, however many events. */

/** A transaction and what goes with it. */
export interface Step {
  trx: Write;
  afterCommit: (run: () => void) => void;
  log: EventLog;
  feed: FeedTable;
  /** Milliseconds since 1970, one for the whole transaction. */
  now: number;
}

/** An event leased to a consumer. */
export type Lease = Pick<DeliveryTable, 'sequence' | 'event_id' | 'round' | 'attempt' | 'due_at'>;

type Change = Partial<Pick<DeliveryTable, 'state' | 'attempt' | 'due_at' | 'consumer' | 'done' | 'reason'>>;

type Row = Pick<DeliveryTable, 'sequence' | 'attempt' | 'done' | 'event_id' | 'event_type'>;

/** The wait after a failed attempt doubles with each, up to this. Seconds. */
const longestRetry = 3600;

function sequencesOf(rows: ReadonlyArray<{ sequence: number }>): number[] {
  return rows.map((row) => row.sequence);
}

export async function change(
  { trx, feed }: Step,
  rows: ReadonlyArray<{ sequence: number }>,
  values: Change,
): Promise<void> {
  if (rows.length === 0) return;
  await trx
    .updateTable('deliveries')
    .set(values)
    .where('feed', '=', feed.name)
    .where('sequence', 'in', numbersOf(trx, sequencesOf(rows)))
    .execute();
}

/** Acknowledged: nothing needs to be remembered. */
export async function finish({ trx, feed }: Step, rows: ReadonlyArray<{ sequence: number }>): Promise<void> {
  if (rows.length === 0) return;
  await trx
    .deleteFrom('deliveries')
    .where('feed', '=', feed.name)
    .where('sequence', 'in', numbersOf(trx, sequencesOf(rows)))
    .execute();
}

/** Gives events up and tells so in the log, in the same transaction. */
async function park(step: Step, rows: readonly Row[], reason: string | null): Promise<void> {
  await change(step, rows, { state: 'parked', due_at: step.now, reason });
  // Feeds that serve event.parked and fail at it would otherwise keep each other busy for ever.
  const told = rows.filter((row) => row.event_type !== 'event.parked');
  await step.log.append(
    step.trx,
    step.afterCommit,
    told.map((row) => ({
      type: 'event.parked',
      panel: null,
      subject: subjectOf(step.feed.name),
      time: instantOf(step.now),
      origin: 'daemon',
      data: {
        parked: { feed: step.feed.name, event: row.event_id, attempts: row.attempt, reason },
        message: `The feed ${step.feed.name} gave up on an event after ${String(row.attempt)} attempt${row.attempt === 1 ? '' : 's'}.`,
        hint: 'Mend what failed, then redrive the feed’s parked events.',
      },
    })),
  );
}

/** Ends attempts that did not end well. */
export async function fail(
  step: Step,
  rows: readonly Row[],
  { reason, retryAfter }: { reason: string | null; retryAfter?: number },
): Promise<void> {
  const { feed, now } = step;
  const failed = rows.filter((row) => row.done === 0);
  await finish(
    step,
    rows.filter((row) => row.done === 1),
  );
  await park(
    step,
    failed.filter((row) => row.attempt >= feed.max_attempts),
    reason,
  );
  const again = Map.groupBy(
    failed.filter((row) => row.attempt < feed.max_attempts),
    (row) => row.attempt,
  );
  for (const [attempt, same] of again) {
    const doubled = feed.retry_after_seconds * 2 ** Math.min(attempt - 1, 30);
    const seconds = retryAfter ?? Math.min(doubled, longestRetry);
    await change(step, same, { state: 'waiting', due_at: now + seconds * 1000, reason });
  }
}

/** Leases that have ended without a word are failed attempts. First step of every transaction, so that all else sees the truth. */
export async function settle(step: Step): Promise<number> {
  const ended = await step.trx
    .selectFrom('deliveries')
    .select(['sequence', 'attempt', 'done', 'event_id', 'event_type'])
    .where('feed', '=', step.feed.name)
    .where('state', '=', 'leased')
    .where('due_at', '<=', step.now)
    .orderBy('sequence')
    .execute();
  await fail(step, ended, { reason: 'The lease ended without a word.', retryAfter: 0 });
  return ended.length;
}

function endOfLease({ feed, now }: Step): number {
  return now + feed.lease_seconds * 1000;
}

/**
 * Leases what is due, oldest first: of each subject only the earliest event that is neither acknowledged nor parked, and none
 * while another is leased.
 */
export async function take(step: Step, consumer: string, max: number): Promise<Lease[]> {
  const { trx, feed, now } = step;
  const due = await trx
    .selectFrom('deliveries as d')
    .select(['d.sequence', 'd.event_id', 'd.round', 'd.attempt'])
    .where('d.feed', '=', feed.name)
    .where('d.state', '=', 'waiting')
    .where('d.due_at', '<=', now)
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
  if (due.length === 0) return [];
  const until = endOfLease(step);
  await trx
    .updateTable('deliveries')
    .set({ state: 'leased', due_at: until, consumer, done: 0 })
    .set((eb) => ({ attempt: eb('attempt', '+', 1) }))
    .where('feed', '=', feed.name)
    .where('sequence', 'in', numbersOf(trx, sequencesOf(due)))
    .execute();
  return due.map((row) => ({ ...row, attempt: row.attempt + 1, due_at: until }));
}

/** Gives leases back as if they had never been taken: the next one has the same attempt. */
export async function giveBack(step: Step, rows: ReadonlyArray<Pick<DeliveryTable, 'sequence'>>): Promise<void> {
  const { trx, feed, now } = step;
  const leased = numbersOf(trx, sequencesOf(rows));
  await trx
    .deleteFrom('deliveries')
    .where('feed', '=', feed.name)
    .where('sequence', 'in', leased)
    .where('done', '=', 1)
    .execute();
  await trx
    .updateTable('deliveries')
    .set({ state: 'waiting', due_at: now })
    .set((eb) => ({ attempt: eb('attempt', '-', 1) }))
    .where('feed', '=', feed.name)
    .where('sequence', 'in', leased)
    .where('state', '=', 'leased')
    .execute();
}

export async function leasesOf(
  { trx, feed }: Step,
  consumer: string | undefined,
): Promise<Array<Pick<DeliveryTable, 'sequence'>>> {
  let select = trx
    .selectFrom('deliveries')
    .select('sequence')
    .where('feed', '=', feed.name)
    .where('state', '=', 'leased');
  if (consumer !== undefined) select = select.where('consumer', '=', consumer);
  return select.execute();
}

/**
 * Turns matched events into deliveries, in the order of the log. Up to `max` of those that nothing of their subject comes before are leased at once; the
 * others wait.
 */
export async function deliver(
  step: Step,
  events: readonly StoredEvent[],
  consumer: string,
  max: number,
): Promise<Lease[]> {
  if (events.length === 0) return [];
  const taken = await subjectsInWork(step, [...new Set(events.map((event) => event.subject))]);
  const [leased, waiting]: [StoredEvent[], StoredEvent[]] = [[], []];
  for (const event of events) {
    (leased.length >= max || taken.has(event.subject) ? waiting : leased).push(event);
    taken.add(event.subject);
  }
  const until = endOfLease(step);
  await insert(step, leased, { state: 'leased', attempt: 1, due_at: until, consumer });
  await insert(step, waiting, { state: 'waiting', attempt: 0, due_at: step.now, consumer: null });
  const { round } = step.feed;
  return leased.map(({ sequence, id }) => ({ sequence, event_id: id, round, attempt: 1, due_at: until }));
}

/** Of these subjects, those that have an event that is neither acknowledged nor parked. */
async function subjectsInWork({ trx, feed }: Step, subjects: readonly string[]): Promise<Set<string>> {
  const rows = await trx
    .selectFrom('deliveries')
    .select('subject')
    .distinct()
    .where('feed', '=', feed.name)
    .where('state', '<>', 'parked')
    .where('subject', 'in', textsOf(trx, subjects))
    .execute();
  return new Set(rows.map((row) => row.subject));
}

async function insert(
  { trx, feed }: Step,
  events: readonly StoredEvent[],
  { state, attempt, due_at, consumer }: Pick<DeliveryTable, 'state' | 'attempt' | 'due_at' | 'consumer'>,
): Promise<void> {
  if (events.length === 0) return;
  await sql`
    INSERT INTO deliveries (feed, sequence, event_id, event_type, subject, state, round, attempt, due_at, consumer, done)
    SELECT ${feed.name}, sequence, id, type, subject, ${state}, ${feed.round}, ${attempt}, ${due_at}, ${consumer}, 0
    FROM events WHERE sequence IN ${numbersOf(trx, sequencesOf(events))}`.execute(trx);
}

/** Attempts of what comes anew from now on are told from those before. @returns the round */
export async function nextRound({ trx, feed }: Step): Promise<number> {
  const round = feed.round + 1;
  await trx.updateTable('feeds').set({ round }).where('name', '=', feed.name).execute();
  return round;
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
