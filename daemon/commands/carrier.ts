import { linked, pause } from '../pause';
import type { Store } from '../store';
import { Course, type CourseParts } from './course';
import { Locks } from './locks';

export interface CarrierParts extends Omit<CourseParts, 'subjects' | 'turns'> {
  store: Store;
  /** How many commands the panel is to carry out at the same time. */
  atOnce: number;
}

/** How often it is looked for commands, where the signal of one got lost. Milliseconds. */
const look = 5000;

/** Before the commands are asked of the store again, where that failed. Milliseconds. */
const retry = 1000;

/** Passes wait so long at most for the reading back of what was sent: a panel that hangs must be seen to hang. Milliseconds. */
const patience = 30_000;

/** Signals that there are commands for a panel. */
export function commandsCame(panel: string): string {
  return `commands:${panel}`;
}

/** Carries out the commands of a panel while this replica has it. */
export class Carrier {
  private readonly courseParts: CourseParts;
  private readonly running = new Set<Promise<void>>();
  /** The newest command that was begun. */
  private last = 0;

  constructor(private readonly parts: CarrierParts) {
    this.courseParts = { ...parts, subjects: new Locks(), turns: new Locks(parts.atOnce) };
  }

  /**
   * Never rejects.
   * @param begun called when what was sent before has been read back, or its panel does not answer
   */
  async run(begun: () => void): Promise<void> {
    const { panel, store, logger } = this.parts;
    for (let first = true; !panel.signal.aborted;) {
      const turn = linked(panel.signal);
      try {
        // Listening begins before looking, so that no command falls between the two.
        const came = store.signals.next(commandsCame(panel.name), turn.signal);
        const tried = await this.begin(first);
        if (first) void Promise.race([tried, pause(patience, panel.signal)]).then(begun);
        first = false;
        await Promise.race([came, pause(look, turn.signal)]);
      } catch (error) {
        logger.error({ err: error, panel: panel.name }, 'the commands of a panel could not be read; it is tried again');
        await pause(retry, panel.signal);
      } finally {
        turn.abort();
      }
    }
    await Promise.all(this.running);
  }

  /**
   * Begins what has not been begun yet.
   * @param kept whether it was here before this replica had the panel
   * @returns resolves when what was sent before has been read back once
   */
  private async begin(kept: boolean): Promise<unknown> {
    const { panel, ledger, logger } = this.parts;
    const commands = await ledger.unfinished(panel.name, this.last);
    const courses = commands.map((command) => ({ command, course: new Course(this.courseParts, command, kept) }));
    // Those that may have been sent hold their lines before anything else is planned. Each held them when it was sent, so none waits here.
    for (const { command, course } of courses) if (command.state === 'sent') await course.takePlace();
    const tried: Array<Promise<void>> = [];
    for (const { command, course } of courses) {
      this.last = Math.max(this.last, command.sequence);
      if (command.state === 'sent') {
        tried.push(new Promise((resolve) => this.track(course.run(resolve))));
      } else {
        this.track(course.takePlace().then(() => course.run()));
      }
    }
    if (kept && courses.length > 0) {
      logger.info({ panel: panel.name, commands: courses.length }, 'going on with unfinished commands');
    }
    return Promise.all(tried);
  }

  private track(course: Promise<void>): void {
    const ended = course.finally(() => this.running.delete(ended));
    this.running.add(ended);
  }
}
