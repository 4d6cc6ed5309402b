import type { Logger } from 'pino';
import type { Event } from '../../panel';
import type { Clock } from '../clock';
import type { EventLog } from '../events';
import type { Store } from '../store';
import { insertMatches } from './deliveries';
import { instantOf, matcherOf, type FilterProblem, type Matcher } from './settings';
import type { FeedTable } from './tables';

/** Events read and matched for one transaction. */
const batch = 250;

export interface ScanContext {
  store: Store;
  log: EventLog;
  clock: Clock;
  logger: Pick<Logger, 'warn'> | undefined;
}

/** Which of the events a feed serves, and the last failure of its filter. An event the filter fails on is no match: it must not stop the feed. */
export async function matchAll(
  matcher: Matcher,
  events: readonly Event[],
  at: number,
): Promise<{ matches: Event[]; problem: FilterProblem | null }> {
  const matches: Event[] = [];
  let problem: FilterProblem | null = null;
  for (const event of events) {
    if (!matcher.concerns(event)) continue;
    try {
      if (matcher.filter === null || (await matcher.filter.matches(event))) matches.push(event);
    } catch (error) {
      problem = { event: event.id, message: (error as Error).message, at: instantOf(at) };
    }
  }
  return { matches, problem };
}

/**
 * Moves a feed's position over the next events of the log and turns those it serves into deliveries, in one transaction. The filter runs before
 * that transaction; if somebody else moved the position or changed the settings meanwhile, nothing happens.
 *
 * @returns whether there was anything to look at
 */
export async function scan({ store, log, clock, logger }: ScanContext, feed: FeedTable): Promise<boolean> {
  const head = await log.head();
  if (head <= feed.position) return false;
  const settings = { types: JSON.parse(feed.types) as string[], panels: JSON.parse(feed.panels) as string[] };
  const events = await log.read({ ...settings, after: feed.position, limit: batch });
  // The head was read first: what was appended since may be missing among these events, and lies after it.
  const position =
    events.length < batch ? Math.max(head, events.at(-1)?.sequence ?? 0) : (events.at(-1)?.sequence ?? head);
  const now = clock.now();
  const { matches, problem } = await matchAll(matcherOf(feed), events, now);
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
