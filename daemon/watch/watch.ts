import type { Instant, Need, PanelAdapter } from '../../panel';
import type { Store } from '../store';

/** The panel being looked at. */
export interface Watched {
  /** Its name in the configuration. */
  readonly name: string;
  readonly adapter: PanelAdapter;
  /** IANA name: whose days, weeks and months are meant. */
  readonly timeZone: string;
  /** A transaction that counts only while the panel is ours to watch: all that a look writes goes through it. */
  readonly write: Store['write'];
  /** Runs while no command changes the panel: for what commands change, too, from the reading to the commit. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

/** One thing looked at on a panel besides its lines. One for all panels; it keeps what it knows in tables, by the panel's name. */
export interface Watch {
  /** As the settings call it: `connections`, `streams`. */
  readonly name: string;
  /** What a panel must be able to do. Where it cannot, the watch is off and says so. */
  readonly needs: readonly Need[];
  /** What to do where a panel cannot. @default the kinds of panel that can */
  readonly hint?: string;
  /**
   * Looks once, and takes in what is different together with the events that tell of it. An answer that cannot be believed is an error, and changes
   * nothing that was known.
   *
   * @param signal aborts when the panel is let go of; nothing is written after that
   * @returns `later`: there is nothing to compare with yet (the first pass over the lines has not ended); looked at again soon
   * @throws PanelError
   */
  look(panel: Watched, signal: AbortSignal): Promise<'later' | undefined>;
}

/** A watch as a panel's settings have it. */
export interface PacedWatch {
  watch: Watch;
  /** Between the end of a look and the next; null: switched off. */
  everySeconds: number | null;
}

/** `waiting`: no look has ended yet. */
export type WatchState = 'waiting' | 'ready' | 'failing' | 'off';

/** How a watch stands, as `GET /v1/panels` shows it. */
export interface WatchView {
  name: string;
  state: WatchState;
  /** End of the last look that went well. */
  lastAt: Instant | null;
  /** Why it is failing or off; null where it is well, or switched off in the settings. */
  problem: { code: string; message: string; hint: string | null } | null;
}
