import type { Logger } from 'pino';
import type { Clock } from '../clock';
import type { EventLog } from '../events';
import { selectionOf, selectStored, type Selected } from '../selection';
import { deliver, type Lease, type Step } from './deliveries';
import { feedMatcher } from './settings';
import type { FeedTable } from './tables';

/** Events looked at in one go, or as many as are asked for: what matches beyond that waits for the next who asks. */
const batch = 250;

export interface ScanContext {
  log: EventLog;
  clock: Clock;
  logger: Pick<Logger, 'warn'> | undefined;
}

/** The next events of the log as a feed sees them. */
export interface Look extends Selected {
  /** The feed as it was. */
  feed: FeedTable;
}

/**
 * Looks at what comes after a feed's position. Changes nothing.
 *
 * @param wanted how many events somebody wants to lease
 * @returns null when there is nothing to look at
 */
export async function lookAhead(
  { log, clock, logger }: ScanContext,
  feed: FeedTable,
  wanted: number,
): Promise<Look | null> {
  const selected = await selectStored({ log, clock }, selectionOf(feed), feedMatcher(feed), {
    after: feed.position,
    limit: Math.max(wanted, batch),
  });
  if (selected === null) return null;
  const { problem } = selected;
  if (problem !== null) {
    logger?.warn(
      { feed: feed.name, event: problem.event, problem: problem.message },
      'The filter of a feed cannot be evaluated; the event counts as no match',
    );
  }
  return { ...selected, feed };
}

/**
 * Moves a feed's position over what was looked at, and turns what matched into deliveries: the consumer gets up to `max` of them. If somebody else moved
 * the position or changed the settings meanwhile, nothing happens.
 */
export async function moveOn(step: Step, look: Look, consumer: string, max: number): Promise<Lease[]> {
  const { position, problem, matches, feed } = look;
  if (step.feed.revision !== feed.revision || step.feed.position !== feed.position) return [];
  await step.trx
    .updateTable('feeds')
    .set({ position, ...(problem === null ? {} : { filter_problem: JSON.stringify(problem) }) })
    .where('name', '=', feed.name)
    .execute();
  return deliver(step, matches, consumer, max);
}
