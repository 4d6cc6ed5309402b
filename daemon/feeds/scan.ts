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

/** Milliseconds after which a batch ends early: whoever waits for a slow filter is to be heard in between, and progress is to be kept. */
const patience = 1000;

export interface ScanContext {
  store: Store;
  log: EventLog;
  clock: Clock;
  logger: Pick<Logger, 'warn'> | undefined;
}

/**
 * Which of the events a feed serves, and the last failure of its filter. An event the filter fails on is no match: it must not stop the feed.
 *
 * @param until of `performance.now()`: events that come later are not looked at
 * @returns `last`: the last event looked at
 */
export async function matchAll(
  matcher: Matcher,
  events: readonly Event[],
  at: number,
  until = Infinity,
): Promise<{ matches: Event[]; problem: FilterProblem | null; last: Event | undefined }> {
  const matches: Event[] = [];
  let problem: FilterProblem | null = null;
  let last: Event | undefined;
  for (const event of events) {
    if (performance.now() > until) break;
    last = event;
    if (!matcher.concerns(event)) continue;
    try {
      if (matcher.filter === null || (await matcher.filter.matches(event))) matches.push(event);
    } catch (error) {
      problem = { event: event.id, message: (error as Error).message, at: instantOf(at) };
    }
  }
  return { matches, problem, last };
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
  const now = clock.now();
  const { matches, problem, last } = await matchAll(matcherOf(feed), events, now, performance.now() + patience);
  const toTheEnd = events.length < batch && last === events.at(-1);
  const position = toTheEnd ? Math.max(head, last?.sequence ?? 0) : (last?.sequence ?? feed.position);
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
