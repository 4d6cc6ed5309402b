import { mayBeType, type Event, type Instant } from '../../panel';
import { instantOf, type Clock } from '../clock';
import { parsed, type EventLog, type StoredEvent } from '../events';
import { Problem } from '../problem';
import { compileFilter, type Filter } from './filter';

/** Which events of the log a feed, an endpoint or a relay is for. */
export interface Selection {
  /** Event types; empty: all. @default [] */
  types: readonly string[];
  /** Panels; empty: all, and what concerns no panel. @default [] */
  panels: readonly string[];
  /** JSONata over the event; null: all. @default null */
  filter: string | null;
}

/** A selection as tables hold it: lists as JSON. */
export interface SelectionColumns {
  types: string;
  panels: string;
  filter: string | null;
}

/** The last time a filter could not be evaluated. The event counted as no match. */
export interface FilterProblem {
  event: string;
  message: string;
  at: Instant;
}

/** An event without its data, which only filters look at. */
export type EventHead = Omit<Event, 'data'>;

/** Decides on events by a selection. */
export interface Matcher {
  /** Decides without the filter. */
  concerns(event: EventHead): boolean;
  readonly filter: Filter | null;
}

/** Milliseconds after which a page ends early: whoever waits for a slow filter is to be heard in between, and progress is to be kept. */
const patience = 1000;

export function selectionOf({ types, panels, filter }: SelectionColumns): Selection {
  return { types: JSON.parse(types) as string[], panels: JSON.parse(panels) as string[], filter };
}

export function selectionColumns({ types, panels, filter }: Selection): SelectionColumns {
  return { types: JSON.stringify(types), panels: JSON.stringify(panels), filter };
}

/** @throws Problem 422 `invalid-parameter` */
export function checkSelection({ types, filter }: Selection): void {
  const unknown = types.find((type) => !mayBeType(type));
  if (unknown !== undefined) {
    throw new Problem(422, 'invalid-parameter', `types: there is no event type ${JSON.stringify(unknown)}.`, {
      field: 'types',
      hint: 'The types are listed in the documentation, e.g. line.created.',
    });
  }
  if (filter !== null) compileFilter(filter);
}

/** @param except events that are left out whatever the selection says */
export function matcherOf(selection: Selection, except: (event: EventHead) => boolean = () => false): Matcher {
  const types = new Set(selection.types);
  const panels = new Set(selection.panels);
  return {
    concerns: (event) =>
      (types.size === 0 || types.has(event.type)) &&
      (panels.size === 0 || (event.panel !== null && panels.has(event.panel))) &&
      !except(event),
    filter: selection.filter === null ? null : compileFilter(selection.filter),
  };
}

/**
 * Which of the events match, and the last failure of the filter. An event the filter fails on is no match: it must not stop all that follow.
 *
 * @param until of `performance.now()`: events that come later are not looked at
 * @returns `last`: the last event looked at
 */
export async function matchAll(
  matcher: Matcher,
  events: readonly StoredEvent[],
  at: number,
  until = Infinity,
): Promise<{ matches: StoredEvent[]; problem: FilterProblem | null; last: StoredEvent | undefined }> {
  const matches: StoredEvent[] = [];
  let problem: FilterProblem | null = null;
  let last: StoredEvent | undefined;
  for (const event of events) {
    if (performance.now() > until) break;
    last = event;
    if (!matcher.concerns(event)) continue;
    try {
      if (matcher.filter === null || (await matcher.filter.matches(parsed(event)))) matches.push(event);
    } catch (error) {
      problem = { event: event.id, message: (error as Error).message, at: instantOf(at) };
    }
  }
  return { matches, problem, last };
}

/** A page of the log, looked at. */
export interface Selected {
  matches: StoredEvent[];
  /** Everything up to this sequence has been looked at. */
  position: number;
  problem: FilterProblem | null;
}

/**
 * Looks at the next events of the log.
 *
 * @param limit events at most; `to`: the last sequence looked at, @default the end of the log
 * @returns null when there is nothing after `after`
 */
export async function selectStored(
  { log, clock }: { log: EventLog; clock: Clock },
  { types, panels }: Selection,
  matcher: Matcher,
  { after, limit, to = Infinity }: { after: number; limit: number; to?: number },
): Promise<Selected | null> {
  // The head is read first: what is appended meanwhile may be missing among the events, and lies after it.
  const end = Math.min(await log.head(), to);
  if (end <= after) return null;
  const events = (await log.readStored({ types, panels, after, limit })).filter((event) => event.sequence <= to);
  const { matches, problem, last } = await matchAll(matcher, events, clock.now(), performance.now() + patience);
  const toTheEnd = events.length < limit && last === events.at(-1);
  return { matches, problem, position: toTheEnd ? Math.max(end, last?.sequence ?? 0) : (last?.sequence ?? after) };
}
