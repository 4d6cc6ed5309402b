import fc from 'fast-check';
import { refusal } from '../testing';
import { read } from './index';

describe('numbers', () => {
  it.each([
    ['2', 2],
    [2, 2],
    ['0', 0],
    [0, 0],
    ['-5', -5],
    [null, 0],
    ['', 0],
    [undefined, 0],
  ])('%j is read', (value, number) => {
    expect(read.integer({ n: value }, 'n')).toBe(number);
  });

  it.each(['x', '0x10', '1e3', ' ', '1,5', '2.5', true, [], {}, '9007199254740993', Infinity])(
    '%j is refused',
    async (n) => {
      expect((await refusal(() => read.integer({ n }, 'n'))).message).toContain('"n"');
    },
  );

  it('may have decimals where credits do', () => {
    expect([read.decimal({ c: '12.50' }, 'c'), read.decimal({ c: 485.25 }, 'c')]).toEqual([12.5, 485.25]);
  });
});

describe('ids', () => {
  it.each([
    ['7', '7'],
    [7, '7'],
    ['9007199254740991', '9007199254740991'],
  ])('%j is an id', (value, id) => {
    expect(read.requiredId({ id: value })).toBe(id);
  });

  it.each([0, '0', '', null, undefined, '-1', -1, '01', ' 1', '1.0', 1.5, true, '9007199254740993', 2 ** 53, '1e5'])(
    '%j is no id',
    async (id) => {
      expect((await refusal(() => read.requiredId({ id }))).code).toBe('bad-answer');
    },
  );

  it.each([0, '0', null, '', undefined])('%j means no owner', (member) => {
    expect(read.idOrNull({ member }, 'member')).toBeNull();
  });
});

describe('switches', () => {
  it.each([1, '1', true])('%j is on', (s) => expect(read.flag({ s }, 's')).toBe(true));
  it.each([0, '0', '', false, null, undefined])('%j is off', (s) => expect(read.flag({ s }, 's')).toBe(false));
  it.each(['2', 'on', -1, [], {}])('%j is no switch', async (s) => {
    expect((await refusal(() => read.flag({ s }, 's'))).code).toBe('bad-answer');
  });
  it.each([undefined, null])('one that must be there is not read from %j', async (s) => {
    expect((await refusal(() => read.requiredFlag({ s }, 's'))).code).toBe('bad-answer');
  });
});

describe('times', () => {
  it.each([
    ['1795631654', '2026-11-25T18:34:14Z'],
    [1795631654, '2026-11-25T18:34:14Z'],
    [0, '1970-01-01T00:00:00Z'],
    ['0', '1970-01-01T00:00:00Z'],
    ['1970', '1970-01-01T00:32:50Z'],
    [null, null],
  ])('%j is %s', (t, instant) => expect(read.instant({ t }, 't')).toBe(instant));

  it.each(['', undefined, false, 'never', '2027-01-31', [], '1.5', '99999999999999'])(
    '%j is refused: it could be taken for "never"',
    async (t) => {
      expect((await refusal(() => read.instant({ t }, 't'))).code).toBe('bad-answer');
    },
  );
});

describe('texts', () => {
  it('are read as stored: panels escape < and > in answers, and nothing else', () => {
    expect(read.text({ t: 'p@ss/word&lt;b&gt; &amp; "x" نادية' }, 't')).toBe('p@ss/word<b> &amp; "x" نادية');
  });
  it.each([true, false, [], {}])('%j is no text', async (t) => {
    expect((await refusal(() => read.text({ t }, 't'))).code).toBe('bad-answer');
  });
  it('numbers are texts', () => expect(read.text({ t: 12345 }, 't')).toBe('12345'));
  it.each([null, undefined, ''])('%j is no text where there need not be one', (t) =>
    expect(read.textOrNull({ t }, 't')).toBeNull(),
  );
});

describe('lists', () => {
  it.each([
    ['[1,2]', ['1', '2']],
    ['["1","2"]', ['1', '2']],
    [
      [1, '2'],
      ['1', '2'],
    ],
    [{ 0: '1', 5: 2 }, ['1', '2']],
    ['{"0":1,"2":2}', ['1', '2']],
    ['[]', []],
    ['', []],
    ['null', []],
    [null, []],
  ])('%j is a list of ids', (l, ids) => expect(read.idList({ l }, 'l')).toEqual(ids));

  it.each(['[1', '1,2', '7', '"x"', 7, true, '[[1]]', '[0]', '["a"]', '[null]'])('%j is none', async (l) => {
    expect((await refusal(() => read.idList({ l }, 'l'))).code).toBe('bad-answer');
  });

  it('of texts keeps an empty text, which some panels store for "none"', () => {
    expect(read.textList({ l: '[""]' }, 'l')).toEqual(['']);
  });
  it.each(['[null]', '[["a"]]', '[true]'])('%j is no list of texts', async (l) => {
    expect((await refusal(() => read.textList({ l }, 'l'))).code).toBe('bad-answer');
  });
});

it('a value of any kind is read or refused, and never shown', () => {
  const readers = [
    read.text,
    read.integer,
    read.decimal,
    read.flag,
    read.instant,
    read.list,
    read.idList,
    read.textList,
  ];
  fc.assert(
    fc.property(fc.constantFrom(...readers), fc.jsonValue(), (reader, value) => {
      try {
        reader({ secret: value }, 'secret');
      } catch (error) {
        expect(error).toHaveProperty('code', 'bad-answer');
        if (typeof value === 'string' && value.length > 8) expect(String(error)).not.toContain(value);
      }
    }),
  );
});
