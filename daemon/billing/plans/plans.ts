import type { Kysely } from 'kysely';
import { Problem } from '../../problem';
import type { Store, Tables, Write } from '../../store';
import { PlanBook, type Paid, type Resolved } from './book';
import { planName, type Plan, type PlanSettings } from './definition';
import type { PlanTable } from './tables';

/** Something about a plan that a person should look at. */
export interface PlanProblem {
  /** `ambiguous-price`: another plan names it, too, and it resolves to none. `unknown-panel`, `unknown-source`: the configuration has none of that name. */
  code: 'ambiguous-price' | 'unknown-panel' | 'unknown-source';
  message: string;
  hint: string;
}

/** A plan as the API shows it. */
export interface PlanView extends PlanSettings {
  plan: string;
  /** Whether it stands in the configuration and is changed there only. */
  configured: boolean;
  problems: PlanProblem[];
}

/** Plans: what a customer pays for at a provider, and what a line is given for it. Of the configuration, and made by the API. */
export class Plans {
  private readonly store: Store;

  /** @param services `panels`, `sources`: names of the panels and inbox sources in the configuration */
  constructor(private readonly services: { store: Store; panels: readonly string[]; sources: readonly string[] }) {
    this.store = services.store;
  }

  /** Makes the plans of the configuration as it says, and forgets those it no longer has. */
  async configure(plans: readonly Plan[]): Promise<void> {
    await this.store.write(async (trx) => {
      for (const { name, ...settings } of plans) await save(trx, { name, settings, configured: 1 });
      let gone = trx.deleteFrom('plans').where('configured', '=', 1);
      const names = plans.map(({ name }) => name);
      if (names.length > 0) gone = gone.where('name', 'not in', names);
      await gone.execute();
    });
  }

  /**
   * Makes a plan, or changes one. One that names a price of another is kept; the price then resolves to none of them.
   * @throws Problem 409 `configured`, 422 `invalid-parameter`
   */
  async put(name: string, settings: PlanSettings): Promise<{ created: boolean; plan: PlanView }> {
    const { success, error } = planName.safeParse(name);
    if (!success) {
      throw new Problem(422, 'invalid-parameter', `plan: ${error.issues[0]?.message ?? ''}.`, { field: 'plan' });
    }
    const created = await this.store.write(async (trx) => {
      await mayChange(trx, name);
      return save(trx, { name, settings, configured: 0 });
    });
    return { created, plan: await this.get(name) };
  }

  /** @throws Problem 404 `unknown-plan` */
  async get(name: string): Promise<PlanView> {
    const view = (await this.list()).find(({ plan }) => plan === name);
    if (view === undefined) throw unknownPlan(name);
    return view;
  }

  async list(): Promise<PlanView[]> {
    const rows = await rowsOf(this.store.db);
    const book = new PlanBook(rows.map(planOf));
    return rows.map((row) => {
      const { name, ...settings } = planOf(row);
      const problems = this.problemsOf({ name, ...settings }, book);
      return { plan: name, ...settings, configured: row.configured === 1, problems };
    });
  }

  /** @throws Problem 404 `unknown-plan`, 409 `configured` */
  async delete(name: string): Promise<void> {
    await this.store.write(async (trx) => {
      await mayChange(trx, name);
      const gone = await trx.deleteFrom('plans').where('name', '=', name).executeTakeFirst();
      if (gone.numDeletedRows === 0n) throw unknownPlan(name);
    });
  }

  /**
   * All plans at this moment, for whoever looks up many.
   * @param db a transaction, where there is one
   */
  async book(db: Kysely<Tables> = this.store.db): Promise<PlanBook> {
    return new PlanBook((await rowsOf(db)).map(planOf));
  }

  /** The plan of what was paid for. @param db a transaction, where there is one */
  async resolve(paid: Paid, db: Kysely<Tables> = this.store.db): Promise<Resolved> {
    return (await this.book(db)).resolve(paid);
  }

  private problemsOf(plan: Plan, book: PlanBook): PlanProblem[] {
    const contested = book.contested(plan).map(({ price, plans }): PlanProblem => ({
      code: 'ambiguous-price',
      message: `The price ${price} is also of ${plans.join(' and ')}: what is paid for it resolves to no plan.`,
      hint: 'Take it from all plans but one, or name the inbox source it is of.',
    }));
    const { panels, sources } = this.services;
    const gone = [...new Set(plan.prices.map(({ source }) => source))].filter(
      (source) => source !== null && !sources.includes(source),
    );
    return [
      ...contested,
      ...(panels.includes(plan.panel) ? [] : [unknown('panel', plan.panel, panels)]),
      ...gone.map((source) => unknown('source', source ?? '', sources)),
    ];
  }
}

function unknown(what: 'panel' | 'source', name: string, names: readonly string[]): PlanProblem {
  return {
    code: `unknown-${what}`,
    message: `There is no ${what === 'panel' ? 'panel' : 'inbox source'} ${name}.`,
    hint:
      names.length === 0 ? 'Name one in the configuration.' : `Write one of the configuration: ${names.join(', ')}.`,
  };
}

function rowsOf(db: Kysely<Tables>): Promise<PlanTable[]> {
  return db.selectFrom('plans').selectAll().orderBy('name').execute();
}

function planOf({ name, settings }: PlanTable): Plan {
  return { ...(JSON.parse(settings) as PlanSettings), name };
}

function unknownPlan(name: string): Problem {
  return new Problem(404, 'unknown-plan', `There is no plan ${JSON.stringify(name)}.`, {
    hint: 'Make it with PUT /v1/plans/{plan}, or in the configuration.',
  });
}

/** @throws Problem 409 `configured` */
async function mayChange(trx: Write, name: string): Promise<void> {
  const row = await trx.selectFrom('plans').select('configured').where('name', '=', name).executeTakeFirst();
  if (row?.configured !== 1) return;
  throw new Problem(409, 'configured', `The plan ${name} stands in the configuration and is not changed here.`, {
    hint: 'Change it there and restart the daemon, or choose another name.',
  });
}

/** @returns whether it was not there before */
async function save(
  trx: Write,
  { name, settings, configured }: { name: string; settings: PlanSettings; configured: 0 | 1 },
): Promise<boolean> {
  const row = { settings: JSON.stringify(settings), configured };
  const { numUpdatedRows } = await trx.updateTable('plans').set(row).where('name', '=', name).executeTakeFirst();
  if (numUpdatedRows > 0n) return false;
  await trx
    .insertInto('plans')
    .values({ name, ...row })
    .execute();
  return true;
}
