import fc from 'fast-check';
import { refusal } from '../testing';
import type { Duration } from '../types';
import {
  addDuration,
  checkExpiry,
  instantFromUnix,
  isTimeZone,
  latestExpiry,
  parseInstant,
  renewedExpiry,
  unixFromInstant,
} from './index';

const months = (amount: number): Duration => ({ amount, unit: 'months' });

describe('parseInstant', () => {
  it.each([
    ['2027-01-31', 'UTC', '2027-01-31T00:00:00Z'],
    ['2027-01-31 12:30', 'UTC', '2027-01-31T12:30:00Z'],
    ['2027-01-31T12:30:15', 'UTC', '2027-01-31T12:30:15Z'],
    ['2027-01-31T12:00:00Z', 'America/New_York', '2027-01-31T12:00:00Z'],
    ['2027-01-31T12:00:00.250z', 'UTC', '2027-01-31T12:00:00Z'],
    ['2027-01-31T12:00:00+03:00', 'UTC', '2027-01-31T09:00:00Z'],
    ['2027-01-31T12:00:00-0530', 'UTC', '2027-01-31T17:30:00Z'],
    ['  2027-01-31 ', 'UTC', '2027-01-31T00:00:00Z'],
    ['2027-01-31', 'Asia/Beirut', '2027-01-30T22:00:00Z'],
    ['2027-07-01', 'Europe/Berlin', '2027-06-30T22:00:00Z'],
    ['2027-01-31', 'America/New_York', '2027-01-31T05:00:00Z'],
    ['2027-01-31', 'Asia/Kathmandu', '2027-01-30T18:15:00Z'],
    ['2027-01-31', 'Pacific/Kiritimati', '2027-01-30T10:00:00Z'],
    ['2028-02-29', 'UTC', '2028-02-29T00:00:00Z'],
    ['2000-02-29', 'UTC', '2000-02-29T00:00:00Z'],
  ])('%s in %s is %s', (text, zone, instant) => expect(parseInstant(text, 'expiresAt', zone)).toBe(instant));

  it.each([
    ['skipped, east of Greenwich', '2027-03-28 02:30', 'Europe/Berlin', '2027-03-28T01:30:00Z'],
    ['skipped, west of Greenwich', '2027-03-14 02:30', 'America/New_York', '2027-03-14T07:30:00Z'],
    ['skipped at midnight', '2026-04-24 00:30', 'Africa/Cairo', '2026-04-23T22:30:00Z'],
    ['skipped by half an hour', '2027-10-03 02:15', 'Australia/Lord_Howe', '2027-10-02T15:45:00Z'],
    ['shown twice, east of Greenwich', '2027-10-31 02:30', 'Europe/Berlin', '2027-10-31T00:30:00Z'],
    ['shown twice, west of Greenwich', '2027-11-07 01:30', 'America/New_York', '2027-11-07T05:30:00Z'],
    ['just before it is skipped', '2027-03-14 01:59:59', 'America/New_York', '2027-03-14T06:59:59Z'],
    ['just after it was skipped', '2027-03-14 03:00', 'America/New_York', '2027-03-14T07:00:00Z'],
  ])('a clock time that is %s', (_name, text, zone, instant) =>
    expect(parseInstant(text, 'expiresAt', zone)).toBe(instant),
  );

  it.each([
    '2027-02-30',
    '2027-02-29',
    '1900-02-29',
    '2027-13-01',
    '2027-00-10',
    '2027-01-00',
    '2027-01-31 24:00',
    '2027-01-31 12:60',
    '2027-01-31T12:00:00+15:00',
    '2027-01-31T12:00:00+03:60',
    '31/01/2027',
    '1801396800',
    '@1801396800',
    '+1 month',
    'tomorrow',
    '2027-1-31',
    '2027-01-31T12',
    '0000-00-00 00:00:00',
    '',
    'x'.repeat(5000),
  ])('refuses %s', async (text) => {
    const error = await refusal(() => parseInstant(text, 'expiresAt'));
    expect(error).toMatchObject({ code: 'invalid-parameter', field: 'expiresAt' });
    expect(error.message.length).toBeLessThan(100);
  });

  it('reads back every instant it gives, in any zone', () => {
    const zone = fc.constantFrom(
      'UTC',
      'Europe/London',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: latestExpiry }), zone, (seconds, timeZone) => {
        const instant = instantFromUnix(seconds);
        expect(unixFromInstant(instant)).toBe(seconds);
        expect(parseInstant(instant, 'x', timeZone)).toBe(instant);
        const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
        const shown = clock.format(seconds * 1000);
        const parsed = parseInstant(shown, 'x', timeZone);
        expect(clock.format(Date.parse(parsed))).toBe(shown);
        expect(unixFromInstant(parsed)).toBeLessThanOrEqual(seconds);
      }),
      { numRuns: 300 },
    );
  });
});

describe('checkExpiry', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');

  it('takes the next second and the last one panels can store', () => {
    expect(checkExpiry('2026-11-22T12:00:01Z', 'expiresAt', now)).toBe('2026-11-22T12:00:01Z');
    expect(checkExpiry('2038-01-19T03:14:07Z', 'expiresAt', now)).toBe('2038-01-19T03:14:07Z');
  });

  it.each(['2026-11-22T12:00:00Z', '2020-01-01T00:00:00Z', '1970-01-01T00:00:00Z'])(
    'refuses the past: %s',
    async (at) => {
      const error = await refusal(() => checkExpiry(at, 'until', now));
      expect(error).toMatchObject({ code: 'invalid-parameter', field: 'until' });
      expect(error.message).toContain('past');
    },
  );

  it.each(['2038-01-19T03:14:08Z', '2099-01-01T00:00:00Z'])('refuses what does not fit: %s', async (at) => {
    expect((await refusal(() => checkExpiry(at, 'until', now))).hint).toContain('2038-01-19');
  });
});

describe('addDuration', () => {
  it.each([
    ['2027-01-31T12:00:00Z', months(1), '2027-02-28T12:00:00Z'],
    ['2028-01-31T12:00:00Z', months(1), '2028-02-29T12:00:00Z'],
    ['2027-01-31T12:00:00Z', months(2), '2027-03-31T12:00:00Z'],
    ['2027-08-31T12:00:00Z', months(1), '2027-09-30T12:00:00Z'],
    ['2026-12-31T12:00:00Z', months(2), '2027-02-28T12:00:00Z'],
    ['2027-11-30T12:00:00Z', months(13), '2028-12-30T12:00:00Z'],
    ['2028-02-29T12:00:00Z', { amount: 1, unit: 'years' }, '2029-02-28T12:00:00Z'],
    ['2028-02-29T12:00:00Z', { amount: 4, unit: 'years' }, '2032-02-29T12:00:00Z'],
    ['2027-01-31T12:00:00Z', { amount: 36, unit: 'hours' }, '2027-02-02T00:00:00Z'],
    ['2027-01-31T12:00:00Z', { amount: 1, unit: 'days' }, '2027-02-01T12:00:00Z'],
    ['2027-01-31T12:00:00Z', { amount: 2, unit: 'weeks' }, '2027-02-14T12:00:00Z'],
  ] as const)('%s + %j = %s', (from, duration, until) => expect(addDuration(from, duration)).toBe(until));

  it('keeps the hour of the day of the zone when its clock changes in between', () => {
    expect(addDuration('2027-03-10T12:00:00Z', months(1), 'America/New_York')).toBe('2027-04-10T11:00:00Z');
    expect(addDuration('2027-10-15T22:00:00Z', months(1), 'Europe/Berlin')).toBe('2027-11-15T23:00:00Z');
  });

  it('keeps the day of the zone, not of UTC', () => {
    // In Beirut it is already 1 February.
    expect(addDuration('2027-01-31T22:30:00Z', months(1), 'Asia/Beirut')).toBe('2027-02-28T22:30:00Z');
  });

  it('moves a time that the zone skips forward', () => {
    expect(addDuration('2027-02-14T07:30:00Z', months(1), 'America/New_York')).toBe('2027-03-14T07:30:00Z');
  });

  it('always goes forward, and further for more', () => {
    const duration = fc.record({
      amount: fc.integer({ min: 1, max: 120 }),
      unit: fc.constantFrom<Duration['unit']>('hours', 'days', 'weeks', 'months', 'years'),
    });
    const zone = fc.constantFrom('UTC', 'Europe/London', 'America/New_York', 'Asia/Kathmandu');
    fc.assert(
      fc.property(fc.integer({ min: 1_700_000_000, max: latestExpiry }), duration, zone, (seconds, given, timeZone) => {
        const from = instantFromUnix(seconds);
        const until = unixFromInstant(addDuration(from, given, timeZone));
        expect(until).toBeGreaterThan(seconds);
        const more = unixFromInstant(addDuration(from, { ...given, amount: given.amount + 1 }, timeZone));
        expect(more).toBeGreaterThan(until);
      }),
      { numRuns: 300 },
    );
  });
});

describe('renewedExpiry', () => {
  const now = Date.parse('2026-11-22T12:00:00.700Z');
  it('counts from an expiry that lies ahead', () => {
    expect(renewedExpiry('2026-12-22T10:00:00Z', months(1), now)).toBe('2027-01-22T10:00:00Z');
  });
  it('counts from now when the line has expired', () => {
    expect(renewedExpiry('2026-11-01T10:00:00Z', months(1), now)).toBe('2026-12-22T12:00:00Z');
    expect(renewedExpiry('1970-01-01T00:00:00Z', months(1), now)).toBe('2026-12-22T12:00:00Z');
  });
});

it('knows time zones', () => {
  expect(['UTC', 'Europe/London', 'Asia/Beirut'].every(isTimeZone)).toBe(true);
  expect(['', 'Mars/Olympus', 'Europe/London; DROP'].some(isTimeZone)).toBe(false);
});
