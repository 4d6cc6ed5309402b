import { createTask } from 'node-cron';

/** The moments of a cron expression, as they come. */
export class Schedule {
  /** Milliseconds since 1970; undefined: nobody has looked yet. */
  private next: number | undefined;

  /** @param cron null: never */
  constructor(
    private readonly cron: string | null,
    private readonly timeZone: string,
  ) {}

  /** The moment that has come since it was asked last; null: none has. What came before the first look is over. */
  due(): Date | null {
    if (this.cron === null) return null;
    const due = this.next;
    if (due !== undefined && Date.now() < due) return null;
    const [next] = createTask(this.cron, () => undefined, { timezone: this.timeZone }).getNextRuns(1);
    this.next = next?.getTime() ?? Number.POSITIVE_INFINITY;
    return due === undefined ? null : new Date(due);
  }
}
