import type { Instant } from '../../../panel';
import { compileBounded, type Bounded } from '../../selection';
import { bouquetsOf, overrides, planSettings, type Plan } from './definition';

/** What `adjust` looks at, beside the plan. */
export interface Circumstances {
  /** The newest payment; null where there was none, as of a line that is given by hand. */
  billing: object | null;
  /** SubscriptionView with its `customer`; null before there is a subscription. */
  subscription: object | null;
}

/** Why a plan could not be applied to a customer: nothing is to be done to a line by it. */
export interface AdjustProblem {
  problem: 'adjust-failed';
  message: string;
  hint: string;
}

/** What a line is given by a plan, as parameters of operations. What the package is to decide is left out. */
export interface LineOf {
  panel: string;
  /** The plan as it holds for this customer. */
  plan: Plan;
  /** Of `line.create`. */
  create: { packageId?: string; maxConnections?: number; bouquetIds?: string[]; trial: boolean; expiresAt: Instant };
  /** Of `line.changePackage`, beside the line; null where the plan has no package. */
  change: { packageId: string; expiry: 'keep' } | null;
  /** Of `line.update`, after the change of package; null where the package decides all. */
  update: { maxConnections?: number; bouquetIds?: string[] } | null;
}

const compiled = new Map<string, Bounded>();

function bounded(expression: string): Bounded {
  const known = compiled.get(expression);
  if (known !== undefined) return known;
  if (compiled.size > 500) compiled.clear();
  const made = compileBounded(expression);
  compiled.set(expression, made);
  return made;
}

/** A plan as it holds for one customer: with what its `adjust` says. Never rejects for what the expression does. */
export async function adjusted(plan: Plan, { billing, subscription }: Circumstances): Promise<Plan | AdjustProblem> {
  if (plan.adjust === null) return plan;
  let given: unknown;
  try {
    // By way of JSON: the engine's own lists and functions stay behind, and nobody's data can be changed by them.
    const text = JSON.stringify(await bounded(plan.adjust).evaluate(copy({ billing, subscription, plan })));
    given = (text as string | undefined) === undefined ? {} : JSON.parse(text);
  } catch (error) {
    return failed(plan, (error as Error).message);
  }
  const checked = overrides.safeParse(given);
  if (!checked.success) return failed(plan, inWords(checked.error.issues));
  const { name, ...settings } = plan;
  const whole = planSettings.safeParse({ ...settings, ...checked.data });
  return whole.success ? { ...whole.data, name } : failed(plan, inWords(whole.error.issues));
}

/**
 * What a line is given by a plan.
 *
 * @param until when its service ends
 * @throws never: a plan whose `adjust` fails is a problem that says why
 */
export async function lineOf(
  plan: Plan,
  { until, ...circumstances }: Circumstances & { until: Instant },
): Promise<LineOf | AdjustProblem> {
  const holds = await adjusted(plan, circumstances);
  if ('problem' in holds) return holds;
  const own = {
    ...(holds.connections === null ? {} : { maxConnections: holds.connections }),
    ...(holds.bouquets === null ? {} : { bouquetIds: bouquetsOf(holds) }),
  };
  const { packageId, trial, panel } = holds;
  return {
    panel,
    plan: holds,
    create: { ...(packageId === null ? {} : { packageId }), ...own, trial, expiresAt: until },
    change: packageId === null ? null : { packageId, expiry: 'keep' },
    update: Object.keys(own).length === 0 ? null : own,
  };
}

function copy(value: object): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}

function failed({ name }: Plan, reason: string): AdjustProblem {
  return {
    problem: 'adjust-failed',
    message: `\`adjust\` of the plan ${name} failed: ${reason}`,
    hint: 'It must give an object of what is to be otherwise, such as {"connections": 3}. Correct it in the plan.',
  };
}

function inWords(
  issues: ReadonlyArray<{ code: string; path: PropertyKey[]; message: string; keys?: string[] }>,
): string {
  return issues
    .map(({ path, message, keys }) => {
      if (keys !== undefined) return `${keys.join(', ')}: nothing of that name can be set`;
      return path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`;
    })
    .join('; ');
}
