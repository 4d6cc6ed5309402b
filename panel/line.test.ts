import fc from 'fast-check';
import { lineStatus, unmetChanges, type Line } from './index';
import { lineSample } from './testing';

const line: Line = {
  ...lineSample(1),
  bouquetIds: ['1', '2'],
  packageId: null,
  outputs: ['hls', 'mpegts'],
  allowedIps: [],
  allowedUserAgents: [],
  ispLocked: false,
  stalker: false,
  bypassUserAgent: false,
  contact: null,
  forcedCountry: null,
  createdAt: null,
};

describe('unmetChanges', () => {
  it('names what the line does not have', () => {
    expect(unmetChanges(line, { maxConnections: 2, enabled: true, contact: 'x' })).toEqual([
      'maxConnections',
      'contact',
    ]);
  });
  it('takes lists as sets', () => {
    expect(unmetChanges(line, { bouquetIds: ['2', '1', '2'] })).toEqual([]);
    expect(unmetChanges(line, { bouquetIds: ['1'] })).toEqual(['bouquetIds']);
    expect(unmetChanges(line, { bouquetIds: ['1', '1'] })).toEqual(['bouquetIds']);
    expect(unmetChanges({ ...line, allowedIps: ['a\nb'] }, { allowedIps: ['a', 'b'] })).toEqual(['allowedIps']);
  });
  it('takes an empty text and none as the same, but never and a date as different', () => {
    expect(unmetChanges(line, { adminNotes: '', contact: '' })).toEqual([]);
    expect(unmetChanges(line, { expiresAt: null })).toEqual(['expiresAt']);
  });
  it('wants nothing where nothing is wanted', () => {
    expect(unmetChanges(line, {})).toEqual([]);
    expect(unmetChanges(line, { contact: undefined })).toEqual([]);
  });
});

describe('lineStatus', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');
  const of = (fields: Partial<Line>): string => lineStatus({ ...line, ...fields }, now);

  it('ranks a ban above disabled, and that above expired', () => {
    const expiresAt = '2020-01-01T00:00:00Z';
    expect(of({ banned: true, enabled: false, expiresAt })).toBe('banned');
    expect(of({ enabled: false, expiresAt })).toBe('disabled');
    expect(of({ expiresAt })).toBe('expired');
  });
  it.each([
    [null, 'active'],
    ['2026-11-22T12:00:01Z', 'active'],
    ['2026-11-22T12:00:00Z', 'expired'],
    ['1970-01-01T00:00:00Z', 'expired'],
  ])('an expiry of %s is %s', (expiresAt, status) => expect(of({ expiresAt })).toBe(status));

  it('is active only when nothing speaks against it', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), fc.boolean(), (banned, enabled, ahead) => {
        const expiresAt = ahead ? '2027-01-01T00:00:00Z' : '2020-01-01T00:00:00Z';
        expect(of({ banned, enabled, expiresAt }) === 'active').toBe(!banned && enabled && ahead);
      }),
    );
  });
});
