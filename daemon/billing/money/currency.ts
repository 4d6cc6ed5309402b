import { code, data } from 'currency-codes';

/** Currencies by ISO 4217, whose decimals are those that amounts in minor units are counted in. (Those of Intl are for showing: none for the Lebanese pound.) */

/** In ISO 4217's list, and nobody pays in them: metals, units of account of banks, codes for tests. */
const noMoney = /^X(A[GU]|B[A-D]|DR|P[DT]|SU|TS|UA|XX)$/;

const decimals = new Map(data.filter((each) => !noMoney.test(each.code)).map((each) => [each.code, each.digits]));

/** Whether it is the code of a currency people pay in, in upper case, such as `USD`. */
export function isCurrency(text: string): boolean {
  return decimals.has(text);
}

/** All currencies people pay in. */
export const currencies: readonly string[] = [...decimals.keys()].sort();

/**
 * Decimals of a currency: 2 for USD, 0 for JPY, 3 for KWD.
 * @throws RangeError of what is no currency
 */
export function decimalsOf(currency: string): number {
  const digits = decimals.get(currency);
  if (digits === undefined) throw new RangeError(`${JSON.stringify(currency)} is no currency of ISO 4217.`);
  return digits;
}

/** e.g. `Kuwaiti Dinar`; null of what is no currency. */
export function currencyName(currency: string): string | null {
  return isCurrency(currency) ? (code(currency)?.currency.trim() ?? null) : null;
}
