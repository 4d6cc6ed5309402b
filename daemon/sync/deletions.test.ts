import { believed } from './deletions';

const guard = { lines: 10, percent: 5 };

describe('believing deletions', () => {
  it.each([
    ['nothing vanished', { vanished: 0, known: 400, seen: 400 }, true],
    ['a few of many', { vanished: 10, known: 400, seen: 390 }, true],
    ['within the share of a large panel', { vanished: 500, known: 10_000, seen: 9_500 }, true],
    ['past both', { vanished: 21, known: 400, seen: 379 }, false],
    ['an empty list, however few lines there were', { vanished: 1, known: 1, seen: 0 }, false],
  ])('%s', (_, found, expected) => {
    expect(believed(found, guard, 0)).toBe(expected);
  });

  it('takes what a person confirmed, and not more', () => {
    expect(believed({ vanished: 300, known: 400, seen: 100 }, guard, 300)).toBe(true);
    expect(believed({ vanished: 301, known: 400, seen: 99 }, guard, 300)).toBe(false);
  });
});
