import { createTask } from 'node-cron';

/** The moments of a cron expression, as they come. */
export class Schedule {
  /** Milliseconds since 1970; infinite: never. */
  private next: number;

  /** What came before it is made is over. @param cron null: never */
  constructor(
    private readonly cron: string | null,
    private readonly timeZone: string,
  ) {
    this.next = this.following();
  }

  /** The moment that has come since it was asked last; null: none has. */
  due(): Date | null {
    const due = this.next;
    if (Date.now() < due) return null;
    this.next = this.following();
    return new Date(due);
  }

  private following(): number {
    if (this.cron === null) return Number.POSITIVE_INFINITY;
    const [next] = createTask(this.cron, () => undefined, { timezone: this.timeZone }).getNextRuns(1);
    return next?.getTime() ?? Number.POSITIVE_INFINITY;
  }
}
