import { z } from 'zod';
import { isCurrency } from './currency';

/** What an exchange rate is, as the configuration and the API write it. */

const day = z
  .string()
  .refine(isDay, 'write a day such as 2027-01-31')
  .describe('The first day it holds, e.g. 2027-01-31; until there is a later one');

const currency = z.string().refine(isCurrency, 'write a currency by ISO 4217 in upper case, such as USD, EUR or LBP');

const rateExplained =
  'write what 1 of `from` is worth in `to`, as a decimal above 0 such as 1.0835 or 89500; of more than 15 figures, in quotes';

/** As a text, because binary numbers hold few decimals exactly; a number of up to 15 figures comes out as it was written. */
const decimal = z
  .union([z.string(), z.number().transform(String)], { error: rateExplained })
  .refine(isRate, rateExplained)
  .describe('What 1 of `from` is worth in `to`: a decimal, e.g. "1.0835"');

export const rateSettings = z.strictObject({ day, from: currency, to: currency, rate: decimal });

/** From `day` on, 1 of `from` is worth `rate` of `to`. */
export type Rate = z.output<typeof rateSettings>;

/** Whether it is a day of the calendar, e.g. `2027-01-31`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}

function isRate(text: string): boolean {
  return /^\d{1,15}(\.\d{1,18})?$/.test(text) && /[1-9]/.test(text);
}
