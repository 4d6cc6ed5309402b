/** Amounts as people write them, and as the API takes them: in whole minor units of a currency. Decimals by ISO 4217; browsers know others, for showing. */

const unusual: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

export function decimalsOf(currency: string): number {
  const found = Object.entries(unusual).find(([, codes]) => codes.split(' ').includes(currency));
  return found === undefined ? 2 : Number(found[0]);
}

/** 1999 of USD as `19.99`. */
export function decimalOf(amount: number, currency: string): string {
  const digits = decimalsOf(currency);
  const figures = String(amount).padStart(digits + 1, '0');
  return digits === 0 ? figures : `${figures.slice(0, -digits)}.${figures.slice(-digits)}`;
}

/** `19.99` of USD as 1999; null where it is no amount. */
export function minorUnits(text: string, currency: string): number | null {
  const digits = decimalsOf(currency);
  const [, whole, fraction = ''] = /^(\d{1,13})(?:[.,](\d+))?$/.exec(text.trim()) ?? [];
  if (whole === undefined || fraction.length > digits) return null;
  return Number(whole + fraction.padEnd(digits, '0'));
}

/** As people read it, with all decimals of the currency. */
export function money(amount: number, currency: string, language: string): string {
  const digits = decimalsOf(currency);
  // A dollar sign goes to the wrong side of its letters in a line from right to left.
  const currencyDisplay = language.startsWith('ar') ? 'code' : 'symbol';
  const decimals = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const style = { style: 'currency', currency, currencyDisplay, ...decimals } as const;
  const decimal = decimalOf(amount, currency) as Intl.StringNumericLiteral;
  return new Intl.NumberFormat(language, style).format(decimal);
}
