import { decimalsOf, isCurrency } from './currency';
import { isDay, type Rate } from './rate';

/** What an amount is in another currency, or why nobody knows. */
export type Converted =
  | {
      /** In the minor unit of the other currency, rounded half up. */
      amount: number;
      /** The rates it was converted by, one after the other; none where both currencies are the same. */
      by: readonly Rate[];
    }
  | { problem: 'unknown-currency' | 'no-rate' | 'too-large' | 'bad-day'; message: string; hint: string };

/** A fraction, exact. */
interface Ratio {
  numerator: bigint;
  denominator: bigint;
}

/** Exchange rates by day. Of two currencies, the rate of the latest day that is not after the one asked for holds, whichever way round it was given. */
export class RateTable {
  /** By `from>to`, latest first. */
  private readonly rates = new Map<string, Rate[]>();

  /** @param base converts by way of this currency where there is no rate between the two */
  constructor(
    rates: Iterable<Rate>,
    readonly base: string,
  ) {
    for (const rate of rates) {
      const pair = `${rate.from}>${rate.to}`;
      const known = this.rates.get(pair);
      if (known === undefined) this.rates.set(pair, [rate]);
      else known.push(rate);
    }
    for (const known of this.rates.values()) known.sort((a, b) => (a.day < b.day ? 1 : -1));
  }

  /**
   * Converts an amount as of a day, without an intermediate rounding.
   * @param amount whole minor units of `from`
   * @param day e.g. `2027-01-31`
   */
  convert(amount: number, from: string, to: string, day: string): Converted {
    for (const currency of [from, to]) if (!isCurrency(currency)) return unknownCurrency(currency);
    if (!isDay(day)) {
      return {
        problem: 'bad-day',
        message: `${JSON.stringify(day)} is no day.`,
        hint: 'Give a day such as 2027-01-31.',
      };
    }
    if (from === to) return { amount, by: [] };
    const steps = this.steps(from, to, day);
    if (steps === null) return noRate(from, to, day);
    const { numerator, denominator } = steps.map(({ ratio }) => ratio).reduce(times);
    const scale = times(
      { numerator, denominator },
      { numerator: 10n ** BigInt(decimalsOf(to)), denominator: 10n ** BigInt(decimalsOf(from)) },
    );
    const converted = Number(rounded(BigInt(amount) * scale.numerator, scale.denominator));
    if (!Number.isSafeInteger(converted)) return tooLarge(from, to);
    return { amount: converted, by: steps.map(({ rate }) => rate) };
  }

  private steps(from: string, to: string, day: string): Step[] | null {
    const direct = this.step(from, to, day);
    if (direct !== null) return [direct];
    const [first, second] = [this.step(from, this.base, day), this.step(this.base, to, day)];
    return first === null || second === null ? null : [first, second];
  }

  private step(from: string, to: string, day: string): Step | null {
    const given = this.latest(from, to, day);
    const inverse = this.latest(to, from, day);
    if (inverse === undefined || (given !== undefined && given.day >= inverse.day)) {
      return given === undefined ? null : { rate: given, ratio: ratioOf(given.rate) };
    }
    const { numerator, denominator } = ratioOf(inverse.rate);
    return { rate: inverse, ratio: { numerator: denominator, denominator: numerator } };
  }

  private latest(from: string, to: string, day: string): Rate | undefined {
    return this.rates.get(`${from}>${to}`)?.find((rate) => rate.day <= day);
  }
}

interface Step {
  rate: Rate;
  /** What to multiply by. */
  ratio: Ratio;
}

function ratioOf(decimal: string): Ratio {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return { numerator: BigInt(whole + fraction), denominator: 10n ** BigInt(fraction.length) };
}

function times(a: Ratio, b: Ratio): Ratio {
  return { numerator: a.numerator * b.numerator, denominator: a.denominator * b.denominator };
}

/** Half away from zero, so that a payment and its refund come out alike. */
function rounded(numerator: bigint, denominator: bigint): bigint {
  const magnitude = numerator < 0n ? -numerator : numerator;
  const whole = (2n * magnitude + denominator) / (2n * denominator);
  return numerator < 0n ? -whole : whole;
}

function unknownCurrency(currency: string): Converted {
  return {
    problem: 'unknown-currency',
    message: `${JSON.stringify(currency)} is no currency of ISO 4217.`,
    hint: 'Correct the currency where the amount comes from, e.g. USD, EUR or LBP.',
  };
}

function noRate(from: string, to: string, day: string): Converted {
  return {
    problem: 'no-rate',
    message: `There is no exchange rate from ${from} to ${to} on ${day} or before.`,
    hint: `Give one with: xtream-ui-sync rates set ${day} ${from} ${to} RATE`,
  };
}

function tooLarge(from: string, to: string): Converted {
  return {
    problem: 'too-large',
    message: `The amount in ${from} is more in ${to} than can be counted exactly.`,
    hint: 'Look at the exchange rate: from and to may have been taken for each other.',
  };
}
