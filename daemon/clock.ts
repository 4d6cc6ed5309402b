import { instantFromUnix, type Instant } from '../panel';

/** The time of day, so that tests can set it. Milliseconds since 1970. */
export interface Clock {
  now(): number;
  /** Milliseconds that go by whatever the time of day is set to. @default the time of day, which then is never set */
  steady?(): number;
}

export const systemClock: Clock = { now: () => Date.now(), steady: () => performance.now() };

/** Less than this is no setting of the clock, but its being kept right little by little. Milliseconds. */
const slightest = 2000;

/** Notices that the time of day was set, as that of a machine is whose clock was wrong. */
export class ClockJumps {
  private ahead: number;

  constructor(private readonly clock: Clock) {
    this.ahead = this.difference;
  }

  /** By how much the clock was set forward since this was asked last. Seconds; 0: it was not set. */
  take(): number {
    const ahead = this.difference;
    const jump = ahead - this.ahead;
    this.ahead = ahead;
    return Math.abs(jump) < slightest ? 0 : jump / 1000;
  }

  private get difference(): number {
    return this.clock.steady === undefined ? 0 : this.clock.now() - this.clock.steady();
  }
}

/** The second an instant of the clock falls into. */
export function instantOf(milliseconds: number): Instant {
  return instantFromUnix(Math.floor(milliseconds / 1000));
}
