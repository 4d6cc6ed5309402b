import fc from 'fast-check';
import { operationById, parseParameters, type Operation, type Parameter } from '../index';
import { everythingOf, refusal } from '../testing';

const context = { now: Date.parse('2026-11-22T12:00:00Z'), timeZone: 'Asia/Beirut' };

function operation(id: string): Operation {
  const found = operationById(id);
  if (!found) throw new Error(`no operation ${id}`);
  return found;
}

/** An operation with one parameter, called `it`. */
function taking(parameter: Partial<Parameter> & Pick<Parameter, 'kind'>): Operation {
  return { ...operation('bouquet.getMany'), parameters: { it: { label: 'It', ...parameter } } };
}

function parsed(parameter: Partial<Parameter> & Pick<Parameter, 'kind'>, it: unknown): unknown {
  return parseParameters(taking(parameter), { it }, context)['it'];
}

const options = [
  { value: 'hls', label: 'HLS' },
  { value: 'rtmp', label: 'RTMP' },
];

describe('values are taken in the spellings people and workflows use', () => {
  it.each<[Partial<Parameter> & Pick<Parameter, 'kind'>, unknown, unknown]>([
    [{ kind: 'line' }, { id: '42' }, { id: '42' }],
    [{ kind: 'line' }, { id: 42 }, { id: '42' }],
    [{ kind: 'line' }, { username: ' alice ' }, { username: 'alice' }],
    [{ kind: 'username' }, 'nathan2027', 'nathan2027'],
    [{ kind: 'username' }, 2027, '2027'],
    [{ kind: 'text' }, '  It\'s <b>"x"</b> نادية\r\n2 ', 'It\'s <b>"x"</b> نادية\n2'],
    [{ kind: 'text' }, '', ''],
    [{ kind: 'text' }, 42, '42'],
    [{ kind: 'integer' }, 5, 5],
    [{ kind: 'integer' }, ' 5', 5],
    [{ kind: 'integer', min: 1, max: 5 }, '5', 5],
    [{ kind: 'switch' }, false, false],
    [{ kind: 'expiry' }, '2027-01-31', '2027-01-30T22:00:00Z'],
    [{ kind: 'expiry' }, '2027-01-31T12:00:00Z', '2027-01-31T12:00:00Z'],
    [{ kind: 'expiry', nullMeans: 'Never' }, null, null],
    [{ kind: 'duration' }, { amount: 1, unit: 'months' }, { amount: 1, unit: 'months' }],
    [{ kind: 'duration' }, { amount: '12', unit: 'hours' }, { amount: 12, unit: 'hours' }],
    [{ kind: 'package' }, 3, '3'],
    [{ kind: 'owner' }, ' 3 ', '3'],
    [{ kind: 'bouquets' }, [1, '2', 1], ['1', '2']],
    [{ kind: 'choice', options }, 'hls', 'hls'],
    [{ kind: 'choices', options }, ['rtmp', 'rtmp'], ['rtmp']],
    [{ kind: 'texts' }, [' a ', '', 'b', 'a'], ['a', 'b']],
  ])('%j: %j is %j', (parameter, given, value) => expect(parsed(parameter, given)).toEqual(value));
});

describe('values are refused by name, before anything is sent', () => {
  it.each<[Partial<Parameter> & Pick<Parameter, 'kind'>, unknown]>([
    [{ kind: 'line' }, '42'],
    [{ kind: 'line' }, {}],
    [{ kind: 'line' }, { id: '0' }],
    [{ kind: 'line' }, { id: '42', username: 'alice' }],
    [{ kind: 'line' }, { id: '42', x: 1 }],
    [{ kind: 'line' }, { username: ' ' }],
    [{ kind: 'line' }, { username: 5 }],
    [{ kind: 'line' }, [{ id: '42' }]],
    [{ kind: 'username' }, 'a/b'],
    [{ kind: 'username' }, 'null'],
    [{ kind: 'password' }, 'a\\b'],
    [{ kind: 'password' }, ['x']],
    [{ kind: 'text' }, 'a\\b'],
    [{ kind: 'text' }, '<script>x'],
    [{ kind: 'text' }, 'null'],
    [{ kind: 'text' }, 'half a \ud83d pair'],
    [{ kind: 'text' }, 'x'.repeat(10_001)],
    [{ kind: 'text' }, { a: 1 }],
    [{ kind: 'text', required: true }, '   '],
    [{ kind: 'integer' }, '1.5'],
    [{ kind: 'integer' }, 1.5],
    [{ kind: 'integer' }, '1e3'],
    [{ kind: 'integer' }, Number.NaN],
    [{ kind: 'integer' }, 2 ** 60],
    [{ kind: 'integer', min: 1 }, 0],
    [{ kind: 'integer', max: 5 }, 6],
    [{ kind: 'switch' }, 'false'],
    [{ kind: 'switch' }, 0],
    [{ kind: 'expiry' }, '2020-01-01'],
    [{ kind: 'expiry' }, '2027-02-30'],
    [{ kind: 'expiry' }, '2040-01-01'],
    [{ kind: 'expiry' }, 1_801_396_800],
    [{ kind: 'duration' }, '1 month'],
    [{ kind: 'duration' }, { amount: 0, unit: 'months' }],
    [{ kind: 'duration' }, { amount: -1, unit: 'months' }],
    [{ kind: 'duration' }, { amount: 1.5, unit: 'months' }],
    [{ kind: 'duration' }, { amount: 121, unit: 'months' }],
    [{ kind: 'duration' }, { amount: 1, unit: 'month' }],
    [{ kind: 'duration' }, { amount: 1, unit: 'constructor' }],
    [{ kind: 'duration' }, { amount: 1 }],
    [{ kind: 'package' }, '0'],
    [{ kind: 'package' }, '-1'],
    [{ kind: 'package' }, '01'],
    [{ kind: 'package' }, '1 OR 1=1'],
    [{ kind: 'package' }, '99999999999999999999'],
    [{ kind: 'package' }, 1e21],
    [{ kind: 'bouquets' }, '1,2'],
    [{ kind: 'bouquets' }, ['x']],
    [{ kind: 'choice', options }, 'HLS'],
    [{ kind: 'choice', options }, ['hls']],
    [{ kind: 'choices', options }, 'hls'],
    [{ kind: 'choices', options }, ['hls', 'dash']],
    [{ kind: 'texts' }, 'a'],
    [{ kind: 'texts' }, [{}]],
    [{ kind: 'texts' }, ['VLC\\3']],
    [{ kind: 'text' }, null],
    [{ kind: 'expiry' }, null],
  ])('%j: %j', async (parameter, given) => {
    const error = await refusal(() => parsed(parameter, given));
    expect(error).toMatchObject({ code: 'invalid-parameter', field: 'it' });
    expect(error.message).toMatch(/^it: /);
  });

  it('without showing what they were, where that is a secret', async () => {
    const error = await refusal(() => parsed({ kind: 'password' }, 'hunter2\\secret'));
    expect(everythingOf(error)).not.toContain('hunter2');
  });
});

describe('what is not given', () => {
  it('takes its default', () => {
    expect(parsed({ kind: 'integer', default: 7 }, undefined)).toBe(7);
  });

  it('is left out where it need not be given', () => {
    expect(parseParameters(taking({ kind: 'username' }), { it: '' }, context)).toEqual({});
    expect(parseParameters(taking({ kind: 'expiry' }), { it: '' }, context)).toEqual({});
  });

  it.each([undefined, ''])('is asked for where it must be given (%j)', async (it) => {
    const error = await refusal(() => parsed({ kind: 'package', required: true, label: 'Package' }, it));
    expect(error).toMatchObject({ code: 'invalid-parameter', field: 'it', hint: 'Give Package.' });
  });
});

describe('names', () => {
  it.each(['usename', '__proto__', 'constructor', 'toString', 'id'])(
    'refuses %s, and tells what there is',
    async (name) => {
      const given: Record<string, unknown> = Object.fromEntries<unknown>([
        ['line', { id: '1' }],
        [name, 'x'],
      ]);
      const error = await refusal(() => parseParameters(operation('line.get'), given, context));
      expect(error).toMatchObject({ field: name, hint: 'It takes: line.' });
    },
  );

  it('tells when it takes none', async () => {
    const error = await refusal(() => parseParameters(operation('panel.get'), { x: 1 }, context));
    expect(error.hint).toBe('It takes: none.');
  });
});

describe('what is shown only with another choice', () => {
  const extend = operation('line.extend');
  const line = { id: '42' };

  it('is left out, unchecked, when the other was chosen', () => {
    expect(
      parseParameters(extend, { line, extend: 'toDate', until: '2027-01-31', duration: 'rubbish' }, context),
    ).toEqual({
      line,
      extend: 'toDate',
      until: '2027-01-30T22:00:00Z',
    });
    expect(parseParameters(extend, { line, extend: 'byDuration', until: 'rubbish' }, context)).toEqual({
      line,
      extend: 'byDuration',
      duration: { amount: 1, unit: 'months' },
    });
  });

  it('is asked for when it is shown', async () => {
    const error = await refusal(() => parseParameters(extend, { line, extend: 'toDate' }, context));
    expect(error).toMatchObject({ field: 'until' });
  });

  it('is refused when nothing was chosen: a date must not become the default month', async () => {
    const error = await refusal(() => parseParameters(extend, { line, until: '2027-01-31' }, context));
    expect(error).toMatchObject({ field: 'until', message: 'until: is taken only with extend set to toDate' });
  });

  it('goes by the default choice', () => {
    const duration = { amount: 3, unit: 'days' };
    expect(parseParameters(extend, { line, duration }, context)).toEqual({ line, extend: 'byDuration', duration });
  });
});

it('anything at all is taken or refused as an invalid parameter', () => {
  const kinds: Array<Parameter['kind']> = [
    ...(['line', 'username', 'password', 'text', 'integer', 'switch', 'expiry', 'duration'] as const),
    ...(['package', 'bouquet', 'bouquets', 'owner', 'choice', 'choices', 'texts'] as const),
  ];
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.anything({ withBigInt: true, withDate: true }), (kind, given) => {
      try {
        parsed({ kind, options }, given);
      } catch (error) {
        expect(error).toMatchObject({ code: 'invalid-parameter', field: 'it' });
      }
    }),
    { numRuns: 2000 },
  );
});
