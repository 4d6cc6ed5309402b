/** Exact parts of amounts: BigInt all the way, so that no cent is lost or made. */

/** A fraction, exact. */
export interface Ratio {
  numerator: bigint;
  denominator: bigint;
}

/**
 * Splits a whole amount by weights: each part is within one unit of its share, and together they are the amount. Units left over go to the largest remainders,
 * to the later part where two are alike.
 *
 * @throws RangeError where the weights are negative, or all of them 0
 */
export function split(amount: number, weights: readonly bigint[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (total <= 0n || weights.some((weight) => weight < 0n)) throw new RangeError('Weights must be above 0 together.');
  const whole = BigInt(amount);
  const magnitude = whole < 0n ? -whole : whole;
  const parts = weights.map((weight, index) => ({
    index,
    units: (magnitude * weight) / total,
    rest: (magnitude * weight) % total,
  }));
  const left = magnitude - parts.reduce((sum, { units }) => sum + units, 0n);
  const inOrder = [...parts].sort((a, b) => (a.rest === b.rest ? b.index - a.index : a.rest > b.rest ? -1 : 1));
  for (const part of inOrder.slice(0, Number(left))) part.units += 1n;
  return parts.map(({ units }) => Number(whole < 0n ? -units : units) + 0);
}

/** A finite number of up to 15 figures as the decimal it was written as. */
export function ratioOf(value: number): Ratio {
  const [, sign = '', whole = '0', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
  const exponent = BigInt(power) - BigInt(fraction.length);
  const figures = BigInt(sign + whole + fraction);
  return exponent >= 0n
    ? { numerator: figures * 10n ** exponent, denominator: 1n }
    : { numerator: figures, denominator: 10n ** -exponent };
}
