import type { Instant } from '../../panel';
import { instantOf, type Clock } from '../clock';
import type { EventLog } from '../events';
import { Problem } from '../problem';
import type { Store, Write } from '../store';
import type { Registry } from './registry';
import type { EndpointReplayTable, ReplayState } from './tables';

/** Pushes a range of the log again, under the same webhook ids. */
export interface ReplayView {
  replay: number;
  /** The first and the last sequence of the range. */
  from: number;
  to: number;
  state: ReplayState;
  /** Everything up to this sequence is pushed, waits for a retry, or is given up. */
  position: number;
  /** Sequences of the range that have not been looked at yet. */
  left: number;
  pushed: number;
  madeAt: Instant;
  endedAt: Instant | null;
}

/** An end of a range: a sequence, or an instant. */
export type RangeEnd = number | Instant;

function viewOf(row: EndpointReplayTable): ReplayView {
  return {
    replay: row.id,
    from: row.from_sequence,
    to: row.to_sequence,
    state: row.state,
    position: row.position,
    left: Math.max(row.to_sequence - row.position, 0),
    pushed: row.pushed,
    madeAt: instantOf(row.made_at),
    endedAt: row.ended_at === null ? null : instantOf(row.ended_at),
  };
}

/** Replays of endpoints: made, paused, resumed, cancelled. Whoever pushes to the endpoint carries them out. */
export class Replays {
  constructor(
    private readonly services: { store: Store; log: EventLog; clock: Clock },
    private readonly registry: Registry,
  ) {}

  /**
   * @param range sequences are included; instants: what was written to the log from the one up to before the other. `to`: @default the newest event
   * @throws Problem 404 `unknown-endpoint`, 422 `invalid-parameter`
   */
  async make(endpoint: string, range: { from: RangeEnd; to?: RangeEnd }): Promise<ReplayView> {
    const { log, store, clock } = this.services;
    const head = await log.head();
    const { from: first, to: last = head } = range;
    const from = Math.max(typeof first === 'number' ? first : (await log.before(Date.parse(first))) + 1, 1);
    const to = Math.min(typeof last === 'number' ? last : await log.before(Date.parse(last)), head);
    if (from > to) {
      throw new Problem(422, 'invalid-parameter', `from: there is no event from ${String(from)} to ${String(to)}.`, {
        field: 'from',
        hint: `The log ends at ${String(head)}.`,
      });
    }
    const made = await store.write(async (trx, afterCommit) => {
      const row = await this.registry.present(trx, endpoint);
      const replay: Omit<EndpointReplayTable, 'id'> = {
        endpoint: row.id,
        from_sequence: from,
        to_sequence: to,
        position: from - 1,
        state: 'running',
        pushed: 0,
        made_at: clock.now(),
        ended_at: null,
      };
      const { id } = await trx
        .insertInto('endpoint_replays')
        // The id is the database's to give.
        .values(replay as EndpointReplayTable)
        .returning('id')
        .executeTakeFirstOrThrow();
      await this.registry.change(trx, afterCommit, row, {});
      return { id, ...replay };
    });
    return viewOf(made);
  }

  /** Newest first. @throws Problem 404 `unknown-endpoint` */
  async list(endpoint: string): Promise<ReplayView[]> {
    const { id } = await this.registry.row(endpoint);
    const rows = await this.services.store.db
      .selectFrom('endpoint_replays')
      .selectAll()
      .where('endpoint', '=', id)
      .orderBy('id', 'desc')
      .limit(100)
      .execute();
    return rows.map(viewOf);
  }

  /** Pauses a replay, or goes on where it stopped; one that is done stays done. @throws Problem 404 `unknown-endpoint`, `unknown-replay` */
  async setPaused(endpoint: string, replay: number, paused: boolean): Promise<ReplayView> {
    const state = paused ? 'paused' : 'running';
    return this.change(endpoint, replay, async (trx, row) => {
      if (row.state === 'done') return viewOf(row);
      await trx.updateTable('endpoint_replays').set({ state }).where('id', '=', replay).execute();
      return viewOf({ ...row, state });
    });
  }

  /** Forgets a replay: nothing more of it is pushed. @throws Problem 404 `unknown-endpoint`, `unknown-replay` */
  async cancel(endpoint: string, replay: number): Promise<void> {
    await this.change(endpoint, replay, async (trx, row) => {
      await trx.deleteFrom('endpoint_pushes').where('endpoint', '=', row.endpoint).where('lane', '=', replay).execute();
      await trx.deleteFrom('endpoint_replays').where('id', '=', replay).execute();
    });
  }

  private async change<T>(
    endpoint: string,
    replay: number,
    work: (trx: Write, row: EndpointReplayTable) => Promise<T>,
  ): Promise<T> {
    return this.services.store.write(async (trx, afterCommit) => {
      const owner = await this.registry.present(trx, endpoint);
      const row = await trx
        .selectFrom('endpoint_replays')
        .selectAll()
        .where('endpoint', '=', owner.id)
        .where('id', '=', replay)
        .executeTakeFirst();
      if (row === undefined) {
        throw new Problem(404, 'unknown-replay', `The endpoint ${endpoint} has no replay ${String(replay)}.`);
      }
      const result = await work(trx, row);
      await this.registry.change(trx, afterCommit, owner, {});
      return result;
    });
  }
}
