import type { Event } from '../../panel';
import type { EventLog, EventQuery } from '../events';
import type { Filter } from '../selection';

/** Events a filter looks at for one page. A rare match may lie further: the page then ends early, and `next` goes on from there. */
const mostPerPage = 5000;

/** Events read in one go for a filter to look at. */
const batch = 500;

/** Milliseconds after which a page ends early because its filter is slow. */
const patience = 2000;

/**
 * A page of the log.
 *
 * @returns `next`: where the next page begins, to be given as `after`
 */
export async function readLog(
  log: EventLog,
  { filter, limit, ...query }: EventQuery & { filter: Filter | null; limit: number },
): Promise<{ events: Event[]; next: number }> {
  let next = query.after;
  if (filter === null) {
    const events = await log.read({ ...query, limit });
    return { events, next: events.at(-1)?.sequence ?? next ?? 0 };
  }
  const found: Event[] = [];
  const until = performance.now() + patience;
  for (let looked = 0; looked < mostPerPage; looked += batch) {
    const events = await log.read({ ...query, ...(next === undefined ? {} : { after: next }), limit: batch });
    for (const event of events) {
      next = event.sequence;
      // What a filter cannot be evaluated on is no match, here as in feeds.
      if (await filter.matches(event).catch(() => false)) found.push(event);
      if (found.length === limit || performance.now() > until) return { events: found, next };
    }
    if (events.length < batch) break;
  }
  return { events: found, next: next ?? 0 };
}
