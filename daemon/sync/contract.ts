import type { Dialect, Instant, LineState, LineSummary, Origin, PanelAdapter } from '../../panel';
import type { Write } from '../store';
import type { WatchView } from '../watch';
import type { Reason } from './connect';

/** What the rest of the daemon knows of panels. */

/** One configured panel, ready to be spoken to. */
export interface PanelHandle {
  /** Its name in the configuration. */
  readonly name: string;
  readonly adapter: PanelAdapter;
  /** IANA name: whose calendar months and midnights are meant. */
  readonly timeZone: string;
  /**
   * Runs a change of the panel (send, read back, commit to the snapshot) while no pass is reading: a pass that read before and compared after would
   * take our own change for one made by hand. Changes run side by side; they only keep passes out.
   */
  change<T>(work: () => Promise<T>): Promise<T>;
}

/** `held`: a mass change waits for a person. */
export type PanelState = 'starting' | 'ready' | 'unreachable' | 'answering_wrongly' | 'held';

export interface PanelView {
  panel: string;
  /** null until it has answered, where it is to be found out. */
  dialect: Dialect | null;
  /** What answered, in words; null until it has. */
  explanation: string | null;
  state: PanelState;
  /** Why its lines are not watched, and what to do; null where they are. */
  unwatched: Reason | null;
  /** Lines in the snapshot. */
  lines: number;
  /** End of the last complete pass. */
  lastPassAt: Instant | null;
  nextPassAt: Instant | null;
  problem: { code: string; message: string; hint: string | null } | null;
  /** What is looked at besides the lines. */
  watches: WatchView[];
}

export interface Panels {
  /** @throws Problem 404 `unknown-panel`, naming the panels there are */
  get(name: string): PanelHandle;
  views(): Promise<PanelView[]>;
  /** Starts a pass now, or joins the one under way. Resolves when it has ended, well or not. */
  pass(name: string): Promise<void>;
  /** @throws Problem 409 `nothing-held` */
  decide(name: string, decision: 'confirm' | 'reject'): Promise<void>;
  /** The snapshot, by id. `after`: a line id. */
  lines(
    name: string,
    query: { search?: string; after?: string; limit: number },
  ): Promise<{ lines: LineState[]; next: string | null }>;
}

/**
 * How a command that has just been verified enters the snapshot: in its own transaction, with the events that follow from the difference, so that
 * the next pass finds nothing new and raises nothing twice.
 */
export interface Snapshot {
  lineSeen(
    trx: Write,
    afterCommit: (run: () => void) => void,
    panel: string,
    line: LineSummary,
    origin: Origin,
  ): Promise<void>;
  lineGone(
    trx: Write,
    afterCommit: (run: () => void) => void,
    panel: string,
    lineId: string,
    origin: Origin,
  ): Promise<void>;
}
