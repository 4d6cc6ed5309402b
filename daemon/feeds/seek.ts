import { nextRound, type Step } from './deliveries';

/**
 * Lets a feed go on elsewhere in the log.
 *
 * - What is leased or waits is let go of. Behind the place it is passed over; ahead of it, it comes anew, with its attempts counted anew. Whoever works on
 *   it may finish: the feed no longer waits for them, and their word changes nothing unless the event is leased again by then.
 * - Parked events ahead of the place come anew with all else; those behind it stay parked.
 *
 * @param position the feed goes on with the event after this sequence
 */
export async function seek(step: Step, position: number): Promise<void> {
  const { trx, feed } = step;
  await trx
    .deleteFrom('deliveries')
    .where('feed', '=', feed.name)
    .where((eb) => eb.or([eb('state', '<>', 'parked'), eb('sequence', '>', position)]))
    .execute();
  await nextRound(step);
  await trx
    .updateTable('feeds')
    .set({
      position,
      revision: feed.revision + 1,
      started_at: Math.min(feed.started_at, position),
      // Whoever still acknowledges what came before is believed.
      matched_since: Math.max(feed.matched_since, feed.position, position),
    })
    .where('name', '=', feed.name)
    .execute();
}
