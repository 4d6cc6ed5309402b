import type { Clock } from '../clock';
import type { EventLog } from '../events';
import { selectStored, type FilterProblem, type Matcher, type Selection } from '../selection';
import { Window } from './window';
import type { EndpointPushTable, EndpointReplayTable } from './tables';

/** Events read from the log in one go. */
const page = 500;

/** Events that wait for their turn, past which no more are read. */
const enoughReady = 500;

/** Unsettled events, past which no more are read: some subject fails, and its later events pile up behind it. */
const mostUnsettled = 20_000;

/** Events of one part of the log on their way to an endpoint: those that come, or those of a replay. */
export class Lane {
  readonly window: Window;
  /** Pushed since it was last written down. */
  pushed = 0;

  /** @param replay null: the events as they come */
  constructor(
    position: number,
    rows: readonly EndpointPushTable[],
    readonly replay: Pick<EndpointReplayTable, 'id' | 'to_sequence'> | null,
  ) {
    this.window = new Window(position, rows);
  }

  get id(): number {
    return this.replay?.id ?? 0;
  }

  /** Whether more of the log is wanted now. */
  get isLow(): boolean {
    return this.window.ready < enoughReady && this.window.size < mostUnsettled && !this.isRead;
  }

  /** Whether a replay has come to its end, and nothing of it waits. */
  get isDone(): boolean {
    return this.isRead && this.window.size === 0;
  }

  private get isRead(): boolean {
    return this.replay !== null && this.window.position >= this.replay.to_sequence;
  }

  /** Reads on. @returns null when there is nothing to look at */
  async read(
    services: { log: EventLog; clock: Clock },
    selection: Selection,
    matcher: Matcher,
  ): Promise<{ problem: FilterProblem | null } | null> {
    const selected = await selectStored(services, selection, matcher, {
      after: this.window.position,
      limit: page,
      ...(this.replay === null ? {} : { to: this.replay.to_sequence }),
    });
    if (selected === null) return null;
    this.window.add(selected.matches, selected.position, services.clock.now());
    return selected;
  }
}
