import type { Instant } from '../../panel';
import {
  matcherOf,
  selectionColumns,
  selectionOf,
  type FilterProblem,
  type Matcher,
  type Selection,
} from '../selection';
import type { FeedTable } from './tables';

/** What a feed serves and how. What is left out takes its default, also when an existing feed is changed. */
export interface FeedSettings extends Selection {
  /** How long a consumer has for an event before it comes again. Seconds. @default 60 */
  leaseSeconds: number;
  /** Attempts before an event is parked. @default 5 */
  maxAttempts: number;
  /** Wait after the first failed attempt; doubled with each further one, at most an hour. Seconds. @default 30 */
  retryAfterSeconds: number;
}

export const feedDefaults: FeedSettings = {
  types: [],
  panels: [],
  filter: null,
  leaseSeconds: 60,
  maxAttempts: 5,
  retryAfterSeconds: 30,
};

/** A feed as the API shows it. */
export interface FeedView extends FeedSettings {
  feed: string;
  /** Sequence of the last event looked at. */
  position: number;
  /** Events after the position, whether they match or not, and the matching ones that wait. */
  lag: number;
  /** Age of the oldest event that is neither acknowledged nor parked, since it was written to the log. Seconds; 0: there is none. */
  lagSeconds: number;
  leased: number;
  /** Matching events that wait for their turn or their retry. */
  waiting: number;
  parked: number;
  /** When a consumer last asked for events, to within 10 seconds. */
  lastSeenAt: Instant | null;
  filterProblem: FilterProblem | null;
}

/** What events about a feed are about. */
export function subjectOf(feed: string): string {
  return `feed:${feed}`;
}

/** Whether a feed serves an event. */
export function feedMatcher(row: Pick<FeedTable, 'name' | 'types' | 'panels' | 'filter'>): Matcher {
  // A feed that failed to deliver something is not told of it through itself: it would fail at that, too.
  return matcherOf(selectionOf(row), ({ type, subject }) => type === 'event.parked' && subject === subjectOf(row.name));
}

export function settingsOf(row: FeedTable): FeedSettings {
  return {
    ...selectionOf(row),
    leaseSeconds: row.lease_seconds,
    maxAttempts: row.max_attempts,
    retryAfterSeconds: row.retry_after_seconds,
  };
}

export function columnsOf(settings: FeedSettings) {
  return {
    ...selectionColumns(settings),
    lease_seconds: settings.leaseSeconds,
    max_attempts: settings.maxAttempts,
    retry_after_seconds: settings.retryAfterSeconds,
  };
}
