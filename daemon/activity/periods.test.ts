import { instantFromUnix } from '../../panel';
import { periodStart } from './periods';

it.each([
  ['day', 'UTC', '2027-03-31T23:30:00Z', '2027-03-31T00:00:00Z'],
  ['day', 'Asia/Beirut', '2027-03-31T23:30:00Z', '2027-03-31T21:00:00Z'],
  ['week', 'UTC', '2027-03-31T23:30:00Z', '2027-03-29T00:00:00Z'],
  ['week', 'UTC', '2027-03-28T23:30:00Z', '2027-03-22T00:00:00Z'],
  ['week', 'Europe/Berlin', '2027-03-31T12:00:00Z', '2027-03-28T22:00:00Z'],
  ['month', 'America/New_York', '2027-04-01T03:00:00Z', '2027-03-01T05:00:00Z'],
] as const)('the %s in %s that holds %s began at %s', (period, zone, at, expected) => {
  expect(instantFromUnix(periodStart(period, Date.parse(at) / 1000, zone))).toBe(expected);
});
