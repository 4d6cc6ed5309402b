import { z } from 'zod';
import { span } from '../../duration';
import { expression } from '../../expression';
import { name } from '../../name';
import { isCurrency } from '../money';

/** What a plan is, as the configuration and the API write it. */

export const planName = name;

/** What a line may show: live channels, films and series, recordings. */
export const rights = ['live', 'vod', 'catchUp'] as const;

/** @see rights */
export type Right = (typeof rights)[number];

const right = z.enum(rights, { error: `the rights are: ${rights.join(', ')}` });

const id = z
  .union([z.string().min(1).max(100), z.int().min(0).transform(String)], {
    error: 'write an id of the panel, such as 7',
  })
  .describe('An id of the panel');

const priceId = z.union([z.string().min(1).max(255), z.int().min(0).transform(String)], {
  error: 'write the provider’s id of a price or a product, a long number in quotes',
});

const price = z
  .union(
    [
      priceId.transform((text) => ({ source: null, price: text })),
      z.strictObject({
        source: name.nullable().default(null).describe('The inbox source it is of; null: of any'),
        price: priceId.describe('The provider’s id of a price, or of a product where all its prices are meant'),
      }),
    ],
    { error: 'write a price’s id such as price_123, or { source: stripe, price: price_123 }' },
  )
  .describe('What is paid for at a provider: a price’s id, or a product’s');

const duration = z
  .strictObject({
    amount: z.int().min(1).max(1200),
    unit: z.enum(['hours', 'days', 'weeks', 'months', 'years'], {
      error: 'the units are: hours, days, weeks, months, years',
    }),
  })
  .describe('Months and years follow the calendar of the operator’s time zone');

const bouquetIds = z.array(id).max(1000);

const bouquetsPerRight = z
  .strictObject({
    live: bouquetIds.default([]),
    vod: bouquetIds.default([]),
    catchUp: bouquetIds.default([]),
  })
  .describe('Bouquets by what they show; a line is given those of the plan’s rights');

/** What a plan's `adjust` may set for one customer: what a line is made of. */
const adjustable = {
  packageId: id.nullable().describe('The panel’s package; null: the plan names all by itself'),
  connections: z.int().min(1).max(1000).nullable().describe('null: those of the package'),
  bouquets: z
    .union([bouquetIds, bouquetsPerRight], {
      error: 'write a list of bouquet ids such as [1, 2], or ids for each right: { live: [1], vod: [2], catchUp: [3] }',
    })
    .nullable()
    .describe('null: those of the package'),
  rights: z
    .array(right)
    .max(rights.length)
    .describe('What a line may show; decides which bouquets it is given where they are given for each right'),
  trial: z.boolean().describe('Lines of it are trials'),
};

/** What `adjust` gives: any of these. */
export const overrides = z.strictObject(adjustable).partial();

const shape = z.strictObject({
  label: z.string().min(1).max(100).nullable().default(null).describe('What people call it; null: its name'),
  prices: z
    .array(price)
    .max(500)
    .default([])
    .describe('What is paid for at providers; empty: it is given by hand only'),
  panel: name.describe('The panel its lines are on'),
  packageId: adjustable.packageId.default(null),
  duration: duration.nullable().default(null).describe('What one payment pays for; null: the provider’s own period'),
  connections: adjustable.connections.default(null),
  bouquets: adjustable.bouquets.default(null),
  rights: adjustable.rights.default([...rights]),
  trial: adjustable.trial.default(false),
  deviceLimit: z
    .int()
    .min(1)
    .max(1000)
    .nullable()
    .default(null)
    .describe('Devices a customer may register; null: any number'),
  amount: z
    .int()
    .min(0)
    .nullable()
    .default(null)
    .describe('What it costs, in the currency’s minor unit (cents): for reports and proration'),
  currency: z
    .string()
    .refine(isCurrency, 'write a currency by ISO 4217 in upper case, such as USD, EUR or LBP')
    .nullable()
    .default(null),
  adjust: expression
    .nullable()
    .default(null)
    .describe('JSONata over {billing, subscription, plan} for special cases: an object of what is to be otherwise'),
  dunning: name
    .nullable()
    .default(null)
    .describe('The dunning policy; null: the one called `default`, if there is one'),
  grace: span.nullable().default(null).describe('Seconds, or a duration such as 3d; null: the policy’s'),
});

export const planSettings = shape.superRefine(checkTogether);

/** The same with a name, as lists have them. */
export const namedPlan = shape.extend({ name }).superRefine(checkTogether);

/** @see planSettings */
export type PlanSettings = z.output<typeof planSettings>;

/** What a customer pays for, and what a line is given for it. */
export interface Plan extends PlanSettings {
  name: string;
}

function checkTogether(plan: z.output<typeof shape>, context: z.RefinementCtx): void {
  const refuse = (field: keyof PlanSettings, message: string): void => {
    context.addIssue({ code: 'custom', path: [field], message });
  };
  const { packageId, bouquets, amount, currency } = plan;
  if ((amount === null) !== (currency === null)) {
    refuse(amount === null ? 'amount' : 'currency', 'is missing: an amount and its currency go together');
  }
  if (bouquets === null && packageId === null) {
    refuse('bouquets', 'is missing: without a package, name the bouquets; or name a package');
  }
  if (bouquets !== null && bouquetsOf(plan).length === 0) {
    refuse('bouquets', 'gives no bouquet for the rights: a line would show nothing; name at least one');
  }
}

/** The bouquets a plan gives by its rights, each once; empty where it leaves them to the package. */
export function bouquetsOf({ bouquets, rights: granted }: Pick<PlanSettings, 'bouquets' | 'rights'>): string[] {
  if (bouquets === null) return [];
  const ids = Array.isArray(bouquets)
    ? bouquets
    : rights.flatMap((each) => (granted.includes(each) ? bouquets[each] : []));
  return [...new Set(ids)];
}
