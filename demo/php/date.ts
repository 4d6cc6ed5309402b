import { fromWallTime, toWallTime, type WallTime } from './zone';

/** PHP's `new DateTime` would throw on this text. */
export class InvalidDate extends Error {}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?';
const UNIT = 'sec(?:ond)?|min(?:ute)?|hour|day|week|fortnight|month|year';

/** What has been read so far. `offset` (seconds ahead of UTC) wins over the zone's own. */
interface Reading {
  date?: Pick<WallTime, 'year' | 'month' | 'day'>;
  time?: Pick<WallTime, 'hour' | 'minute' | 'second'>;
  epoch?: number;
  offset?: number;
  zone: string;
  relative: WallTime;
}

type Groups = (string | undefined)[];

/** One form of date text: what it looks like at the start of the rest, and what it means. */
const FORMS: { pattern: RegExp; read: (reading: Reading, groups: Groups) => void }[] = [
  { pattern: /^@(-?\d+)(?:\.\d+)?/, read: (reading, [epoch]) => void (reading.epoch = Number(epoch)) },
  { pattern: /^(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/, read: (reading, [y, m, d]) => setDate(reading, y, m, d) },
  { pattern: /^(\d{4})\/(\d{1,2})\/(\d{1,2})(?!\d)/, read: (reading, [y, m, d]) => setDate(reading, y, m, d) },
  { pattern: /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?!\d)/, read: (reading, [m, d, y]) => setDate(reading, y, m, d) },
  { pattern: /^(\d{1,2})[-.](\d{1,2})[-.](\d{4})(?!\d)/, read: (reading, [d, m, y]) => setDate(reading, y, m, d) },
  { pattern: /^(\d{4})(\d{2})(\d{2})(?!\d)/, read: (reading, [y, m, d]) => setDate(reading, y, m, d) },
  {
    pattern: /^t?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?:\s*([ap])\.?m\b\.?)?/i,
    read: (reading, [h, i, s, half]) => setTime(reading, h, i, s, half),
  },
  // Four digits that make a time are one to PHP: "2027" is 20:27 today.
  { pattern: /^([01]\d|2[0-4])([0-5]\d)(?!\d)/, read: (reading, [h, i]) => setTime(reading, h, i) },
  {
    pattern: new RegExp(`^(\\d{1,2})(?:st|nd|rd|th)?[ .-]*(${MONTH})[ .,-]*(\\d{4})(?!\\d)`, 'i'),
    read: (reading, [d, month, y]) => setDate(reading, y, monthNumber(month), d),
  },
  {
    pattern: new RegExp(`^(${MONTH})[ .-]*(\\d{1,2})(?:st|nd|rd|th)?[ ,.-]+(\\d{4})(?!\\d)`, 'i'),
    read: (reading, [month, d, y]) => setDate(reading, y, monthNumber(month), d),
  },
  {
    pattern: new RegExp(`^([+-]?)\\s*(\\d+)\\s*(${UNIT})s?\\b`, 'i'),
    read: (reading, [sign, amount, unit]) => addRelative(reading, Number(`${sign}${amount}`), unit),
  },
  {
    pattern: new RegExp(`^(next|last|previous|this)\\s+(${UNIT})\\b`, 'i'),
    read: (reading, [which, unit]) => {
      const word = which?.toLowerCase();
      addRelative(reading, word === 'next' ? 1 : word === 'this' ? 0 : -1, unit);
    },
  },
  { pattern: /^now\b/i, read: () => undefined },
  { pattern: /^(?:today|midnight)\b/i, read: (reading) => void (reading.time = { hour: 0, minute: 0, second: 0 }) },
  { pattern: /^noon\b/i, read: (reading) => void (reading.time = { hour: 12, minute: 0, second: 0 }) },
  { pattern: /^(tomorrow|yesterday)\b/i, read: (reading, [word]) => setNeighbourDay(reading, word) },
  { pattern: /^(?:z|utc|gmt)\b/i, read: (reading) => void (reading.offset = 0) },
  {
    pattern: /^(?:gmt|utc)?([+-])(\d{2}):?(\d{2})(?!\d)/i,
    read: (reading, [sign, h, i]) => void (reading.offset = Number(`${sign}1`) * (Number(h) * 3600 + Number(i) * 60)),
  },
  { pattern: /^([a-z]+(?:\/[a-z_]+)+)/i, read: (reading, [name]) => setZone(reading, name) },
];

/**
 * Reads date text as PHP's `new DateTime(text)` does, in the usual forms: ISO and American dates, `@unix`, time and zone,
 * month names, `+1 month`, `tomorrow`. Days roll over (30 February is 2 March); a bare unix time is no date.
 *
 * @param now unix seconds, the base of relative forms @param zone IANA name for text without a zone
 * @returns unix seconds @throws InvalidDate where PHP throws (and for the rarer forms of PHP's that are not read here)
 */
export function parseDate(dateText: string, now: number, zone: string): number {
  const reading: Reading = { zone, relative: { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 } };
  let rest = dateText.replace(/^[\s,]+/, '');
  while (rest !== '') {
    const form = FORMS.find(({ pattern }) => pattern.test(rest));
    if (!form) throw new InvalidDate(`"${dateText}" is no date`);
    const [matched = '', ...groups] = form.pattern.exec(rest) ?? [];
    form.read(reading, groups);
    rest = rest.slice(matched.length).replace(/^[\s,]+/, '');
  }
  return resolve(reading, now);
}

function resolve({ date, time, epoch, offset, zone, relative }: Reading, now: number): number {
  const effectiveZone = epoch !== undefined ? 'UTC' : offset === undefined ? zone : 'UTC';
  const shift = epoch === undefined ? (offset ?? 0) : 0;
  const base = toWallTime((epoch ?? now) + shift, effectiveZone);
  // A date without a time is its midnight; a time without a date is today.
  const clock = time ?? (date ? { hour: 0, minute: 0, second: 0 } : base);
  const day = date ?? base;
  const wall: WallTime = {
    year: day.year + relative.year,
    month: day.month + relative.month,
    day: day.day + relative.day,
    hour: clock.hour,
    minute: clock.minute,
    second: clock.second,
  };
  return fromWallTime(wall, effectiveZone) - shift + relative.hour * 3600 + relative.minute * 60 + relative.second;
}

function setDate(reading: Reading, year?: string, month?: string | number, day?: string): void {
  if (reading.date || reading.epoch !== undefined) throw new InvalidDate('Double date specification');
  const date = { year: Number(year), month: Number(month), day: Number(day) };
  if (date.month > 12 || date.day > 31) throw new InvalidDate('Unexpected character');
  reading.date = date;
}

function setTime(reading: Reading, hour?: string, minute?: string, second = '0', half?: string): void {
  if (reading.time) throw new InvalidDate('Double time specification');
  const time = { hour: Number(hour), minute: Number(minute), second: Number(second) };
  if (half) time.hour = (time.hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  if (time.hour > 24 || time.minute > 59 || time.second > 59) throw new InvalidDate('Unexpected character');
  reading.time = time;
}

function setNeighbourDay(reading: Reading, word?: string): void {
  reading.time = { hour: 0, minute: 0, second: 0 };
  reading.relative.day += word?.toLowerCase() === 'tomorrow' ? 1 : -1;
}

function setZone(reading: Reading, name = ''): void {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
  } catch {
    throw new InvalidDate(`"${name}" is no time zone`);
  }
  reading.zone = name;
}

function addRelative({ relative }: Reading, amount: number, unit = ''): void {
  const name = unit.toLowerCase();
  if (name.startsWith('sec')) relative.second += amount;
  else if (name.startsWith('min')) relative.minute += amount;
  else if (name === 'hour') relative.hour += amount;
  else if (name === 'day') relative.day += amount;
  else if (name === 'week') relative.day += 7 * amount;
  else if (name === 'fortnight') relative.day += 14 * amount;
  else if (name === 'month') relative.month += amount;
  else relative.year += amount;
}

function monthNumber(name = ''): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}
