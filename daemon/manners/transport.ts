import type { FormFields, PanelAnswer, PanelTransport } from '../../panel';
import type { Clock } from '../clock';
import { Breaker } from './breaker';
import { Pace, type PaceOptions } from './pace';
import { Skew } from './skew';

/** A panel, spoken to with manners: not too often, not too much at once, not at all while it is down. */
export class PoliteTransport implements PanelTransport {
  private readonly pace: Pace;
  private readonly breaker: Breaker;
  private readonly skew = new Skew();

  /** @param name the panel's, for errors */
  constructor(
    name: string,
    private readonly within: PanelTransport,
    options: PaceOptions,
    private readonly clock: Clock,
  ) {
    this.pace = new Pace(options, clock);
    this.breaker = new Breaker(name, clock);
  }

  get origin(): string | undefined {
    return this.within.origin;
  }

  /** How far the panel's clock is ahead of ours. Seconds; null until it is known. */
  get skewSeconds(): number | null {
    return this.skew.seconds;
  }

  post(fields: FormFields): Promise<PanelAnswer> {
    return this.pace.run(() =>
      this.breaker.run(async () => {
        const sentAt = this.clock.now();
        const answer = await this.within.post(fields);
        this.skew.measure(answer.headers['date'], sentAt, this.clock.now());
        return answer;
      }),
    );
  }
}
