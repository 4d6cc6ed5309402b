import { invalidParameter } from '../../../panel';

/** Amounts of money as people write them, and in minor units as the daemon takes them. No floating point is calculated with. */

/** Currencies whose decimals are not two, by ISO 4217. */
const unusual: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0]),
  ),
  ...Object.fromEntries('BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3])),
  ...Object.fromEntries('CLF UYW'.split(' ').map((code) => [code, 4])),
};

/** @param currency ISO 4217, upper case */
export function decimalsOf(currency: string): number {
  return unusual[currency] ?? 2;
}

/**
 * `12.99` in EUR as 1299. A number that an expression calculated is taken at its first 15 digits, past which only its floating point speaks.
 * @throws PanelError `invalid-parameter` for what is no amount above zero, or has more decimals than the currency
 */
export function minorUnits(field: string, value: unknown, currency: string): number {
  const text = typeof value === 'number' ? plain(value) : typeof value === 'string' ? value.trim() : '';
  const [, whole, fraction = ''] = /^(\d{1,15})(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined) {
    throw invalidParameter(
      field,
      'must be an amount above zero',
      'Write it in digits with a point before the decimals, as in 12.99, without the currency and without separators.',
    );
  }
  const decimals = decimalsOf(currency);
  const significant = fraction.replace(/0+$/, '');
  if (significant.length > decimals) {
    throw invalidParameter(
      field,
      `must not have more than ${String(decimals)} decimals in ${currency}`,
      decimals === 0 ? `${currency} has no smaller unit.` : 'Round it first.',
    );
  }
  const units = Number(whole + significant.padEnd(decimals, '0'));
  if (units === 0) throw invalidParameter(field, 'must be an amount above zero');
  if (!Number.isSafeInteger(units)) throw invalidParameter(field, 'is too large');
  return units;
}

/** 0.1 + 0.2 as `0.3`; nothing in exponents. */
function plain(value: number): string {
  const text = String(Number(value.toPrecision(15)));
  return /e/.test(text) ? '' : text;
}
