import { instantFromUnix, type EventData, type EventType } from '../../panel';
import { periodStart } from './periods';
import { inactiveAfter, type Connection, type LineRecord, type PeriodUsage } from './record';
import type { ActivitySettings, Period, SharingThresholds } from './settings';

/** From what a look found of a line to what is kept of it and what there is to tell. Pure; all times are Unix seconds. */

/** One fact about a line, before the line itself is put to it. */
export interface ActivityFact {
  type: EventType;
  time: number;
  data: EventData;
  /** The connection that made it so. */
  connection?: string;
}

/** What a look found of a line. */
export interface LineLook {
  /** Known before, and still believed to be open. */
  kept: readonly Connection[];
  started: readonly Connection[];
  /** Believed to have ended, when they were last seen. */
  ended: ReadonlyArray<Connection & { seenAt: number }>;
}

export interface LookContext {
  now: number;
  settings: ActivitySettings;
  /** Of the panel. */
  timeZone: string;
  /** As many connections as it may have; null: not known, or without limit. */
  limit: number | null;
  restreamer: boolean;
}

export interface Advance {
  record: LineRecord;
  facts: ActivityFact[];
}

/** A line that keeps below its limit for this long is told of anew when it reaches it. Seconds. */
const limitCooldown = 3600;

/** Addresses, and providers, kept of a line: the newest. */
const placesKept = 50;

const day = 86_400;

export function advance(record: LineRecord, look: LineLook, context: LookContext): Advance {
  const steps = [connected, disconnected, limited, shared, used];
  return steps.reduce<Advance>(
    (before, step) => {
      const { record: after, facts } = step(before.record, look, context);
      return { record: after, facts: [...before.facts, ...facts] };
    },
    { record, facts: [] },
  );
}

type Step = (record: LineRecord, look: LineLook, context: LookContext) => Advance;

/** First connection, and connection after a long time without. */
const connected: Step = (record, { started }) => {
  const first = started.reduce<Connection | undefined>(
    (least, each) => (least === undefined || each.startedAt < least.startedAt ? each : least),
    undefined,
  );
  if (first === undefined) return { record, facts: [] };
  const facts: ActivityFact[] = [];
  const time = first.startedAt;
  if (record.inactiveDays > 0) {
    const lastAt = record.lastAt ?? record.since;
    const inactive = {
      days: Math.max(0, Math.floor((time - lastAt) / day)),
      lastSeenAt: instantFromUnix(lastAt),
      everConnected: record.ever,
    };
    facts.push({ type: 'line.active_again', time, data: { inactive }, connection: first.id });
  }
  if (record.ever === 'no') facts.push({ type: 'line.first_connected', time, data: {}, connection: first.id });
  const isUnknown = record.ever === 'unknown';
  return {
    record: {
      ...record,
      ever: isUnknown ? 'unknown' : 'yes',
      firstAt: isUnknown ? (record.firstAt ?? time) : null,
      inactiveDays: 0,
      inactiveAt: null,
    },
    facts,
  };
};

/** The last connection has ended: from now on its absence counts. */
const disconnected: Step = (record, { kept, started, ended }, { settings }) => {
  if (ended.length === 0) return { record, facts: [] };
  const lastAt = Math.max(record.lastAt ?? 0, ...ended.map(({ seenAt }) => seenAt));
  const isOpen = kept.length + started.length > 0;
  const inactiveAt = isOpen ? null : (inactiveAfter(lastAt, 0, settings.inactiveDays)?.at ?? null);
  return { record: { ...record, lastAt, inactiveAt }, facts: [] };
};

/**
 * As many connections as there may be. Told once, until it has kept below for an hour. Where one is allowed, only a second one is worth telling: else whoever
 * watches would be told of.
 */
const limited: Step = (record, look, { now, limit }) => {
  if (limit === null) return { record, facts: [] };
  const open = listed(look).length;
  const isReached = open >= Math.max(limit, 2);
  const { limit: told } = record;
  if (!isReached) {
    const isNews = told !== null && told.belowSince === null;
    return { record: isNews ? { ...record, limit: { belowSince: now } } : record, facts: [] };
  }
  const isSameEpisode = told !== null && (told.belowSince === null || now - told.belowSince < limitCooldown);
  const fact: ActivityFact = {
    type: 'line.connection_limit_reached',
    time: now,
    data: { connections: { open, limit } },
  };
  return { record: { ...record, limit: { belowSince: null } }, facts: isSameEpisode ? [] : [fact] };
};

/** Used from more places than one household has. Told once, until it is no longer so and the cool-down is over. */
const shared: Step = (record, look, { now, settings: { sharing }, restreamer }) => {
  if (sharing === null) return { record, facts: [] };
  const remember = (places: Readonly<Record<string, number>>, what: 'isp' | 'ip') =>
    remembered(places, look.ended, what, now - sharing.windowSeconds);
  const next = { ...record, isps: remember(record.isps, 'isp'), addresses: remember(record.addresses, 'ip') };
  if (restreamer) return { record: { ...next, sharing: null }, facts: [] };
  // As it was before what has just started: an episode may have ended without anybody connecting.
  const before = suspicion(next, listed({ ...look, started: [] }), sharing);
  const isOver = record.sharing !== null && before === null && now - record.sharing.toldAt >= sharing.cooldownSeconds;
  const told = isOver ? null : record.sharing;
  const found = suspicion(next, listed(look), sharing);
  if (found === null || told !== null) return { record: { ...next, sharing: told }, facts: [] };
  return {
    record: { ...next, sharing: { toldAt: now } },
    facts: [{ type: 'line.sharing_suspected', time: now, data: { sharing: found } }],
  };
};

function suspicion(
  record: LineRecord,
  open: readonly Connection[],
  thresholds: SharingThresholds,
): NonNullable<EventData['sharing']> | null {
  const own = open.filter(({ restreamer }) => !restreamer);
  const values = (what: 'country' | 'isp' | 'ip', past: Readonly<Record<string, number>> = {}): string[] =>
    [...new Set([...own.flatMap((each) => each[what] ?? []), ...Object.keys(past)])].sort();
  const countries = values('country');
  const isps = values('isp', record.isps);
  const addresses = values('ip', record.addresses);
  const counts = [
    ['countries', countries.length, thresholds.countries, 0],
    ['isps', isps.length, thresholds.isps, thresholds.windowSeconds],
    ['addresses', addresses.length, thresholds.addresses, thresholds.windowSeconds],
  ] as const;
  const passed = counts.find(([, count, threshold]) => count >= threshold);
  if (passed === undefined) return null;
  const [reason, count, threshold, windowSeconds] = passed;
  return { reason, count, threshold, windowSeconds, countries, isps, addresses };
}

/** The places, with those of connections that ended, without those that lie before the window. */
function remembered(
  places: Readonly<Record<string, number>>,
  ended: LineLook['ended'],
  what: 'isp' | 'ip',
  from: number,
): Record<string, number> {
  const all = new Map(Object.entries(places));
  for (const connection of ended) {
    const place = connection[what];
    if (place !== null && !connection.restreamer) all.set(place, Math.max(all.get(place) ?? 0, connection.seenAt));
  }
  const recent = [...all].filter(([, at]) => at >= from).sort(([, left], [, right]) => right - left);
  return Object.fromEntries(recent.slice(0, placesKept));
}

/** Hours and sessions in each period that has a threshold. */
const used: Step = (record, look, context) => {
  const { now, settings, timeZone } = context;
  const facts: ActivityFact[] = [];
  const usage: Partial<Record<Period, PeriodUsage>> = {};
  for (const period of new Set(settings.usage.map((threshold) => threshold.period))) {
    const counted = countIn(period, record, look, { now, from: periodStart(period, now, timeZone) });
    const told = new Set(counted.told);
    const live = listed(look).reduce((sum, each) => sum + overlap(each.startedAt, now, counted.from), 0);
    const hours = Math.round((counted.seconds + live) / 36) / 100;
    for (const threshold of settings.usage) {
      if (threshold.period !== period) continue;
      const [measure, wanted, found] =
        'hours' in threshold
          ? (['hours', threshold.hours, hours] as const)
          : (['sessions', threshold.sessions, counted.sessions] as const);
      const key = `${measure} ${String(wanted)}`;
      if (found < wanted || told.has(key)) continue;
      told.add(key);
      const from = instantFromUnix(counted.from);
      const data = { usage: { period, from, measure, threshold: wanted, hours, sessions: counted.sessions } };
      facts.push({ type: 'line.usage_threshold', time: now, data });
    }
    usage[period] = { ...counted, told: [...told] };
  }
  return { record: { ...record, usage }, facts };
};

/** What has been watched in the period, with the connections that have just ended and the session that has just begun. */
function countIn(
  period: Period,
  { usage }: LineRecord,
  { kept, started, ended }: LineLook,
  { now, from }: { now: number; from: number },
): PeriodUsage {
  const before = usage[period]?.from === from ? usage[period] : { from, seconds: 0, sessions: 0, told: [] };
  const seconds = ended.reduce(
    (sum, { startedAt, seenAt }) => sum + overlap(startedAt, Math.min(seenAt, now), from),
    0,
  );
  // Changing the channel is a new connection on every panel, but no new session.
  const isNewSession = started.length > 0 && kept.length + ended.length === 0;
  return { ...before, seconds: before.seconds + seconds, sessions: before.sessions + (isNewSession ? 1 : 0) };
}

function overlap(startedAt: number, endedAt: number, from: number): number {
  return Math.max(0, endedAt - Math.max(startedAt, from));
}

/** Those that the panel lists at this moment. */
function listed({ kept, started }: Pick<LineLook, 'kept' | 'started'>): Connection[] {
  return [...kept.filter(({ seenAt }) => seenAt === null), ...started];
}
