import { nextRound, type Step } from './deliveries';

/**
 * Lets a feed go on elsewhere in the log.
 *
 * - What is leased stays with its consumer: work under way is acknowledged, refused and extended as ever, and does not come a second time beside it.
 * - What waits is forgotten. Behind the place it is passed over; ahead of it, it is matched again, with its attempts counted anew.
 * - Parked events ahead of the place are read again with all else; those behind it stay parked.
 *
 * @param position the feed goes on with the event after this sequence
 */
export async function seek(step: Step, position: number): Promise<void> {
  const { trx, feed } = step;
  await trx.deleteFrom('deliveries').where('feed', '=', feed.name).where('state', '=', 'waiting').execute();
  await trx
    .deleteFrom('deliveries')
    .where('feed', '=', feed.name)
    .where('state', '=', 'parked')
    .where('sequence', '>', position)
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
