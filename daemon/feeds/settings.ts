import { instantFromUnix, isEventType, type Event, type Instant } from '../../panel';
import { Problem } from '../problem';
import { compileFilter, type Filter } from './filter';
import type { FeedTable } from './tables';

/** What a feed serves and how. What is left out takes its default, also when an existing feed is changed. */
export interface FeedSettings {
  /** Event types; empty: all. @default [] */
  types: readonly string[];
  /** Panels; empty: all, and what concerns no panel. @default [] */
  panels: readonly string[];
  /** JSONata over the event; null: all. @default null */
  filter: string | null;
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

/** Where a new feed begins: after all there is, before all there is, or after a sequence. */
export type FeedStart = 'now' | 'beginning' | number;

/** The last time a feed's filter could not be evaluated. The event counted as no match. */
export interface FilterProblem {
  event: string;
  message: string;
  at: Instant;
}

/** A feed as the API shows it. */
export interface FeedView extends FeedSettings {
  feed: string;
  /** Sequence of the last event looked at. */
  position: number;
  /** Events after the position, whether they match or not, and the matching ones that wait. */
  lag: number;
  leased: number;
  /** Matching events that wait for their turn or their retry. */
  waiting: number;
  parked: number;
  /** When a consumer last asked for events. */
  lastSeenAt: Instant | null;
  filterProblem: FilterProblem | null;
}

/** The second an instant of the clock falls into. */
export function instantOf(milliseconds: number): Instant {
  return instantFromUnix(Math.floor(milliseconds / 1000));
}

/** @throws Problem 422 `invalid-parameter` */
export function checkSettings(settings: FeedSettings): void {
  const unknown = settings.types.find((type) => !isEventType(type));
  if (unknown !== undefined) {
    throw new Problem(422, 'invalid-parameter', `types: there is no event type ${JSON.stringify(unknown)}.`, {
      field: 'types',
      hint: 'The types are listed in the documentation, e.g. line.created.',
    });
  }
  if (settings.filter !== null) compileFilter(settings.filter);
}

/** Whether a feed with these settings serves an event. */
export interface Matcher {
  /** Decides without the filter. */
  concerns(event: Event): boolean;
  readonly filter: Filter | null;
}

export function matcherOf(row: Pick<FeedTable, 'name' | 'types' | 'panels' | 'filter'>): Matcher {
  const types = new Set(JSON.parse(row.types) as string[]);
  const panels = new Set(JSON.parse(row.panels) as string[]);
  return {
    concerns: (event) =>
      (types.size === 0 || types.has(event.type)) &&
      (panels.size === 0 || (event.panel !== null && panels.has(event.panel))) &&
      // A feed that failed to deliver something is not told of it through itself: it would fail at that, too.
      event.data.parked?.feed !== row.name,
    filter: row.filter === null ? null : compileFilter(row.filter),
  };
}

export function settingsOf(row: FeedTable): FeedSettings {
  return {
    types: JSON.parse(row.types) as string[],
    panels: JSON.parse(row.panels) as string[],
    filter: row.filter,
    leaseSeconds: row.lease_seconds,
    maxAttempts: row.max_attempts,
    retryAfterSeconds: row.retry_after_seconds,
  };
}

export function columnsOf(settings: FeedSettings) {
  return {
    types: JSON.stringify(settings.types),
    panels: JSON.stringify(settings.panels),
    filter: settings.filter,
    lease_seconds: settings.leaseSeconds,
    max_attempts: settings.maxAttempts,
    retry_after_seconds: settings.retryAfterSeconds,
  };
}
