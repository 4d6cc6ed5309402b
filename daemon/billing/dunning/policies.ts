import type { Kysely } from 'kysely';
import { Problem } from '../../problem';
import type { Store, Tables, Write } from '../../store';
import type { Plan } from '../plans';
import { policyName, problemsOf, type Policy, type PolicyProblem, type PolicySettings } from './definition';
import type { DunningPolicyTable } from './tables';

/** A policy as the API shows it. */
export interface PolicyView extends PolicySettings {
  policy: string;
  /** Whether it stands in the configuration and is changed there only. */
  configured: boolean;
  /** Whether it is used: nothing is wrong with it. */
  usable: boolean;
  problems: PolicyProblem[];
}

/**
 * The policy of a plan, with the grace that holds for the plan. null: there is none, and nothing is done. `unknown`: the plan names one that is not there.
 * `unusable`: something is wrong with it, and nothing is done.
 */
export type ChosenPolicy =
  { policy: Policy | null } | { problem: 'unknown' | 'unusable'; policy: string; message: string; hint: string };

/** The policy of plans that name none. */
const defaultPolicy = 'default';

/** All policies at one moment. */
export class PolicyBook {
  private readonly byName: ReadonlyMap<string, Policy>;

  /** @param grace for plans and policies that name none. Seconds */
  constructor(
    policies: readonly Policy[],
    private readonly grace: number,
  ) {
    this.byName = new Map(policies.map((policy) => [policy.name, policy]));
  }

  get(name: string): Policy | undefined {
    return this.byName.get(name);
  }

  forPlan(plan: Pick<Plan, 'name' | 'dunning' | 'grace'>): ChosenPolicy {
    const name = plan.dunning ?? defaultPolicy;
    const policy = this.byName.get(name);
    if (policy === undefined) {
      if (plan.dunning === null) return { policy: null };
      const message = `The plan ${plan.name} names the dunning policy ${name}, which is not there.`;
      return { problem: 'unknown', policy: name, message, hint: 'Make the policy, or name another in the plan.' };
    }
    const [problem] = problemsOf(policy);
    if (problem !== undefined) {
      const message = `The dunning policy ${name} is not used. ${problem.message}`;
      return { problem: 'unusable', policy: name, message, hint: problem.hint };
    }
    return { policy: { ...policy, grace: plan.grace ?? policy.grace ?? this.grace } };
  }
}

/** Dunning policies: what is done, and when, about payments that failed. Of the configuration, and made by the API. */
export class Policies {
  private readonly store: Store;
  private readonly grace: number;

  /** @param services `grace`: for plans and policies that name none. Seconds, @default 0 */
  constructor(services: { store: Store; grace?: number }) {
    this.store = services.store;
    this.grace = services.grace ?? 0;
  }

  /** Makes the policies of the configuration as it says, and forgets those it no longer has. */
  async configure(policies: readonly Policy[]): Promise<void> {
    await this.store.write(async (trx) => {
      for (const { name, ...settings } of policies) await save(trx, { name, settings, configured: 1 });
      let gone = trx.deleteFrom('dunning_policies').where('configured', '=', 1);
      const names = policies.map(({ name }) => name);
      if (names.length > 0) gone = gone.where('name', 'not in', names);
      await gone.execute();
    });
  }

  /**
   * Makes a policy, or changes one. One that something is wrong with is kept, and not used.
   * @throws Problem 409 `configured`, 422 `invalid-parameter`
   */
  async put(name: string, settings: PolicySettings): Promise<{ created: boolean; policy: PolicyView }> {
    const { success, error } = policyName.safeParse(name);
    if (!success) {
      throw new Problem(422, 'invalid-parameter', `policy: ${error.issues[0]?.message ?? ''}.`, { field: 'policy' });
    }
    const created = await this.store.write(async (trx) => {
      await mayChange(trx, name);
      return save(trx, { name, settings, configured: 0 });
    });
    return { created, policy: await this.get(name) };
  }

  /** @throws Problem 404 `unknown-policy` */
  async get(name: string): Promise<PolicyView> {
    const row = await this.store.db
      .selectFrom('dunning_policies')
      .selectAll()
      .where('name', '=', name)
      .executeTakeFirst();
    if (row === undefined) throw unknownPolicy(name);
    return viewOf(row);
  }

  async list(): Promise<PolicyView[]> {
    return (await rowsOf(this.store.db)).map(viewOf);
  }

  /** @throws Problem 404 `unknown-policy`, 409 `configured` */
  async delete(name: string): Promise<void> {
    await this.store.write(async (trx) => {
      await mayChange(trx, name);
      const gone = await trx.deleteFrom('dunning_policies').where('name', '=', name).executeTakeFirst();
      if (gone.numDeletedRows === 0n) throw unknownPolicy(name);
    });
  }

  /**
   * All policies at this moment, for whoever looks up many.
   * @param db a transaction, where there is one
   */
  async book(db: Kysely<Tables> = this.store.db): Promise<PolicyBook> {
    return new PolicyBook((await rowsOf(db)).map(policyOf), this.grace);
  }

  /** The policy of a plan. @param db a transaction, where there is one */
  async forPlan(
    plan: Pick<Plan, 'name' | 'dunning' | 'grace'>,
    db: Kysely<Tables> = this.store.db,
  ): Promise<ChosenPolicy> {
    return (await this.book(db)).forPlan(plan);
  }
}

function rowsOf(db: Kysely<Tables>): Promise<DunningPolicyTable[]> {
  return db.selectFrom('dunning_policies').selectAll().orderBy('name').execute();
}

function policyOf({ name, settings }: DunningPolicyTable): Policy {
  return { ...(JSON.parse(settings) as PolicySettings), name };
}

function viewOf(row: DunningPolicyTable): PolicyView {
  const { name, ...settings } = policyOf(row);
  const problems = problemsOf(settings);
  return { policy: name, ...settings, configured: row.configured === 1, usable: problems.length === 0, problems };
}

function unknownPolicy(name: string): Problem {
  return new Problem(404, 'unknown-policy', `There is no dunning policy ${JSON.stringify(name)}.`, {
    hint: 'Make it with PUT /v1/dunning-policies/{policy}, or in the configuration.',
  });
}

/** @throws Problem 409 `configured` */
async function mayChange(trx: Write, name: string): Promise<void> {
  const row = await trx.selectFrom('dunning_policies').select('configured').where('name', '=', name).executeTakeFirst();
  if (row?.configured !== 1) return;
  throw new Problem(409, 'configured', `The policy ${name} stands in the configuration and is not changed here.`, {
    hint: 'Change it there and restart the daemon, or choose another name.',
  });
}

/** @returns whether it was not there before */
async function save(
  trx: Write,
  { name, settings, configured }: { name: string; settings: PolicySettings; configured: 0 | 1 },
): Promise<boolean> {
  const row = { settings: JSON.stringify(settings), configured };
  const changed = await trx.updateTable('dunning_policies').set(row).where('name', '=', name).executeTakeFirst();
  if (changed.numUpdatedRows > 0n) return false;
  await trx
    .insertInto('dunning_policies')
    .values({ name, ...row })
    .execute();
  return true;
}
