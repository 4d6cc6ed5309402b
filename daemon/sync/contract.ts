import type { Dialect, Instant, LineState, LineSummary, PanelAdapter } from '../../panel';
import type { AfterCommit, Write } from '../store';
import type { WatchView } from '../watch';
import type { Cause } from './cause';
import type { Reason } from './connect';

/** What the rest of the daemon knows of panels. */

/** One configured panel, as every replica may read it. */
export interface PanelHandle {
  /** Its name in the configuration. */
  readonly name: string;
  /** IANA name: whose calendar months and midnights are meant. */
  readonly timeZone: string;
  /** How to speak to it. Where the configuration leaves open what it speaks, that is found out first. @throws PanelError when it does not answer then */
  open(): Promise<PanelAdapter>;
}

/** A panel in the hands of the replica that has its duty. Only there it is watched and written to. */
export interface HeldPanel extends PanelHandle {
  /** Aborts when it is to be let go of: nothing is begun any more, what is under way comes to a safe place. */
  readonly signal: AbortSignal;
  /** Aborts when it was lost to another replica: requests under way are cut, and nothing may be written any more. `signal` aborts, too. */
  readonly lost: AbortSignal;
  /** A transaction that counts only while the panel is held. @throws DutyLost */
  write<T>(work: (trx: Write, afterCommit: AfterCommit) => Promise<T>): Promise<T>;
  /**
   * Runs a change of the panel (send, read back, commit to the snapshot) while no pass is reading: a pass that read before and compared after would
   * take our own change for one made by hand. Changes run side by side; they only keep passes out.
   */
  change<T>(work: () => Promise<T>): Promise<T>;
  /** Runs what reads the panel, compares and commits, while no change is made. */
  look<T>(work: () => Promise<T>): Promise<T>;
  /** Whether a change waits for the look under way, which should then come to an end. */
  isWaitedFor(): boolean;
  /** For how long it is not to be looked at: its quiet hours. Seconds. */
  quietSeconds(): number;
  /** How far its clock is ahead of ours. Seconds; null until it is known. */
  skewSeconds(): number | null;
}

/**
 * Work on a held panel beside its passes: runs until `panel.signal` aborts, and has let go of everything when it resolves.
 * @param begun to be called when passes may begin
 */
export type PanelWork = (panel: HeldPanel, begun: () => void) => Promise<void>;

/** `starting`: no pass has ended since a replica took the panel. `held`: a mass change waits for a person. */
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
  /** How far the panel's clock is ahead of the daemon's. Seconds; null until it is known. */
  clockSkewSeconds: number | null;
  problem: { code: string; message: string; hint: string | null } | null;
  /** What is looked at besides the lines. */
  watches: WatchView[];
}

export interface Panels {
  /** @throws Problem 404 `unknown-panel`, naming the panels there are */
  get(name: string): PanelHandle;
  views(): Promise<PanelView[]>;
  /** Asks for a pass now, whichever replica has the panel. Resolves when it has ended, well or not. */
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
  lineSeen(trx: Write, afterCommit: AfterCommit, panel: string, line: LineSummary, cause: Cause): Promise<void>;
  lineGone(trx: Write, afterCommit: AfterCommit, panel: string, lineId: string, cause: Cause): Promise<void>;
}

/** Keeps what else there is to know of lines, in the transactions of the snapshot. */
export interface LineFollower {
  /** Lines of a pass (as lists tell of them) or of a command (complete). */
  linesSeen(
    trx: Write,
    afterCommit: AfterCommit,
    panel: string,
    lines: readonly LineSummary[],
    cause: Cause,
  ): Promise<void>;
  linesGone(trx: Write, panel: string, ids: readonly number[]): Promise<void>;
}
