import type { Period } from './settings';

/** What is kept of how a line is used. Small, whatever it does. All times are Unix seconds. */
export interface LineRecord {
  /** When it came to be known. */
  since: number;
  /** Whether it has ever connected, as far as it is known. */
  ever: 'yes' | 'no' | 'unknown';
  /** Start of the first connection seen of a line of which it is not known whether it connected before; null: nothing to find out. */
  firstAt: number | null;
  /** When its last connection was last seen; null: none has ended yet. */
  lastAt: number | null;
  /** The last threshold of days without a connection told of; 0: none since the last connection. */
  inactiveDays: number;
  /** When the next is due; null: it is connected, or none is left. */
  inactiveAt: number | null;
  /** It reached its limit, and that was told; `belowSince`: when it left it, null: it has not. */
  limit: { belowSince: number | null } | null;
  /** It seems to be shared, and that was told. */
  sharing: { toldAt: number } | null;
  /** From where connections came that have ended, and when they last were there. */
  isps: Readonly<Record<string, number>>;
  addresses: Readonly<Record<string, number>>;
  usage: Readonly<Partial<Record<Period, PeriodUsage>>>;
}

/** What has been watched in a period, without connections that are still open. */
export interface PeriodUsage {
  from: number;
  seconds: number;
  sessions: number;
  /** Thresholds told of, e.g. `hours 60`. */
  told: readonly string[];
}

/** A connection of a line. */
export interface Connection {
  id: string;
  startedAt: number;
  ip: string | null;
  isp: string | null;
  country: string | null;
  restreamer: boolean;
  /** When it was last listed; null: it is listed now. */
  seenAt: number | null;
}

export function newRecord(since: number, ever: LineRecord['ever'], inactiveDays: readonly number[]): LineRecord {
  return {
    since,
    ever,
    firstAt: null,
    lastAt: null,
    inactiveDays: 0,
    inactiveAt: inactiveAfter(since, 0, inactiveDays)?.at ?? null,
    limit: null,
    sharing: null,
    isps: {},
    addresses: {},
    usage: {},
  };
}

/** The first threshold above `told`, counted from `from`; null: none is left. */
export function inactiveAfter(
  from: number,
  told: number,
  thresholds: readonly number[],
): { days: number; at: number } | null {
  const days = thresholds.find((each) => each > told);
  return days === undefined ? null : { days, at: from + days * 86_400 };
}
