import { openTestStore, type TestStore } from '../../testing';
import { namedPlan, planMigrations, Plans, planSettings } from './index';

const settings = (more: object = {}) => planSettings.parse({ panel: 'main', packageId: '1', ...more });

describe('plans', () => {
  let test: TestStore;
  let plans: Plans;
  beforeEach(async () => {
    test = await openTestStore(planMigrations);
    plans = new Plans({ store: test.store, panels: ['main'], sources: ['stripe', 'paypal'] });
  });
  afterEach(() => test.close());

  const paid = (priceId: string | null, more: object = {}) => ({ source: 'stripe', priceId, productId: null, ...more });

  it('are found by the price that was paid for', async () => {
    await plans.put('basic', settings({ prices: ['price_1'] }));
    await plans.put('premium', settings({ prices: ['price_2'] }));
    expect(await plans.resolve(paid('price_2'))).toMatchObject({ plan: { name: 'premium', panel: 'main' } });
  });

  it('are found by the product, where none names the price', async () => {
    await plans.put('basic', settings({ prices: ['prod_1'] }));
    await plans.put('yearly', settings({ prices: ['price_9'] }));
    expect(await plans.resolve(paid('price_1', { productId: 'prod_1' }))).toMatchObject({ plan: { name: 'basic' } });
    expect(await plans.resolve(paid('price_9', { productId: 'prod_1' }))).toMatchObject({ plan: { name: 'yearly' } });
  });

  it('are found at their own source only, where they name one', async () => {
    await plans.put('basic', settings({ prices: [{ source: 'paypal', price: 'P-1' }] }));
    expect(await plans.resolve(paid('P-1'))).toEqual({ problem: 'unknown', plans: [] });
    expect(await plans.resolve({ ...paid('P-1'), source: 'paypal' })).toMatchObject({ plan: { name: 'basic' } });
  });

  it('two of one price are kept, and neither is chosen', async () => {
    await plans.put('basic', settings({ prices: ['price_1'] }));
    await plans.put('another', settings({ prices: [{ source: 'stripe', price: 'price_1' }] }));
    expect(await plans.resolve(paid('price_1'))).toEqual({ problem: 'ambiguous', plans: ['another', 'basic'] });
    expect(await plans.get('basic')).toMatchObject({
      problems: [{ code: 'ambiguous-price', message: expect.stringContaining('another') as string }],
    });
  });

  it('of one price at two sources are no two of one price', async () => {
    await plans.put('basic', settings({ prices: [{ source: 'stripe', price: 'gold' }] }));
    await plans.put('another', settings({ prices: [{ source: 'paypal', price: 'gold' }] }));
    expect(await plans.resolve(paid('gold'))).toMatchObject({ plan: { name: 'basic' } });
    expect((await plans.list()).flatMap(({ problems }) => problems)).toEqual([]);
  });

  it('say when their panel or the source of a price is not there', async () => {
    const prices = [{ source: 'zoho', price: 'a' }];
    const { plan } = await plans.put('basic', settings({ panel: 'other', prices }));
    expect(plan.problems).toMatchObject([
      { code: 'unknown-panel', hint: expect.stringContaining('main') as string },
      { code: 'unknown-source', hint: expect.stringContaining('paypal') as string },
    ]);
  });

  it('of the configuration come and go with it, and are changed there only', async () => {
    const configured = (name: string) => namedPlan.parse({ name, panel: 'main', packageId: 1 });
    await plans.put('mine', settings());
    await plans.configure([configured('basic'), configured('premium')]);
    await plans.configure([configured('premium')]);
    expect((await plans.list()).map(({ plan, configured: is }) => [plan, is])).toEqual([
      ['mine', false],
      ['premium', true],
    ]);
    await expect(plans.put('premium', settings())).rejects.toMatchObject({ code: 'configured', status: 409 });
    await expect(plans.delete('premium')).rejects.toMatchObject({ code: 'configured' });
    await plans.delete('mine');
    await expect(plans.get('mine')).rejects.toMatchObject({ code: 'unknown-plan', status: 404 });
  });

  it.each([
    ['neither package nor bouquets', { packageId: null }, 'bouquets'],
    ['bouquets for rights it does not give', { bouquets: { vod: [2] }, rights: ['live'] }, 'bouquets'],
    ['an amount without a currency', { amount: 100 }, 'currency'],
    ['a currency nobody knows', { amount: 100, currency: 'ZZZ' }, 'currency'],
    ['an expression that cannot be read', { adjust: '{' }, 'adjust'],
    ['a grace that is no span of time', { grace: 'long' }, 'grace'],
  ])('with %s are refused', (_what, more, field) => {
    const { error } = planSettings.safeParse({ panel: 'main', packageId: '1', ...more });
    expect(error?.issues.map(({ path }) => path[0])).toEqual([field]);
  });
});
