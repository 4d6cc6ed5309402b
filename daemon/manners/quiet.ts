/** Hours in which a panel is not looked at: backups, its own nightly work. In the panel's time zone. */
export interface QuietHours {
  /** Minutes after midnight. */
  from: number;
  /** Minutes after midnight; before `from`: on the next day. */
  to: number;
}

const minutesADay = 1440;

/**
 * @param text e.g. `02:00-04:30` or `23:00-01:00`
 * @returns null where it is none
 */
export function parseQuietHours(text: string): QuietHours | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)\s*-\s*([01]\d|2[0-3]):([0-5]\d)$/.exec(text.trim());
  if (!match) return null;
  const [from, to] = [Number(match[1]) * 60 + Number(match[2]), Number(match[3]) * 60 + Number(match[4])];
  return from === to ? null : { from, to };
}

/**
 * For how long it is quiet. Wall clock times: on the night clocks change, quiet hours are an hour shorter or longer.
 *
 * @param now milliseconds since 1970
 * @returns milliseconds; 0: it is not quiet
 */
export function quietFor(hours: readonly QuietHours[], timeZone: string, now: number): number {
  let end = now;
  // Ends may lie within other quiet hours.
  for (let more = true; more && end - now < minutesADay * 60_000;) {
    const left = Math.max(0, ...hours.map((one) => leftOf(one, timeZone, end)));
    end += left;
    more = left > 0;
  }
  return end - now;
}

function leftOf({ from, to }: QuietHours, timeZone: string, now: number): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(now);
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value);
  const minute = part('hour') * 60 + part('minute');
  const length = (to - from + minutesADay) % minutesADay;
  const gone = (minute - from + minutesADay) % minutesADay;
  return gone >= length ? 0 : (length - gone) * 60_000 - part('second') * 1000 - (now % 1000);
}
