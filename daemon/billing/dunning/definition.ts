import { z } from 'zod';
import { span } from '../../duration';
import { expression } from '../../expression';
import { name } from '../../name';

/** What a dunning policy is, as the configuration and the API write it. */

const actions = ['remind', 'suspend', 'terminate'] as const;

const step = z.strictObject({
  after: span.describe('Counted from the first failure. Seconds, or a duration such as 3d'),
  action: z.enum(actions, { error: `the actions are: ${actions.join(', ')}` }),
  channel: z
    .string()
    .min(1)
    .max(100)
    .nullable()
    .default(null)
    .describe('How to reach the customer, e.g. email, sms; for flows'),
  template: z
    .string()
    .min(1)
    .max(200)
    .nullable()
    .default(null)
    .describe('Which message, e.g. first-reminder; for flows'),
  when: expression
    .nullable()
    .default(null)
    .describe('JSONata over {subscription, billing, step}: whether the step is taken; null: always'),
});

export const policyName = name;

export const policySettings = z.strictObject({
  label: z.string().min(1).max(100).nullable().default(null).describe('What people call it; null: its name'),
  steps: z.array(step).max(100).default([]).describe('In the order of `after`'),
  grace: span
    .nullable()
    .default(null)
    .describe(
      'No service is taken away sooner after the first failure. Seconds, or a duration such as 3d; null: the general one',
    ),
});

/** The same with a name, as lists have them. */
export const namedPolicy = policySettings.extend({ name });

/** @see policySettings */
export type PolicySettings = z.output<typeof policySettings>;

/** One step of a policy. `after` in seconds since the first failure. */
export type Step = PolicySettings['steps'][number];

/** What is done about a payment that failed: ordered steps. */
export interface Policy extends PolicySettings {
  name: string;
}

/** Why a policy is not used. */
export interface PolicyProblem {
  code: 'terminates-first' | 'out-of-order';
  /** Counted from 0. */
  step: number;
  message: string;
  hint: string;
}

/** What is wrong with a policy: steps out of order, a service ended for good that was not suspended before. Empty: it is used. */
export function problemsOf({ steps }: Pick<PolicySettings, 'steps'>): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  steps.forEach(({ after }, index) => {
    const before = steps[index - 1];
    if (before === undefined || before.after <= after) return;
    problems.push({
      code: 'out-of-order',
      step: index,
      message: `Step ${String(index + 1)} comes before step ${String(index)}, by when they are due.`,
      hint: 'Write the steps in the order of `after`.',
    });
  });
  const ends = steps.findIndex(({ action }) => action === 'terminate');
  const end = steps[ends];
  if (end === undefined) return problems;
  const isSuspendedBefore = steps.slice(0, ends).some(({ action, after }) => action === 'suspend' && after < end.after);
  const isSuspendedAfter = steps.slice(ends).some(({ action }) => action === 'suspend');
  if (!isSuspendedBefore || isSuspendedAfter) {
    problems.push({
      code: 'terminates-first',
      step: ends,
      message: `Step ${String(ends + 1)} terminates a service before it was suspended.`,
      hint: 'Put a step that suspends before it, with a smaller `after`, and none behind it.',
    });
  }
  return problems;
}
