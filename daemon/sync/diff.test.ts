import fc from 'fast-check';
import { changedFacts, comparedFields, createdFacts, type StoredLine } from './diff';

const now = Date.parse('2027-01-01T00:00:00Z');
const line: StoredLine = {
  id: '42',
  username: 'alice',
  ownerId: '2',
  ownerName: 'reseller',
  expiresAt: '2027-02-01T00:00:00Z',
  enabled: true,
  banned: false,
  trial: false,
  restreamer: false,
  maxConnections: 1,
  adminNotes: null,
  resellerNotes: null,
};
const types = (after: Partial<StoredLine>, passwordChanged = false): string[] =>
  changedFacts(line, { ...line, ...after }, passwordChanged, now).map((fact) => fact.type);

describe('differences of a line', () => {
  it.each<[string, Partial<StoredLine>, string]>([
    ['a later expiry', { expiresAt: '2027-03-01T00:00:00Z' }, 'line.renewed'],
    ['no expiry any more', { expiresAt: null }, 'line.renewed'],
    ['an earlier expiry', { expiresAt: '2027-01-15T00:00:00Z' }, 'line.shortened'],
    ['disabled', { enabled: false }, 'line.suspended'],
    ['banned', { banned: true }, 'line.banned'],
    ['a trial again', { trial: true }, 'line.trial_started'],
    ['another owner', { ownerId: '3' }, 'line.owner_changed'],
    ['notes', { resellerNotes: 'paid in cash' }, 'line.updated'],
    ['a new username', { username: 'alice2' }, 'line.updated'],
  ])('%s', (_, after, type) => {
    expect(types(after)).toEqual([type]);
  });

  it('an expiry set on an unlimited line is shorter than never', () => {
    const facts = changedFacts({ ...line, expiresAt: null }, line, false, now);
    expect(facts.map((fact) => fact.type)).toEqual(['line.shortened']);
  });

  it('a password change is told of without the password', () => {
    const facts = changedFacts(line, line, true, now);
    expect(facts).toEqual([{ type: 'line.password_changed', data: { line: { ...line, status: 'active' } } }]);
  });

  it('a reseller renamed is no change of their lines', () => {
    expect(types({ ownerName: 'renamed' })).toEqual([]);
  });

  it('a trial line is created and starts a trial', () => {
    expect(createdFacts({ ...line, trial: true }, now).map((fact) => fact.type)).toEqual([
      'line.created',
      'line.trial_started',
    ]);
  });

  it('before and after together say everything that changed', () => {
    const anyLine = fc.record({
      ownerId: fc.constantFrom('1', '2', null),
      expiresAt: fc.constantFrom('2027-02-01T00:00:00Z', '2026-02-01T00:00:00Z', null),
      enabled: fc.boolean(),
      banned: fc.boolean(),
      trial: fc.boolean(),
      restreamer: fc.boolean(),
      maxConnections: fc.nat(3),
      adminNotes: fc.constantFrom(null, 'a'),
      resellerNotes: fc.constantFrom(null, 'ملاحظة'),
      username: fc.constantFrom('alice', 'bob'),
    });
    fc.assert(
      fc.property(anyLine, anyLine, (one, other) => {
        const before: StoredLine = { ...line, ...one };
        const after: StoredLine = { ...line, ...other };
        const facts = changedFacts(before, after, false, now);
        const told = Object.assign({}, before, ...facts.map((fact) => fact.data.after)) as StoredLine;
        for (const field of comparedFields) expect(told[field]).toEqual(after[field]);
        expect(facts.length === 0).toBe(comparedFields.every((field) => before[field] === after[field]));
      }),
    );
  });
});
