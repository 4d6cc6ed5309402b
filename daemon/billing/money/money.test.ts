import fc from 'fast-check';
import { amountOf, currencies, decimalOf, decimalsOf, formatAmount, isCurrency, RateTable, type Rate } from './index';

const rate = (day: string, from: string, to: string, text: string): Rate => ({ day, from, to, rate: text });

describe('currencies', () => {
  it.each([
    ['USD', 2],
    ['EUR', 2],
    ['LBP', 2],
    ['KWD', 3],
    ['JPY', 0],
    ['XAF', 0],
  ])('%s has %i decimals', (currency, digits) => {
    expect(decimalsOf(currency)).toBe(digits);
  });

  it.each(['XXX', 'XTS', 'XAU', 'usd', 'BTC', 'ZZZ', ''])('%j is none that people pay in', (text) => {
    expect(isCurrency(text)).toBe(false);
  });
});

describe('amounts', () => {
  it.each([
    [1999, 'USD', '19.99'],
    [5, 'USD', '0.05'],
    [-5, 'USD', '-0.05'],
    [1500, 'KWD', '1.500'],
    [500, 'JPY', '500'],
    [0, 'EUR', '0.00'],
  ])('%i %s are %s', (amount, currency, decimal) => {
    expect(decimalOf(amount, currency)).toBe(decimal);
  });

  it('are read as they are written, in every currency', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.constantFrom(...currencies), (amount, currency) => {
        expect(amountOf(decimalOf(amount, currency), currency)).toBe(amount);
      }),
    );
  });

  it.each(['1,5', '1.5.0', '', 'x', '1.005', '1e3', '99999999999999999999'])('%j is none in dollars', (text) => {
    expect(amountOf(text, 'USD')).toBeNull();
  });

  it.each([
    [1999, 'USD', 'en', '$19.99'],
    [1500, 'KWD', 'en', 'KWD 1.500'],
    [8_950_000_00, 'LBP', 'en', 'LBP 8,950,000.00'],
    [1999, 'EUR', 'de', '19,99 €'],
    [1999, 'USD', 'not a language', '$19.99'],
    [9_007_199_254_740_991, 'USD', 'en', '$90,071,992,547,409.91'],
  ])('%i %s read in %s: %s', (amount, currency, language, text) => {
    expect(formatAmount(amount, currency, language).replaceAll(/\s/g, ' ')).toBe(text);
  });

  it('read in Arabic, with all decimals', () => {
    expect(formatAmount(1500, 'KWD', 'ar')).toMatch(/1[.٫]500|١٫٥٠٠/);
  });
});

describe('exchange rates', () => {
  const table = new RateTable(
    [
      rate('2027-01-01', 'USD', 'LBP', '89500'),
      rate('2027-02-01', 'USD', 'LBP', '90000'),
      rate('2027-01-01', 'EUR', 'USD', '1.0835'),
    ],
    'USD',
  );

  it('hold from their day on, until there is a later one', () => {
    expect(table.convert(100, 'USD', 'LBP', '2027-01-31')).toMatchObject({ amount: 8_950_000 });
    expect(table.convert(100, 'USD', 'LBP', '2027-02-01')).toMatchObject({ amount: 9_000_000 });
  });

  it('hold the other way round', () => {
    expect(table.convert(8_950_000, 'LBP', 'USD', '2027-01-31')).toMatchObject({ amount: 100 });
  });

  it('go by way of the base currency, exactly', () => {
    expect(table.convert(1000, 'EUR', 'LBP', '2027-01-31')).toMatchObject({
      amount: 96_973_250,
      by: [{ from: 'EUR' }, { from: 'USD' }],
    });
  });

  it('take the later of the two ways round', () => {
    const both = new RateTable(
      [rate('2027-01-01', 'USD', 'EUR', '0.9'), rate('2027-01-05', 'EUR', 'USD', '1.25')],
      'USD',
    );
    expect(both.convert(1000, 'USD', 'EUR', '2027-01-04')).toMatchObject({ amount: 900 });
    expect(both.convert(1000, 'USD', 'EUR', '2027-01-06')).toMatchObject({ amount: 800 });
  });

  it('round half away from zero, of payments and refunds alike', () => {
    const half = new RateTable([rate('2027-01-01', 'USD', 'EUR', '0.5')], 'USD');
    expect(half.convert(1, 'USD', 'EUR', '2027-01-01')).toMatchObject({ amount: 1 });
    expect(half.convert(-1, 'USD', 'EUR', '2027-01-01')).toMatchObject({ amount: -1 });
  });

  it('keep to each currency’s decimals', () => {
    const kuwait = new RateTable([rate('2027-01-01', 'KWD', 'JPY', '487.123456789')], 'USD');
    expect(kuwait.convert(1000, 'KWD', 'JPY', '2027-01-01')).toMatchObject({ amount: 487 });
    expect(kuwait.convert(487, 'JPY', 'KWD', '2027-01-01')).toMatchObject({ amount: 1000 });
  });

  it.each([
    ['a day before all rates', table.convert(1, 'USD', 'LBP', '2026-12-31'), 'no-rate'],
    ['a currency without a rate', table.convert(1, 'USD', 'KWD', '2027-01-31'), 'no-rate'],
    ['a currency nobody knows', table.convert(1, 'USD', 'ZZZ', '2027-01-31'), 'unknown-currency'],
    ['what is no day', table.convert(1, 'USD', 'LBP', '2027-02-30'), 'bad-day'],
    ['more than can be counted', table.convert(9e15, 'USD', 'LBP', '2027-01-31'), 'too-large'],
  ])('%s is a problem that says what to do', (_what, converted, problem) => {
    expect(converted).toMatchObject({ problem, hint: expect.stringMatching(/\S/) as string });
  });

  it('give an amount back that went there and back, where it had room', () => {
    const decimal = fc
      .tuple(fc.integer({ min: 1, max: 999_999 }), fc.integer({ min: 0, max: 999_999 }))
      .map(([whole, fraction]) => `${String(whole)}.${String(fraction).padStart(6, '0')}`);
    fc.assert(
      fc.property(decimal, fc.integer({ min: 0, max: 1_000_000 }), (text, amount) => {
        const there = new RateTable([rate('2027-01-01', 'USD', 'EUR', text)], 'USD');
        const converted = there.convert(amount, 'USD', 'EUR', '2027-01-01');
        if (!('amount' in converted)) throw new Error(converted.message);
        expect(there.convert(converted.amount, 'EUR', 'USD', '2027-01-01')).toMatchObject({ amount });
      }),
    );
  });
});
