import fc from 'fast-check';
import { openTestStore, type TestStore } from '../../testing';
import {
  dueSteps,
  dunningMigrations,
  namedPolicy,
  nextStep,
  Policies,
  policySettings,
  problemsOf,
  stepHolds,
  type PolicySettings,
} from './index';

const usual = {
  steps: [
    { after: '1h', action: 'remind', template: 'first' },
    { after: '3d', action: 'remind', template: 'second' },
    { after: '7d', action: 'suspend' },
    { after: '30d', action: 'terminate' },
  ],
};
const since = '2027-01-01T00:00:00Z';
const day = 86_400_000;
const begun = Date.parse(since);

describe('steps of dunning', () => {
  const policy = policySettings.parse(usual);

  it('are due when their time has come', () => {
    expect(dueSteps(policy, since, 0, begun + 3_599_000)).toEqual([]);
    expect(dueSteps(policy, since, 0, begun + 3_600_000)).toMatchObject([{ index: 0, template: 'first' }]);
  });

  it('that were missed all come, in order', () => {
    expect(dueSteps(policy, since, 1, begun + 8 * day).map(({ action }) => action)).toEqual(['remind', 'suspend']);
  });

  it('name the one to come', () => {
    expect(nextStep(policy, since, 2)).toMatchObject({ index: 2, action: 'suspend', at: '2027-01-08T00:00:00Z' });
    expect(nextStep(policy, since, 4)).toBeNull();
  });

  it('that take service away wait for the grace; reminders do not, and distances stay', () => {
    const patient = { ...policy, grace: 10 * 86_400 };
    expect([0, 1, 2, 3].map((done) => nextStep(patient, since, done)?.at)).toEqual([
      '2027-01-01T01:00:00Z',
      '2027-01-04T00:00:00Z',
      '2027-01-11T00:00:00Z',
      '2027-02-03T00:00:00Z',
    ]);
  });

  const anyPolicy: fc.Arbitrary<Pick<PolicySettings, 'steps' | 'grace'>> = fc
    .record({
      steps: fc.array(
        fc.record({
          after: fc.integer({ min: 0, max: 5_000_000 }),
          action: fc.constantFrom('remind', 'suspend', 'terminate'),
        }),
        { maxLength: 12 },
      ),
      grace: fc.option(fc.integer({ min: 0, max: 2_000_000 })),
    })
    .map(({ steps, grace }) => policySettings.parse({ steps: steps.sort((a, b) => a.after - b.after), grace }))
    .filter((each) => problemsOf(each).length === 0);

  it('each come once, in order, never early, whenever and however often one looks, and none after a payment', () => {
    const looks = fc.array(fc.integer({ min: 0, max: 10_000_000_000 }), { maxLength: 30 });
    fc.assert(
      fc.property(anyPolicy, looks, fc.integer({ min: 0, max: 10_000_000_000 }), (each, at, paidAt) => {
        let done = 0;
        const taken: number[] = [];
        const moments = at.sort((a, b) => a - b).filter((moment) => moment < paidAt);
        for (const moment of moments) {
          for (const step of dueSteps(each, since, done, begun + moment)) {
            expect(Date.parse(step.at)).toBeLessThanOrEqual(begun + moment);
            expect(step.index).toBe(done);
            taken.push(step.index);
            done = step.index + 1;
          }
          expect(dueSteps(each, since, done, begun + moment)).toEqual([]);
        }
        const last = moments.at(-1) ?? -1;
        const all = dueSteps(each, since, 0, begun + last).map(({ index }) => index);
        expect(taken).toEqual(all);
      }),
    );
  });

  it('never terminate before they suspend, and take nothing away before the grace is over', () => {
    fc.assert(
      fc.property(anyPolicy, (each) => {
        const order = dueSteps(each, since, 0, Infinity);
        expect(order).toHaveLength(each.steps.length);
        const end = order.findIndex(({ action }) => action === 'terminate');
        const firstCut = order.find(({ action }) => action !== 'remind');
        if (end >= 0) expect(order.slice(0, end).map(({ action }) => action)).toContain('suspend');
        if (firstCut) expect(Date.parse(firstCut.at)).toBeGreaterThanOrEqual(begun + (each.grace ?? 0) * 1000);
      }),
    );
  });
});

describe('the condition of a step', () => {
  const held = (when: string | null) => {
    const [step] = policySettings.parse({ steps: [{ after: 0, action: 'suspend', when }] }).steps;
    if (step === undefined) throw new Error('There is a step.');
    return stepHolds(step, { subscription: { amount: 500 }, billing: null });
  };

  it('decides whether it is taken', async () => {
    expect(await held(null)).toEqual({ holds: true, problem: null });
    expect(await held('subscription.amount > 100 and step.action = "suspend"')).toEqual({ holds: true, problem: null });
    expect(await held('subscription.amount > 1000')).toEqual({ holds: false, problem: null });
    expect(await held('billing.amount')).toEqual({ holds: false, problem: null });
  });

  it('does not hold where it fails, and says why', async () => {
    expect(await held('"a" + 1')).toMatchObject({
      holds: false,
      problem: { message: expect.stringContaining('suspend') as string },
    });
  });
});

describe('dunning policies', () => {
  let test: TestStore;
  let policies: Policies;
  beforeEach(async () => {
    test = await openTestStore(dunningMigrations);
    policies = new Policies({ store: test.store, grace: 60 });
  });
  afterEach(() => test.close());

  const plan = (more: object = {}) => ({ name: 'basic', dunning: null, grace: null, ...more });

  it('are those a plan names, or the one called default, or none', async () => {
    expect(await policies.forPlan(plan())).toEqual({ policy: null });
    await policies.put('default', policySettings.parse(usual));
    await policies.put('gentle', policySettings.parse({ steps: usual.steps.slice(0, 2) }));
    expect(await policies.forPlan(plan())).toMatchObject({ policy: { name: 'default' } });
    expect(await policies.forPlan(plan({ dunning: 'gentle' }))).toMatchObject({ policy: { name: 'gentle' } });
  });

  it('that are not there are a problem, not another policy', async () => {
    await policies.put('default', policySettings.parse(usual));
    expect(await policies.forPlan(plan({ dunning: 'gone' }))).toMatchObject({ problem: 'unknown', policy: 'gone' });
  });

  it('take the grace of the plan, else their own, else the general one', async () => {
    await policies.put('default', policySettings.parse(usual));
    await policies.put('own', policySettings.parse({ ...usual, grace: '2d' }));
    expect(await policies.forPlan(plan())).toMatchObject({ policy: { grace: 60 } });
    expect(await policies.forPlan(plan({ dunning: 'own' }))).toMatchObject({ policy: { grace: 172_800 } });
    expect(await policies.forPlan(plan({ dunning: 'own', grace: 0 }))).toMatchObject({ policy: { grace: 0 } });
  });

  it.each([
    ['terminates without suspending', [{ after: 1, action: 'terminate' }], 'terminates-first'],
    [
      'terminates the moment it suspends',
      [
        { after: 1, action: 'suspend' },
        { after: 1, action: 'terminate' },
      ],
      'terminates-first',
    ],
    [
      'suspends what it has terminated',
      [
        { after: 1, action: 'suspend' },
        { after: 2, action: 'terminate' },
        { after: 3, action: 'suspend' },
      ],
      'terminates-first',
    ],
    [
      'has steps out of order',
      [
        { after: 2, action: 'remind' },
        { after: 1, action: 'remind' },
      ],
      'out-of-order',
    ],
  ])('that %s are kept, and not used', async (_what, steps, code) => {
    const { policy } = await policies.put('default', policySettings.parse({ steps }));
    expect(policy).toMatchObject({ usable: false, problems: [{ code }] });
    expect(await policies.forPlan(plan())).toMatchObject({ problem: 'unusable', policy: 'default' });
  });

  it('of the configuration come and go with it, and are changed there only', async () => {
    await policies.configure([namedPolicy.parse({ ...usual, name: 'default' })]);
    await expect(policies.put('default', policySettings.parse({}))).rejects.toMatchObject({ code: 'configured' });
    await policies.configure([]);
    await expect(policies.get('default')).rejects.toMatchObject({ code: 'unknown-policy', status: 404 });
  });
});
