import type { Logger } from 'pino';
import type { Clock } from '../clock';
import type { EventLog } from '../events';
import { selectionOf, selectNext } from '../selection';
import type { Store } from '../store';
import { insertMatches } from './deliveries';
import { feedMatcher } from './settings';
import type { FeedTable } from './tables';

/** Events read and matched for one transaction. */
const batch = 250;

export interface ScanContext {
  store: Store;
  log: EventLog;
  clock: Clock;
  logger: Pick<Logger, 'warn'> | undefined;
}

/**
 * Moves a feed's position over the next events of the log and turns those it serves into deliveries, in one transaction. The filter runs before
 * that transaction; if somebody else moved the position or changed the settings meanwhile, nothing happens.
 *
 * @returns whether there was anything to look at
 */
export async function scan({ store, log, clock, logger }: ScanContext, feed: FeedTable): Promise<boolean> {
  const now = clock.now();
  const selected = await selectNext({ log, clock }, selectionOf(feed), feedMatcher(feed), {
    after: feed.position,
    limit: batch,
  });
  if (selected === null) return false;
  const { matches, position, problem } = selected;
  if (problem !== null) {
    logger?.warn(
      { feed: feed.name, event: problem.event, problem: problem.message },
      'The filter of a feed cannot be evaluated; the event counts as no match',
    );
  }
  await store.write(async (trx, afterCommit) => {
    const moved = await trx
      .updateTable('feeds')
      .set({ position, ...(problem === null ? {} : { filter_problem: JSON.stringify(problem) }) })
      .where('name', '=', feed.name)
      .where('revision', '=', feed.revision)
      .where('position', '=', feed.position)
      .executeTakeFirst();
    if (moved.numUpdatedRows === 1n) await insertMatches({ trx, afterCommit, log, feed, now }, matches);
  });
  return true;
}
