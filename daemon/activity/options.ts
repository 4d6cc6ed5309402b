import type { PacedWatch } from '../watch';
import type { Period, UsageThreshold } from './settings';
import { ConnectionWatch } from './watch';

/** How a panel's settings say that connections are looked at; false: not at all. Durations in seconds. */
export type ConnectionOptions =
  | false
  | {
      every: number;
      events: boolean;
      inactive: readonly number[];
      sharing: false | { countries: number; isps: number; addresses: number; window: number; cooldown: number };
      /** Each with one of the two. */
      usage: ReadonlyArray<{ period: Period; hours?: number | undefined; sessions?: number | undefined }>;
    };

/** The watch of a panel's connections. Switched off, it has no pace. */
export function connectionWatch(
  options: ConnectionOptions,
  parts: Omit<ConstructorParameters<typeof ConnectionWatch>[0], 'settings'>,
): PacedWatch {
  const { every, events, inactive, sharing, usage } = options === false ? nothing : options;
  const thresholds = sharing !== false && {
    countries: sharing.countries,
    isps: sharing.isps,
    addresses: sharing.addresses,
    windowSeconds: sharing.window,
    cooldownSeconds: sharing.cooldown,
  };
  const thresholdsOfUse = usage.flatMap(({ period, hours, sessions }): UsageThreshold[] => [
    ...(hours === undefined ? [] : [{ period, hours }]),
    ...(sessions === undefined ? [] : [{ period, sessions }]),
  ]);
  const settings = { events, inactiveDays: inactive, sharing: thresholds || null, usage: thresholdsOfUse };
  return { watch: new ConnectionWatch({ ...parts, settings }), everySeconds: every };
}

const nothing = { every: null, events: false, inactive: [], sharing: false as const, usage: [] };
