import fc from 'fast-check';
import { everythingOf, refusal } from '../testing';
import { checkLineCredential, makeLineCredential, wouldBeMangled } from './index';

describe('checkLineCredential', () => {
  it.each(['alice', 'Nathan2027', 'a.b_c-d@e+f', '12345', 'nullable', 'x'.repeat(255)])('takes %s', (value) => {
    expect(checkLineCredential(value, 'username')).toBe(value);
  });

  it.each([
    ['nothing', ''],
    ['a backslash', 'pass\\word'],
    ['<', 'p<b'],
    ['>', 'p>b'],
    ['/', 'pass/word'],
    ['../', '../etc'],
    ['the word null', 'null'],
    ['the word NULL', 'NULL'],
    ['Arabic', 'نادية'],
    ['an accent', 'rené'],
    ['an emoji', 'tv📺'],
    ['a space', 'two words'],
    ['a space at the end', 'word '],
    ['a line break', 'a\nb'],
    ['NUL', 'a\0b'],
    ['?', 'a?b'],
    ['#', 'a#b'],
    ['&', 'a&b'],
    ['%', 'a%b'],
    ['a quote', `a'b`],
    ['a double quote', 'a"b'],
    ['256 characters', 'x'.repeat(256)],
  ])('refuses %s, naming the field and not the value', async (_name, value) => {
    const error = await refusal(() => checkLineCredential(value, 'password'));
    expect(error).toMatchObject({ code: 'invalid-parameter', field: 'password' });
    expect(error.hint).toContain('letters, digits');
    if (value.length > 5) expect(everythingOf(error)).not.toContain(value);
  });

  it('takes nothing that a panel would store as something else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'grapheme' })), (value) => {
        try {
          checkLineCredential(value, 'password');
        } catch {
          return;
        }
        expect(wouldBeMangled(value)).toBe(false);
      }),
    );
  });
});

describe('makeLineCredential', () => {
  /** Bytes 0 to 255 over and over. */
  function counter(): () => number {
    let next = 0;
    return () => next++ % 256;
  }

  it('is of letters and digits nobody takes for one another, as long as asked for', () => {
    expect(makeLineCredential(counter(), 2000)).toMatch(/^[a-hjkmnp-z2-9]{2000}$/);
    expect(makeLineCredential(counter())).toHaveLength(10);
  });

  it('favours no letter: even bytes give even letters', () => {
    const made = makeLineCredential(counter(), 31 * 8 * 4);
    const counts = new Map<string, number>();
    for (const letter of made) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    expect(counts.size).toBe(31);
    expect(new Set(counts.values())).toEqual(new Set([32]));
  });

  it('is always taken by checkLineCredential', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(247), { minLength: 12, maxLength: 12 }), (bytes) => {
        const source = bytes.values();
        const made = makeLineCredential(() => source.next().value ?? 0, 12);
        expect(checkLineCredential(made, 'password')).toBe(made);
      }),
    );
  });
});

describe('wouldBeMangled', () => {
  it.each([
    'a\\b',
    '../x',
    '<script>',
    '<SCRIPT',
    '<!-- x',
    'x -->',
    'null',
    'NULL',
    ' x',
    'x\n',
    'a\rb',
    'a\0b',
    'a &lt; b',
    '&#60;b',
    'a\ud800b',
  ])('%j would be stored or answered as something else', (text) => expect(wouldBeMangled(text)).toBe(true));

  it.each(['<b>bold</b>', 'a & b', '"quoted" it\'s', 'نادية 📺', 'line\nline', 'p@ss/word', 'nullable', '', '&copy;'])(
    '%j would not',
    (text) => expect(wouldBeMangled(text)).toBe(false),
  );
});
