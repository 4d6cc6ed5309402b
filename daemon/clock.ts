import { instantFromUnix, type Instant } from '../panel';

/** The time of day, so that tests can set it. Milliseconds since 1970. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** The second an instant of the clock falls into. */
export function instantOf(milliseconds: number): Instant {
  return instantFromUnix(Math.floor(milliseconds / 1000));
}
