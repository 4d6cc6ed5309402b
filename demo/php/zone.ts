/** A moment as the clock on a wall in some time zone shows it. Fields may overflow (month 14, day -3): they roll over. */
export interface WallTime {
  year: number;
  /** 1 = January */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();
// Offsets change only at quarter hours, so one look-up serves the whole quarter.
const QUARTER = 900;
const MAX_CACHED_OFFSETS = 50_000;

/** Seconds that the zone is ahead of UTC at that moment (unix seconds). */
function offsetAt(zone: string, at: number): number {
  const quarter = Math.floor(at / QUARTER);
  const key = `${zone} ${quarter}`;
  const cached = offsets.get(key);
  if (cached !== undefined) return cached;
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  const start = quarter * QUARTER;
  const parts = Object.fromEntries(format.formatToParts(start * 1000).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const offset = Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - start;
  if (offsets.size >= MAX_CACHED_OFFSETS) offsets.clear();
  offsets.set(key, offset);
  return offset;
}

/** Unix seconds of a wall time in the zone. A time the zone skips is moved forward by the gap, as PHP does. */
export function fromWallTime({ year, month, day, hour, minute, second }: WallTime, zone: string): number {
  const date = new Date(0);
  // Date.UTC would read years below 100 as 19xx.
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const asUtc = date.getTime() / 1000;
  const first = asUtc - offsetAt(zone, asUtc);
  return asUtc - offsetAt(zone, first);
}

/** The wall time in the zone at a moment in unix seconds. */
export function toWallTime(at: number, zone: string): WallTime {
  const date = new Date((at + offsetAt(zone, at)) * 1000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  };
}

/** `Y-m-d H:i:s` in the zone, for a moment in unix seconds. */
export function formatLocal(at: number, zone: string): string {
  const shifted = new Date((at + offsetAt(zone, at)) * 1000);
  return shifted.toISOString().slice(0, 19).replace('T', ' ');
}
