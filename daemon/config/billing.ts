import { validate as isCron } from 'node-cron';
import { z } from 'zod';
import { namedPolicy } from '../billing/dunning';
import { isCurrency, rateSettings } from '../billing/money';
import { namedPlan } from '../billing/plans';
import { span } from '../duration';
import { uniqueNames } from './name';

/** What is done about money: plans, dunning, and who acts. */

/** One of some words. */
function words<const T extends readonly [string, ...string[]]>(choices: T, usual: T[number]) {
  return z.enum(choices, { error: `write one of: ${choices.join(', ')}` }).default(usual as never);
}

const actors = ['daemon', 'n8n', 'off'] as const;

/** Who carries out what follows from billing: the daemon, a flow in n8n that is told of it, or nobody. Never two of them. */
const actions = z
  .strictObject({
    provision: words(actors, 'n8n'),
    renew: words(actors, 'n8n'),
    changePackage: words(actors, 'n8n'),
    suspend: words(actors, 'n8n'),
    resume: words(actors, 'n8n'),
    terminate: words(actors, 'n8n'),
  })
  .prefault({});

const consequences = ['keep', 'suspend', 'terminate'] as const;

const off = z.literal('off').transform(() => null);

/** When all is compared by itself, and which lines without a subscription are nobody's business. */
const reconcile = z
  .preprocess(
    (given) => (given === 'off' ? { cron: 'off' } : given),
    z.strictObject(
      {
        cron: z
          .union([off, z.string().refine(isCron)], { error: 'write a cron expression such as 30 4 * * *, or off' })
          .default('30 4 * * *'),
        ignoreTrials: z.boolean().default(true),
        ignoreRestreamers: z.boolean().default(true),
        ignoreOwners: z.array(z.string().min(1, 'write the name of an account on the panels')).default([]),
      },
      { error: 'write off, or { cron: "30 4 * * *" }' },
    ),
  )
  .prefault({});

export const billing = z
  .strictObject({
    currency: z
      .string()
      .refine(isCurrency, 'write a currency by ISO 4217 in upper case, such as USD, EUR or LBP')
      .default('USD'),
    plans: z.array(namedPlan).default([]).superRefine(uniqueNames('plan')),
    dunning: z.array(namedPolicy).default([]).superRefine(uniqueNames('dunning policy')),
    rates: z.array(rateSettings).default([]).superRefine(checkRates),
    grace: span.default(86_400),
    actions,
    refund: z
      .strictObject({ partial: words(consequences, 'keep'), full: words(consequences, 'terminate') })
      .prefault({}),
    chargeback: words(consequences, 'suspend'),
    cancel: words(['periodEnd', 'now'], 'periodEnd'),
    terminate: words(['disable', 'delete'], 'disable'),
    paused: words(['suspend', 'keep'], 'keep'),
    reconcile,
  })
  .prefault({});

/** @see billing */
export type BillingSettings = z.output<typeof billing>;

function checkRates(rates: ReadonlyArray<z.output<typeof rateSettings>>, context: z.RefinementCtx): void {
  rates.forEach(({ day, from, to }, index) => {
    const refuse = (field: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [index, field], message });
    };
    if (from === to) refuse('to', `${from} is always worth one ${to}; name two currencies`);
    const first = rates.findIndex((other) => other.day === day && other.from === from && other.to === to);
    if (first !== index) refuse('day', `there is another rate from ${from} to ${to} of ${day}; keep one of them`);
  });
}

/** Refuses plans of panels and prices of inbox sources that are not there. */
export function checkPlans(
  { panels, inbox, billing: { plans } }: { panels: Named; inbox: Named; billing: BillingSettings },
  context: z.RefinementCtx,
): void {
  const among = (things: Named): string => things.map(({ name }) => name).join(', ') || 'none';
  plans.forEach(({ panel, prices }, index) => {
    const refuse = (path: Array<string | number>, message: string): void => {
      context.addIssue({ code: 'custom', path: ['billing', 'plans', index, ...path], message });
    };
    if (!panels.some(({ name }) => name === panel)) {
      refuse(['panel'], `there is no panel ${panel}; the panels are: ${among(panels)}`);
    }
    prices.forEach(({ source }, at) => {
      if (source === null || inbox.some(({ name }) => name === source)) return;
      refuse(['prices', at, 'source'], `there is no inbox source ${source}; the sources are: ${among(inbox)}`);
    });
  });
}

type Named = ReadonlyArray<{ name: string }>;
