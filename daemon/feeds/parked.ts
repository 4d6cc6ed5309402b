import { textsOf } from '../store';
import { nextRound, type Step } from './deliveries';

/** What people do about events a feed gave up on. */

/**
 * Gives parked events back, to be leased as if for the first time.
 *
 * @param ids empty: all. Those not parked are left alone
 * @returns how many
 */
export async function redrive(step: Step, ids: readonly string[]): Promise<number> {
  const { trx, feed, now } = step;
  let update = trx
    .updateTable('deliveries')
    .set({ state: 'waiting', round: await nextRound(step), attempt: 0, due_at: now, reason: null })
    .where('feed', '=', feed.name)
    .where('state', '=', 'parked');
  if (ids.length > 0) update = update.where('event_id', 'in', textsOf(trx, ids));
  return Number((await update.executeTakeFirst()).numUpdatedRows);
}

/**
 * Forgets parked events, as if they had been acknowledged.
 *
 * @param ids empty: all. Those not parked are left alone
 * @returns how many
 */
export async function drop({ trx, feed }: Step, ids: readonly string[]): Promise<number> {
  let gone = trx.deleteFrom('deliveries').where('feed', '=', feed.name).where('state', '=', 'parked');
  if (ids.length > 0) gone = gone.where('event_id', 'in', textsOf(trx, ids));
  return Number((await gone.executeTakeFirst()).numDeletedRows);
}
