import { lineOf, namedPlan } from './index';

const plan = (more: object = {}) => namedPlan.parse({ name: 'basic', panel: 'main', packageId: '1', ...more });
const until = '2027-02-01T00:00:00Z';
const of = (more: object, billing: object | null = null, subscription: object | null = null) =>
  lineOf(plan(more), { billing, subscription, until });

describe('what a line is given', () => {
  it('is the package, until the end of what was paid for', async () => {
    expect(await of({})).toMatchObject({
      panel: 'main',
      create: { packageId: '1', trial: false, expiresAt: until },
      change: { packageId: '1', expiry: 'keep' },
      update: null,
    });
    expect(await of({})).not.toHaveProperty('create.maxConnections');
  });

  it('is what the plan names where it differs from the package', async () => {
    expect(await of({ connections: 3, bouquets: [4, '5', 4] })).toMatchObject({
      create: { packageId: '1', maxConnections: 3, bouquetIds: ['4', '5'] },
      update: { maxConnections: 3, bouquetIds: ['4', '5'] },
    });
  });

  it('is the bouquets of the rights', async () => {
    const bouquets = { live: [1, 2], vod: [2, 3], catchUp: [9] };
    expect(await of({ bouquets, rights: ['live', 'vod'] })).toMatchObject({ create: { bouquetIds: ['1', '2', '3'] } });
    expect(await of({ bouquets, rights: ['catchUp'] })).toMatchObject({ create: { bouquetIds: ['9'] } });
  });

  it('needs no package where the plan names all', async () => {
    expect(await of({ packageId: null, bouquets: [1], connections: 2, trial: true })).toMatchObject({
      create: { bouquetIds: ['1'], maxConnections: 2, trial: true },
      change: null,
    });
  });

  it('is otherwise where the plan’s expression says so', async () => {
    const adjust =
      'billing.quantity > 1 ? {"connections": billing.quantity, "packageId": subscription.customer.country = "LB" ? "9" : plan.packageId}';
    expect(await of({ adjust }, { quantity: 4 }, { customer: { country: 'LB' } })).toMatchObject({
      create: { maxConnections: 4, packageId: '9' },
      change: { packageId: '9' },
    });
    expect(await of({ adjust }, { quantity: 1 })).toMatchObject({ create: { packageId: '1' }, update: null });
  });

  it.each([
    ['no object', '42', 'object'],
    ['what cannot be set', '{"panel": "other"}', 'panel: nothing of that name'],
    ['a value that cannot be', '{"connections": 0}', 'connections'],
    ['a function', '{"connections": $sum}', 'connections'],
    ['a line that would show nothing', '{"bouquets": {"vod": ["1"]}, "rights": ["live"]}', 'no bouquet'],
    ['what fails', '"a" + 1', '+'],
    ['what never ends', '($f := function($n) { $f($n + 1) }; $f(1))', 'timeout'],
    ['what backtracks for ever', '$contains("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /(a+)+$/)', 'timed out'],
  ])('is nothing, with the reason, where the expression gives %s', async (_what, adjust, words) => {
    expect(await of({ adjust }, {})).toMatchObject({
      problem: 'adjust-failed',
      message: expect.stringContaining(words) as string,
      hint: expect.stringContaining('plan') as string,
    });
  });
});
