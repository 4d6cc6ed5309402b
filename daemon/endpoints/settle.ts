import type { Event } from '../../panel';
import { instantOf } from '../clock';
import type { EventDraft, EventLog } from '../events';
import type { FilterProblem } from '../selection';
import { numbersOf, type AfterCommit, type Write } from '../store';
import type { Lane } from './lane';
import type { DisabledReason, EndpointPushTable, EndpointTable } from './tables';
import type { Checkpoint } from './window';

/** One transaction of whoever pushes: what became of a batch of pushes. */

/** A push that failed, as an endpoint shows its last ones. */
export interface FailedPush {
  at: string;
  event: string;
  attempt: number;
  /** HTTP status; null: no answer. */
  status: number | null;
  reason: string;
}

/** What is known of an endpoint beside its pushes. Milliseconds since 1970. */
export interface Standing {
  filterProblem: FilterProblem | null;
  failingSince: number | null;
  notBefore: number | null;
  lastSuccessAt: number | null;
  lastFailures: readonly FailedPush[];
}

/** Rows in one INSERT: few enough for the 32,766 values of a statement. */
const rowsAtOnce = 1000;

/** What of a lane is to be written, taken at one moment. */
export interface LanePart {
  lane: Lane;
  checkpoint: Checkpoint;
  pushed: number;
  /** A replay that has come to its end. */
  isDone: boolean;
}

/** Takes what of a lane is to be written. @param last nothing flies any more */
export function partOf(lane: Lane, now: number, last: boolean): LanePart {
  const { pushed, isDone } = lane;
  lane.pushed = 0;
  return { lane, checkpoint: lane.window.checkpoint(now, last), pushed, isDone };
}

/** Writes what became of a lane's pushes. */
export async function settleLane(
  trx: Write,
  endpoint: number,
  { lane, checkpoint: { position, write, remove }, pushed, isDone }: LanePart,
  now: number,
): Promise<void> {
  for (let at = 0; at < write.length; at += rowsAtOnce) {
    const rows = write.slice(at, at + rowsAtOnce).map((push): EndpointPushTable => ({
      endpoint,
      lane: lane.id,
      sequence: push.sequence,
      event_id: push.eventId,
      event_type: push.eventType,
      subject: push.subject,
      state: push.state === 'dead' ? 'dead' : 'waiting',
      attempt: push.attempt,
      due_at: push.dueAt,
      reason: push.reason,
    }));
    await trx
      .insertInto('endpoint_pushes')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['endpoint', 'lane', 'sequence']).doUpdateSet((eb) => ({
          state: eb.ref('excluded.state'),
          attempt: eb.ref('excluded.attempt'),
          due_at: eb.ref('excluded.due_at'),
          reason: eb.ref('excluded.reason'),
        })),
      )
      .execute();
  }
  if (remove.length > 0) {
    await trx
      .deleteFrom('endpoint_pushes')
      .where('endpoint', '=', endpoint)
      .where('lane', '=', lane.id)
      .where('sequence', 'in', numbersOf(trx, remove))
      .execute();
  }
  if (lane.replay === null) {
    await trx.updateTable('endpoints').set({ position }).where('id', '=', endpoint).execute();
    return;
  }
  await trx
    .updateTable('endpoint_replays')
    .set((eb) => ({
      position,
      pushed: eb('pushed', '+', pushed),
      ...(isDone ? { state: 'done' as const, ended_at: now } : {}),
    }))
    .where('id', '=', lane.replay.id)
    .execute();
}

/**
 * What is wrong with the filter is written only while the endpoint is as whoever pushes began with it: it may quote an event, and a person may have been
 * erased meanwhile.
 * @returns whether the endpoint is still there
 */
export async function writeStanding(
  trx: Write,
  { id, revision }: Pick<EndpointTable, 'id' | 'revision'>,
  standing: Standing,
): Promise<boolean> {
  const present = await trx.selectFrom('endpoints').select('revision').where('id', '=', id).executeTakeFirst();
  const updated = await trx
    .updateTable('endpoints')
    .set({
      failing_since: standing.failingSince,
      not_before: standing.notBefore,
      last_success_at: standing.lastSuccessAt,
      last_failures: JSON.stringify(standing.lastFailures),
      ...(present?.revision === revision && {
        filter_problem: standing.filterProblem === null ? null : JSON.stringify(standing.filterProblem),
      }),
    })
    .where('id', '=', id)
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}

/** Stops all pushes to an endpoint until a person enables it, and tells so in the log. */
export async function disable(
  { trx, afterCommit, log }: { trx: Write; afterCommit: AfterCommit; log: EventLog },
  endpoint: Pick<EndpointTable, 'id' | 'name'>,
  { reason, words, now }: { reason: DisabledReason; words: string; now: number },
): Promise<Event[]> {
  await trx
    .updateTable('endpoints')
    .set({ disabled_reason: reason, disabled_at: now })
    .where('id', '=', endpoint.id)
    .execute();
  const draft: EventDraft = {
    type: 'endpoint.disabled',
    panel: null,
    subject: `endpoint:${endpoint.name}`,
    time: instantOf(now),
    origin: 'daemon',
    data: {
      endpoint: { name: endpoint.name },
      code: reason,
      message: `The endpoint ${endpoint.name} is pushed to no more: ${words}.`,
      hint: 'Mend the receiver, then enable the endpoint: it goes on where it stopped.',
    },
  };
  return log.append(trx, afterCommit, [draft]);
}
