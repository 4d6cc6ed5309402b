import type { Plan } from './definition';

/** What was paid for, by the provider's ids. */
export interface Paid {
  /** The inbox source (account) it was paid at. */
  source: string;
  priceId: string | null;
  productId: string | null;
}

/** The plan of what was paid for, or why there is none: `unknown`: no plan names it. `ambiguous`: several do (`plans`). */
export type Resolved = { plan: Plan } | { problem: 'unknown' | 'ambiguous'; plans: string[] };

/** All plans at one moment. */
export class PlanBook {
  private readonly byPrice = new Map<string, Array<{ source: string | null; plan: Plan }>>();
  private readonly byName: ReadonlyMap<string, Plan>;

  constructor(readonly plans: readonly Plan[]) {
    this.byName = new Map(plans.map((plan) => [plan.name, plan]));
    for (const plan of plans) {
      for (const { source, price } of plan.prices) {
        const known = this.byPrice.get(price);
        if (known === undefined) this.byPrice.set(price, [{ source, plan }]);
        else known.push({ source, plan });
      }
    }
  }

  get(name: string): Plan | undefined {
    return this.byName.get(name);
  }

  /** A plan that names the price comes before one that names its product. Two that name the same are never chosen from: a slip would cost a customer. */
  resolve({ source, priceId, productId }: Paid): Resolved {
    for (const id of [priceId, productId]) {
      if (id === null) continue;
      const [first, ...others] = this.naming(id, source);
      if (first === undefined) continue;
      if (others.length === 0) return { plan: first };
      return { problem: 'ambiguous', plans: [first, ...others].map(({ name }) => name).sort() };
    }
    return { problem: 'unknown', plans: [] };
  }

  /** Prices of a plan that others name, too, with the others' names. */
  contested(plan: Plan): Array<{ source: string | null; price: string; plans: string[] }> {
    return plan.prices.flatMap(({ source, price }) => {
      const others = (this.byPrice.get(price) ?? []).filter(
        (other) =>
          other.plan.name !== plan.name && (other.source === source || other.source === null || source === null),
      );
      const names = [...new Set(others.map((other) => other.plan.name))].sort();
      return names.length === 0 ? [] : [{ source, price, plans: names }];
    });
  }

  private naming(id: string, source: string): Plan[] {
    const found = (this.byPrice.get(id) ?? []).filter((each) => each.source === null || each.source === source);
    return [...new Set(found.map(({ plan }) => plan))];
  }
}
