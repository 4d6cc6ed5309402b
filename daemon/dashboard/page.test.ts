import { currencies, decimalsOf } from '../billing/money';
import { decimalOf, decimalsOf as pageDecimalsOf, minorUnits, money } from './page/money';
import { spanText } from './page/span';

describe('what the page calculates', () => {
  it('counts every currency’s decimals as the daemon does', () => {
    expect(currencies.filter((currency) => pageDecimalsOf(currency) !== decimalsOf(currency))).toEqual([]);
  });

  it.each([
    ['19.99', 'USD', 1999],
    ['19,9', 'USD', 1990],
    ['4.5', 'KWD', 4500],
    ['500', 'JPY', 500],
  ])('%s %s are %i minor units, and back', (text, currency, units) => {
    expect(minorUnits(text, currency)).toBe(units);
    expect(minorUnits(decimalOf(units, currency), currency)).toBe(units);
  });

  it.each(['19.999', 'x', '-1', '1.5.0'])('%s is no amount in dollars', (text) => {
    expect(minorUnits(text, 'USD')).toBeNull();
  });

  it('in Arabic a currency is named by its code, which no direction turns round', () => {
    expect(money(1299, 'USD', 'en')).toBe('$12.99');
    expect(money(1299, 'USD', 'ar')).toContain('USD');
    expect(money(1299, 'USD', 'ar')).not.toContain('$');
  });

  it.each([
    [604_800, '7d'],
    [3600, '1h'],
    [5400, '90m'],
    [0, '0s'],
    [61, '61s'],
  ])('%i seconds are written %s', (seconds, text) => {
    expect(spanText(seconds)).toBe(text);
  });
});
