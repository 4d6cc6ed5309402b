import { decimalsOf } from './currency';

/** Amounts: whole minor units (cents) of a currency, and how people write them. */

/** An amount of money. */
export interface Money {
  /** In the currency's minor unit (cents). */
  amount: number;
  /** ISO 4217, upper case. */
  currency: string;
}

/**
 * An amount in the currency's major unit, exact: 1999 USD cents are `19.99`, 1500 KWD fils `1.500`, 500 JPY `500`.
 * @throws RangeError of what is no currency, or no whole number
 */
export function decimalOf(amount: number, currency: string): string {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`${String(amount)} is no amount in whole minor units.`);
  const digits = decimalsOf(currency);
  const figures = String(Math.abs(amount)).padStart(digits + 1, '0');
  const sign = amount < 0 ? '-' : '';
  if (digits === 0) return sign + figures;
  return `${sign}${figures.slice(0, -digits)}.${figures.slice(-digits)}`;
}

/**
 * What a person wrote, in minor units: `19.99` USD are 1999. No grouping, a point for the decimals.
 * @returns null where it is no amount, has more decimals than the currency, or is too large to be counted exactly
 * @throws RangeError of what is no currency
 */
export function amountOf(decimal: string, currency: string): number | null {
  const digits = decimalsOf(currency);
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal.trim()) ?? [];
  if (whole === undefined || fraction.length > digits) return null;
  const amount = Number(whole + fraction.padEnd(digits, '0'));
  if (!Number.isSafeInteger(amount)) return null;
  return sign === '-' && amount !== 0 ? -amount : amount;
}

/** Intl takes a decimal of any length as a text, and then rounds nothing on the way; its types know of literals only. */
type Decimal = Intl.StringNumericLiteral;

/**
 * As people read it, e.g. `$19.99`, `19,99 €`, `١٫٥٠٠ د.ك.` Always with all decimals of the currency by ISO 4217.
 *
 * @param language BCP 47, e.g. `en`, `ar-LB`; one that nobody knows is English
 * @throws RangeError of what is no currency, or no whole number
 */
export function formatAmount(amount: number, currency: string, language = 'en'): string {
  const decimal = decimalOf(amount, currency);
  const digits = decimalsOf(currency);
  const style = { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits } as const;
  return new Intl.NumberFormat(known(language), style).format(decimal as Decimal);
}

function known(language: string): string {
  try {
    return Intl.NumberFormat.supportedLocalesOf(language)[0] ?? 'en';
  } catch {
    return 'en';
  }
}
