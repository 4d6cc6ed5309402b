import { sampleEvent } from '../../panel';
import { Evaluator } from './evaluator';
import type { Expressions } from './child';

const event = sampleEvent('line.created');
const earlier = { ...event, id: 'evt_earlier', time: '2027-01-20T12:00:00Z' } as const;

describe('the evaluator', () => {
  let evaluator: Evaluator;
  beforeAll(() => {
    evaluator = new Evaluator({ milliseconds: 3000, memory: 64 });
  });
  afterAll(() => evaluator.close());

  const evaluate = (given: Partial<Expressions>) =>
    evaluator.evaluate({
      expressions: { when: null, data: null, subject: null, ...given },
      event,
      history: [earlier],
    });
  const valueOf = (data: string) => evaluate({ data: `{"value": ${data}}` });

  it('derives nothing where `when` is not true', async () => {
    expect(await evaluate({ when: 'type = "line.deleted"' })).toEqual({ ok: true, derived: null });
  });

  it.each([
    ['type', 'line.created'],
    ['$event.id', 'evt_sample'],
    ['$line.username', 'nadia.haddad'],
    ['$count($history(5))', 1],
    ['$last("line.created").id', 'evt_earlier'],
    ['$last(["line.deleted"]).id', undefined],
    ['$times("line.created", "30d")', 2],
    ['$times(["line.created", "line.deleted"], "7d")', 1],
  ])('%s is %p', async (expression, value) => {
    expect(await valueOf(expression)).toEqual({
      ok: true,
      derived: { data: value === undefined ? {} : { value }, subject: null },
    });
  });

  it.each([
    ['a call of what is no function', { when: '$nothing(1)' }, 'non-function'],
    ['data that is no object', { data: '1' }, 'must give an object'],
    ['a subject that is no text', { subject: '1' }, 'must give a text'],
    ['a span that is none', { when: '$times("line.created", "a while") > 1' }, '30m, 12h or 90d'],
    ['an endless recursion', { when: '($f := function($n) { 1 + $f($n + 1) }; $f(1))' }, ''],
    ['an endless loop', { when: '($f := function($n) { $f($n + 1) }; $f(1))' }, 'timeout'],
  ])('tells of %s in words', async (_what, given, words) => {
    expect(await evaluate(given)).toMatchObject({ ok: false, message: expect.stringContaining(words) as string });
  });

  it.each([
    ['a regular expression that backtracks for ever', '$contains("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /(a+)+$/)'],
    ['a text of gigabytes', '($f := function($t) { $f($t & $t) }; $f("0123456789"))'],
    ['one text of half a gigabyte', '$length($pad("x", 500000000)) > 0'],
    [
      'a tree of gigabytes',
      '($f := function($l) { $f([$map([1..50000], function($i) { {"i": $i, "l": $l} })]) }; $f([]))',
    ],
  ])('ends %s, and goes on with the next', async (_what, when) => {
    expect(await evaluate({ when })).toMatchObject({ ok: false });
    expect(await evaluate({ when: 'type' })).toMatchObject({ ok: true, derived: {} });
  });
});
