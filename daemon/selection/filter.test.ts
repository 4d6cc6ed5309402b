import { sampleEvent } from '../../panel';
import { compileFilter } from './filter';

const event = sampleEvent('line.created');

describe('filter', () => {
  it.each([
    ['type = "line.created"', true],
    ['type = "line.deleted"', false],
    ['data.line.maxConnections > 1', true],
    ['data.line.username ~> /^nadia/i', true],
    ['data.line', true],
    ['data.nothing.of.the.kind', false],
    ['[]', false],
    ['0', false],
    ['"x"', true],
  ])('%s is %s of the sample', async (expression, expected) => {
    expect(await compileFilter(expression).matches(event)).toBe(expected);
  });

  it('says where an expression is wrong', () => {
    expect(() => compileFilter('type = ')).toThrow(
      expect.objectContaining({
        status: 422,
        code: 'invalid-parameter',
        message: expect.stringContaining('at position 7') as string,
        more: expect.objectContaining({ field: 'filter', position: 7 }) as object,
      }) as Error,
    );
  });

  it.each([
    ['a call of what is no function', '$nothing(1)', 'non-function'],
    ['wrong types', '"a" + 1', '+'],
    ['an endless recursion', '($f := function($n) { $f($n + 1) }; $f(1))', 'timeout'],
    ['an endless list', '$sum([1..9000000])', 'sequence'],
    [
      'a regular expression that backtracks for ever',
      '$contains(subject & "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /(a+)+$/)',
      'timed out',
    ],
  ])('reports %s in words instead of hanging', async (_what, expression, words) => {
    await expect(compileFilter(expression).matches(event)).rejects.toThrow(words);
  });

  it('lets others have their turn in a long row of slow evaluations', async () => {
    const filter = compileFilter('($f := function($n) { $f($n + 1) }; $f(1))');
    let turns = 0;
    const beat = setInterval(() => (turns += 1), 1);
    // The first turn given may come before timers have theirs.
    for (let count = 0; count < 5; count += 1) await filter.matches(event).catch(() => undefined);
    clearInterval(beat);
    expect(turns).toBeGreaterThanOrEqual(2);
  });

  it('finds every match of a regular expression', async () => {
    const filter = compileFilter(
      '$count($match("a1 b2 c3", /[a-z]([0-9])/)) = 3 and $replace("a-b", /-/, "+") = "a+b"',
    );
    expect(await filter.matches(event)).toBe(true);
  });
});
