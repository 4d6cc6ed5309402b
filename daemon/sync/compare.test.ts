import fc from 'fast-check';
import type { LineSummary } from '../../panel';
import { blockOf, firstOf, lastOf, pack, placeOf, unpack } from './blocks';
import { compare, type KnownBlock } from './compare';
import { comparedFields } from './diff';
import { Fingerprints } from './fingerprints';

const fingerprints = new Fingerprints('the key of the tests');

function line(id: number, change: Partial<LineSummary> = {}): LineSummary {
  return {
    ...{
      id: String(id),
      username: `user${String(id)}`,
      password: `pass${String(id)}`,
      ownerId: '1',
      ownerName: 'admin',
    },
    ...{ expiresAt: '2027-06-01T00:00:00Z', enabled: true, banned: false, trial: false, restreamer: false },
    ...{ maxConnections: 1, activeConnections: 0, adminNotes: null, resellerNotes: null },
    ...change,
  };
}

describe('a fingerprint', () => {
  const other: Readonly<Record<(typeof comparedFields)[number] | 'password', unknown>> = {
    ...{
      ownerId: '2',
      expiresAt: null,
      enabled: false,
      banned: true,
      trial: true,
      username: 'other',
      password: 'other',
    },
    ...{ restreamer: true, maxConnections: 2, adminNotes: 'note', resellerNotes: 'note' },
  };
  it.each(Object.entries(other))('is another when %s is', (field, value) => {
    expect(fingerprints.of(line(1, { [field]: value }))).not.toBe(fingerprints.of(line(1)));
  });

  it('is of all compared fields', () => {
    expect(Object.keys(other)).toEqual(expect.arrayContaining([...comparedFields]));
  });

  it('stays when the owner is renamed or connections come and go', () => {
    expect(fingerprints.of(line(1, { ownerName: 'renamed', activeConnections: 3 }))).toBe(fingerprints.of(line(1)));
  });

  it('cannot be made without the key, so no password can be tried against it', () => {
    expect(new Fingerprints('another key').of(line(1))).not.toBe(fingerprints.of(line(1)));
  });

  it('tells values apart that lie next to each other', () => {
    const text = fc.string({ unit: fc.constantFrom('', '\u0000', 'a', 'ÿ', 'ý', '\u0161', '\ud83d', 'þ') });
    const some = fc.record({ username: text, password: fc.option(text), adminNotes: fc.option(text) });
    fc.assert(
      fc.property(some, some, (one, two) => {
        const same = JSON.stringify(one) === JSON.stringify(two);
        expect(fingerprints.of(line(1, one)) === fingerprints.of(line(1, two))).toBe(same);
      }),
    );
  });

  it('takes notes of any length', () => {
    const long = 'ن'.repeat(100_000);
    expect(fingerprints.of(line(1, { adminNotes: long }))).not.toBe(
      fingerprints.of(line(1, { adminNotes: `${long}.` })),
    );
  });
});

it('a packed block holds what was packed', () => {
  const ids = fc.uniqueArray(fc.integer({ min: 1, max: 16 }));
  fc.assert(
    fc.property(ids, fc.nat(1e9), (places, block) => {
      const fingerprintsByPlace: Array<string | undefined> = [];
      for (const place of places)
        fingerprintsByPlace[placeOf(firstOf(block) + place - 1)] = fingerprints.of(line(place));
      const again = unpack(pack(fingerprintsByPlace));
      for (let place = 0; place < 16; place += 1) expect(again[place]).toBe(fingerprintsByPlace[place]);
      expect([blockOf(firstOf(block)), blockOf(lastOf(block))]).toEqual([block, block]);
    }),
  );
});

/** The blocks of a snapshot that holds these lines. `digests`: whether they are known. */
function blocksOf(lines: readonly LineSummary[], digests: boolean): KnownBlock[] {
  return [...Map.groupBy(lines, ({ id }) => blockOf(Number(id)))].map(([block, within]) => {
    const places: Array<string | undefined> = [];
    for (const one of within) places[placeOf(Number(one.id))] = fingerprints.of(one);
    return { block, digest: digests ? fingerprints.digest(within) : null, lines: pack(places) };
  });
}

it('pages of any size find just what one by one would be found, whether digests are known or not', () => {
  const world = fc.record({
    known: fc.uniqueArray(fc.integer({ min: 1, max: 120 })),
    gone: fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 5 }),
    come: fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 5 }),
    changed: fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 5 }),
    pageSize: fc.integer({ min: 1, max: 60 }),
    digests: fc.boolean(),
  });
  const rising = (ids: Iterable<number>): number[] => [...ids].sort((one, other) => one - other);
  fc.assert(
    fc.property(world, ({ known, gone, come, changed, pageSize, digests }) => {
      const before = new Set(known);
      const now = new Set([...known.filter((id) => !gone.includes(id)), ...come]);
      const listed = rising(now).map((id) => line(id, changed.includes(id) ? { enabled: false } : {}));
      const blocks = blocksOf(
        rising(before).map((id) => line(id)),
        digests,
      );
      const found = { different: [] as number[], vanished: [] as number[], known: 0 };
      let after = 0;
      for (let at = 0; at <= listed.length; at += pageSize) {
        const page = listed.slice(at, at + pageSize);
        const upTo = at + pageSize > listed.length ? null : Number(page.at(-1)?.id);
        const covered = blocks.filter(
          ({ block }) => block >= blockOf(after + 1) && (upTo === null || block <= blockOf(upTo)),
        );
        const differences = compare(page, { after, upTo }, covered, fingerprints);
        found.different.push(...differences.different.map(({ id }) => Number(id)));
        found.vanished.push(...differences.vanished);
        found.known += differences.known;
        if (upTo !== null) after = upTo;
      }
      expect(found.different).toEqual(rising(now).filter((id) => !before.has(id) || changed.includes(id)));
      expect(rising(found.vanished)).toEqual(rising(before).filter((id) => !now.has(id)));
      expect(found.known).toBe(before.size);
    }),
  );
});

it('a digest that is told is that of the block as it will be, and of none that lacks a line', () => {
  const listed = [1, 2, 3, 17, 18, 33].map((id) => line(id, id === 2 ? { enabled: false } : {}));
  const known = blocksOf(
    [1, 2, 3, 17, 18, 19, 33].map((id) => line(id)),
    false,
  );
  const { digests, vanished } = compare(listed, { after: 0, upTo: null }, known, fingerprints);
  expect(vanished).toEqual([19]);
  expect([...digests]).toEqual([
    [0, fingerprints.digest(listed.slice(0, 3))],
    [2, fingerprints.digest(listed.slice(5))],
  ]);
});
