import type { PanelTransport } from '../../panel';
import { ClockJumps, type Clock } from '../clock';
import { Breaker } from './breaker';
import { Pace, type PaceOptions } from './pace';
import { quietFor, type QuietHours } from './quiet';
import { Skew } from './skew';

/** nginx of XUI.ONE and XC_VM lets 20 requests a second from one address through. Source: their configuration. */
export const defaultLimits: PaceOptions = { concurrency: 4, requestsPerSecond: 20 };

export interface MannersOptions {
  /** @default defaultLimits */
  limits?: PaceOptions;
  /** When it is not looked at. Commands are carried out all the same. @default never */
  quiet?: readonly QuietHours[];
  /** IANA name. */
  timeZone: string;
}

/** How a panel is spoken to by this process: not too often, not too much at once, not at all while it is down, and not looked at in its quiet hours. */
export class Manners {
  private readonly pace: Pace;
  private readonly breaker: Breaker;
  private readonly skew = new Skew();
  private readonly jumps: ClockJumps;

  /** @param name the panel's, for errors */
  constructor(
    name: string,
    private readonly options: MannersOptions,
    private readonly clock: Clock,
  ) {
    this.pace = new Pace(options.limits ?? defaultLimits, clock);
    this.breaker = new Breaker(name, clock);
    this.jumps = new ClockJumps(clock);
  }

  /** How far the panel's clock is ahead of ours. Seconds; null until it is known. */
  get skewSeconds(): number | null {
    return this.skew.seconds;
  }

  /** For how long the panel is not to be looked at. Seconds. */
  get quietSeconds(): number {
    return quietFor(this.options.quiet ?? [], this.options.timeZone, this.clock.now()) / 1000;
  }

  /** All that are made so keep one pace together. */
  polite(transport: PanelTransport): PanelTransport {
    return {
      ...(transport.origin === undefined ? {} : { origin: transport.origin }),
      post: (fields) =>
        this.pace.run(() =>
          this.breaker.run(async () => {
            this.skew.moved(this.jumps.take());
            const sentAt = this.clock.now();
            const answer = await transport.post(fields);
            this.skew.measure(answer.headers['date'], sentAt, this.clock.now());
            return answer;
          }),
        ),
    };
  }
}
