import fc from 'fast-check';
import type { LineQuery, LineSummary, Page } from './index';
import { walkLines } from './index';
import { lineSample, refusal } from './testing';

/** A list by rising id, paged by offset, that can change between two pages. */
class Lines {
  ids: number[];
  requests = 0;
  /** Called before each page but the first. */
  meanwhile: () => void = () => undefined;
  /** Changes the answer, as a broken panel would. */
  spoil: (page: Page<LineSummary>, query: LineQuery) => Page<LineSummary> = (page) => page;

  constructor(count: number) {
    this.ids = Array.from({ length: count }, (_, index) => index + 1);
  }

  async listLines(query: LineQuery = {}): Promise<Page<LineSummary>> {
    if (++this.requests > 5000) throw new Error('the walk does not end');
    if (this.requests > 1) this.meanwhile();
    const { start = 0, limit = 50 } = query;
    const rows = this.ids.slice(start, start + limit).map((id) => lineSample(id));
    return this.spoil({ rows, total: this.ids.length }, query);
  }
}

async function walk(lines: Lines, pageSize?: number): Promise<number[]> {
  const seen: number[] = [];
  for await (const page of walkLines(lines, {}, pageSize)) {
    expect(page.length).toBeGreaterThan(0);
    seen.push(...page.map(({ id }) => Number(id)));
  }
  return seen;
}

describe('a list that stands still', () => {
  it.each([0, 1, 2, 3, 9, 10, 11, 20, 21])('of %d lines is walked whole, whatever the page size', async (count) => {
    for (let pageSize = 1; pageSize <= count + 2; pageSize++) {
      const lines = new Lines(count);
      expect(await walk(lines, pageSize)).toEqual(lines.ids);
    }
  });

  it('is asked for by id, with the filters given, and no more often than needed', async () => {
    const lines = new Lines(1000);
    const queries: LineQuery[] = [];
    lines.spoil = (page, query) => {
      queries.push(query);
      return page;
    };
    for await (const page of walkLines(lines, { filter: 'expired', ownerId: '2' })) expect(page).not.toEqual([]);
    expect(queries).toEqual([
      { filter: 'expired', ownerId: '2', sort: { by: 'id' }, start: 0, limit: 500 },
      { filter: 'expired', ownerId: '2', sort: { by: 'id' }, start: 499, limit: 500 },
      { filter: 'expired', ownerId: '2', sort: { by: 'id' }, start: 998, limit: 500 },
    ]);
  });

  it('is walked whole where the panel caps its pages', async () => {
    const lines = new Lines(57);
    lines.spoil = ({ rows, total }) => ({ rows: rows.slice(0, 10), total });
    expect(await walk(lines, 25)).toEqual(lines.ids);
  });
});

describe('a list that changes meanwhile', () => {
  it('is walked on where seen lines were deleted', async () => {
    const lines = new Lines(10);
    lines.meanwhile = () => lines.ids.shift();
    expect(await walk(lines, 3)).toEqual(expect.arrayContaining(lines.ids));
  });

  it('is walked on where so many were deleted that it ends before the next page begins', async () => {
    const lines = new Lines(10);
    lines.meanwhile = () => {
      lines.ids = lines.ids.filter((id) => id > 5);
      lines.meanwhile = () => undefined;
    };
    expect(await walk(lines, 8)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('is walked on with few requests after half of a large one was deleted', async () => {
    const lines = new Lines(40_000);
    lines.meanwhile = () => {
      if (lines.requests === 40) lines.ids = lines.ids.filter((id) => id > 15_000);
    };
    const seen = new Set(await walk(lines, 500));
    expect(lines.ids.every((id) => seen.has(id))).toBe(true);
    expect(lines.requests).toBeLessThan(200);
  });

  it('never misses a line that was there all along, and gives none twice', async () => {
    const change = fc.oneof(
      fc.record({ kind: fc.constant('delete' as const), at: fc.nat(), count: fc.integer({ min: 1, max: 12 }) }),
      fc.record({ kind: fc.constant('insert' as const), at: fc.nat(), count: fc.integer({ min: 1, max: 5 }) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 1, max: 45 }),
        fc.array(fc.array(change, { maxLength: 3 }), { maxLength: 12 }),
        async (count, pageSize, changes) => {
          const lines = new Lines(count);
          const always = new Set(lines.ids);
          let nextId = count + 1;
          const left = [...changes];
          lines.meanwhile = () => {
            for (const { kind, at, count: many } of left.shift() ?? []) {
              if (kind === 'insert') {
                lines.ids.push(...Array.from({ length: many }, () => nextId++));
              } else if (lines.ids.length > 1) {
                for (const id of lines.ids.splice(at % (lines.ids.length - 1), many)) always.delete(id);
                if (lines.ids.length === 0) lines.ids.push(nextId++);
              }
            }
          };
          const seen = await walk(lines, pageSize);
          expect(new Set(seen).size).toBe(seen.length);
          expect(seen).toEqual([...seen].sort((a, b) => a - b));
          for (const id of always) expect(seen).toContain(id);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('never looks whole when lines begin to match behind it or stop matching: right or refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 30 }),
        fc.integer({ min: 2, max: 10 }),
        fc.array(fc.nat(29), { maxLength: 20 }),
        async (count, pageSize, toggles) => {
          const lines = new Lines(count);
          const always = new Set(lines.ids);
          const left = [...toggles];
          lines.meanwhile = () => {
            const id = (left.shift() ?? -1) + 1;
            if (id === 0 || id > count) return;
            if (lines.ids.includes(id)) {
              lines.ids = lines.ids.filter((other) => other !== id);
              always.delete(id);
            } else {
              lines.ids = [...lines.ids, id].sort((a, b) => a - b);
            }
          };
          let seen: number[];
          try {
            seen = await walk(lines, pageSize);
          } catch (error) {
            expect(error).toHaveProperty('code', 'bad-answer');
            return;
          }
          expect(new Set(seen).size).toBe(seen.length);
          for (const id of always) expect(seen).toContain(id);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('a list that cannot be believed is refused', () => {
  const refusedWalk = async (count: number, pageSize: number, spoil: Lines['spoil']): Promise<string> => {
    const lines = new Lines(count);
    lines.spoil = spoil;
    const error = await refusal(() => walk(lines, pageSize));
    expect(error.code).toBe('bad-answer');
    expect(lines.requests).toBeLessThan(50);
    return error.message;
  };

  it('where half its pages are empty', async () => {
    const message = await refusedWalk(100, 10, ({ rows, total }, { start = 0 }) => ({
      rows: rows.slice(0, Math.max(0, 50 - start)),
      total,
    }));
    expect(message).toContain('50 of the 100');
  });

  it('where pages are empty from a page’s very end on', async () => {
    await refusedWalk(100, 10, (page, { start = 0 }) => (start > 0 ? { ...page, rows: [] } : page));
  });

  it('where the first page is empty although lines are counted', async () => {
    await refusedWalk(100, 10, (page) => ({ ...page, rows: [] }));
  });

  it('where its count says zero half way through', async () => {
    const message = await refusedWalk(100, 10, (page, { start = 0 }) => (start > 30 ? { rows: [], total: 0 } : page));
    expect(message).toContain('became empty');
  });

  it('where it ignores the offset', async () => {
    const same = new Lines(10).ids.map((id) => lineSample(id));
    await refusedWalk(100, 10, () => ({ rows: same, total: 100 }));
  });

  it('where it ignores the offset and counts without end', async () => {
    const same = new Lines(10).ids.map((id) => lineSample(id));
    await refusedWalk(10, 10, () => ({ rows: same, total: Number.MAX_SAFE_INTEGER }));
  });

  it('where it ignores the order', async () => {
    await refusedWalk(30, 10, ({ rows, total }) => ({ rows: [...rows].reverse(), total }));
  });

  it('where a line comes twice in a page', async () => {
    await refusedWalk(30, 10, ({ rows, total }) => ({ rows: rows.flatMap((row) => [row, row]), total }));
  });

  it('where each page is ordered but the pages are not', async () => {
    await refusedWalk(30, 10, ({ rows, total }, { start = 0 }) => ({
      rows: start === 0 ? rows.map((row) => lineSample(Number(row.id) + 100)) : rows,
      total,
    }));
  });

  it('but a count that is too small does not end it early', async () => {
    const lines = new Lines(35);
    lines.spoil = (page, { start = 0 }) => (start > 0 ? { ...page, total: 3 } : page);
    expect(await walk(lines, 10)).toEqual(lines.ids);
  });
});
