import type { Instant } from '../../panel';
import type { MoneyBenchOptions } from './testing/bench';
import { namedPlan } from './plans';
import { defaultBillingSettings } from './settings';
import { openMoneyBench, usualPlans, usualPolicy, type MoneyBench } from './testing/bench';
import { fact, failed, paid, subscribed } from './testing/facts';

/** What happens to customers, day by day, by a clock that is set. */

type Period = [Instant, Instant];

const january: Period = ['2027-01-01T00:00:00Z', '2027-02-01T00:00:00Z'];
const february: Period = ['2027-02-01T00:00:00Z', '2027-03-01T00:00:00Z'];
const march: Period = ['2027-03-01T00:00:00Z', '2027-04-01T00:00:00Z'];

jest.setTimeout(30_000);

let bench: MoneyBench;
const open = async (options: MoneyBenchOptions = {}): Promise<void> => {
  bench = await openMoneyBench(options);
};
afterEach(() => bench.close());

const lines = () => [...bench.panel.lines.values()];
const line = () => lines()[0];
const standing = (id = 'stripe:sub_1') => bench.billing.subscriptions.get(id);
const attention = async () => (await bench.billing.attention.list({ open: true })).map(({ kind }) => kind);
const writes = () => bench.panel.writes.length;

/** A customer with a line, paid for January, at the beginning of February. */
const customerOfJanuary = async (): Promise<void> => {
  await bench.tell(subscribed('active', january[0], january), paid('in_1', january));
  await bench.until('2027-02-01T00:00:00Z');
};

describe('a first payment', () => {
  it('makes a line until the period ends and a day, told in order', async () => {
    await open();
    await bench.tell(subscribed('active', january[0], january), paid('in_1', january));
    expect(line()).toMatchObject({ expiresAt: '2027-02-02T00:00:00Z', contact: 'nadia@example.com', enabled: true });
    expect(await standing()).toMatchObject({
      state: 'active',
      plan: 'monthly',
      paidUntil: january[1],
      lines: [{ panel: 'main', lineId: '1' }],
    });
    expect(await bench.types()).toEqual([
      'subscription.created',
      'subscription.activated',
      'payment.succeeded',
      'line.created',
      'service.provisioned',
    ]);
  });

  it('told of twenty times makes one line', async () => {
    await open();
    for (let count = 0; count < 20; count += 1) await bench.tell(paid('in_1', january));
    expect(lines()).toHaveLength(1);
    expect(writes()).toBe(1);
    expect(await bench.events('payment.succeeded')).toHaveLength(1);
  });

  it('that comes before its subscription is told of ends alike', async () => {
    await open();
    await bench.tell(paid('in_1', january), subscribed('active', january[0], january));
    expect(lines()).toMatchObject([{ expiresAt: '2027-02-02T00:00:00Z' }]);
    expect(await standing()).toMatchObject({ state: 'active', periodEnd: january[1] });
  });

  it('of a customer whose line is there already is for that line', async () => {
    await open();
    bench.panel.add({
      username: 'old',
      expiresAt: '2026-11-01T00:00:00Z',
      adminNotes: 'Nadia@Example.com, since 2019',
    });
    await bench.pass();
    await bench.tell(paid('in_1', january));
    expect(lines()).toMatchObject([{ username: 'old', expiresAt: '2027-02-02T00:00:00Z' }]);
  });

  it('waits for a person where two lines carry the address', async () => {
    await open();
    bench.panel.add({ username: 'one', adminNotes: 'nadia@example.com' });
    bench.panel.add({ username: 'two', resellerNotes: 'nadia@example.com' });
    await bench.pass();
    await bench.tell(paid('in_1', january));
    expect(lines()).toHaveLength(2);
    expect(await attention()).toEqual(['action-failed']);
    await bench.billing.subscriptions.linkLine('stripe:sub_1', 'main', '2');
    await bench.run();
    expect(lines()[1]).toMatchObject({ username: 'two', expiresAt: '2027-02-02T00:00:00Z' });
    expect(await attention()).toEqual([]);
  });
});

describe('a renewal', () => {
  it.each([
    ['three days before it is due', '2027-01-29T00:00:00Z'],
    ['on the day', '2027-02-01T00:00:00Z'],
    ['a week late', '2027-02-08T00:00:00Z'],
  ] as const)('paid %s leads to the same date', async (_when, at) => {
    await open();
    await bench.tell(paid('in_1', january));
    await bench.until(at);
    await bench.tell(paid('in_2', february, at));
    expect(lines()).toMatchObject([{ expiresAt: '2027-03-02T00:00:00Z', enabled: true }]);
    expect(writes()).toBe(2);
  });

  it('whose message was lost is made good when the next one comes, and by no more', async () => {
    await open();
    await customerOfJanuary();
    await bench.until('2027-03-01T00:00:00Z');
    await bench.tell(paid('in_3', march));
    await bench.tell(paid('in_2', february));
    expect(lines()).toMatchObject([{ expiresAt: '2027-04-02T00:00:00Z' }]);
    expect(await standing()).toMatchObject({ paidUntil: march[1] });
  });

  it('that the operator made by hand is not made again, nor undone', async () => {
    await open();
    await customerOfJanuary();
    bench.panel.change('1', { expiresAt: '2027-06-01T00:00:00Z' });
    await bench.tell(paid('in_2', february));
    expect(line()).toMatchObject({ expiresAt: '2027-06-01T00:00:00Z' });
    expect(await bench.billing.service.actions.list({ state: 'skipped', limit: 9 })).toMatchObject([{ kind: 'renew' }]);
  });

  it('while the panel is down for two days is made when it is back, once', async () => {
    await open();
    await customerOfJanuary();
    bench.reachable = false;
    await bench.tell(paid('in_2', february));
    for (const at of ['2027-02-01T12:00:00Z', '2027-02-02T12:00:00Z', '2027-02-03T00:00:00Z'] as const) {
      await bench.until(at);
    }
    expect(line()).toMatchObject({ expiresAt: '2027-02-02T00:00:00Z' });
    bench.reachable = true;
    await bench.until('2027-02-03T06:00:00Z');
    expect(line()).toMatchObject({ expiresAt: '2027-03-02T00:00:00Z' });
    expect(writes()).toBe(2);
  });
});

describe('a payment that failed', () => {
  beforeEach(async () => {
    await open();
    await customerOfJanuary();
    await bench.tell(failed('in_2', february, '2027-02-01T01:00:00Z'));
  });

  const reminders = async () =>
    (await bench.events('dunning.step_due')).map(({ data }) => [data.dunningStep?.step, data.dunningStep?.action]);

  it('begins the policy, and keeps service up until it cuts', async () => {
    expect(await standing()).toMatchObject({
      state: 'past_due',
      pastDueSince: '2027-02-01T01:00:00Z',
      dunning: { policy: 'default', stepsDone: 1, nextAction: 'remind', nextAt: '2027-02-04T01:00:00Z' },
    });
    expect(line()).toMatchObject({ enabled: true, expiresAt: '2027-02-08T01:00:00Z' });
    const [started] = await bench.events('dunning.started');
    expect(started?.data.dunningStep?.payUrl).toBe('https://pay.example.com/in_2');
  });

  it.each([
    ['before the second reminder', '2027-02-02T00:00:00Z', 1, true],
    ['after the second reminder', '2027-02-05T00:00:00Z', 2, true],
    ['after the suspension', '2027-02-10T00:00:00Z', 3, false],
  ] as const)('and is paid %s ends it there', async (_when, at, steps, wasOn) => {
    await bench.until(at);
    expect(line()?.enabled).toBe(wasOn);
    await bench.tell(paid('in_2', february, at));
    expect(await reminders()).toHaveLength(steps);
    expect(line()).toMatchObject({ enabled: true, expiresAt: '2027-03-02T00:00:00Z' });
    expect(await standing()).toMatchObject({ state: 'active', dunning: null, suspension: null });
    await bench.until('2027-02-28T00:00:00Z');
    expect(await reminders()).toHaveLength(steps);
    expect(await bench.events('dunning.stopped')).toHaveLength(1);
  });

  it('and is never paid goes through all steps, each once, and ends', async () => {
    for (let day = 1; day <= 40; day += 1) {
      await bench.until(new Date(Date.parse('2027-02-01T02:00:00Z') + day * 86_400_000).toISOString());
    }
    expect(await reminders()).toEqual([
      [1, 'remind'],
      [2, 'remind'],
      [3, 'suspend'],
      [4, 'terminate'],
    ]);
    expect(await standing()).toMatchObject({ state: 'cancelled', dunning: null });
    expect(line()?.enabled).toBe(false);
    expect(await bench.events('service.terminated')).toHaveLength(1);
  });

  it('and is paid after it was all over is served again', async () => {
    await bench.until('2027-03-10T00:00:00Z');
    expect(line()?.enabled).toBe(false);
    await bench.tell(paid('in_9', ['2027-03-10T00:00:00Z', '2027-04-10T00:00:00Z']));
    expect(await standing()).toMatchObject({ state: 'active' });
    expect(line()).toMatchObject({ enabled: true, expiresAt: '2027-04-11T00:00:00Z' });
    expect(lines()).toHaveLength(1);
  });

  it('and ended by dunning is served again when the next month is paid, though that began before the end', async () => {
    await bench.until('2027-03-03T12:00:00Z');
    expect(await standing()).toMatchObject({ state: 'cancelled' });
    await bench.tell(paid('in_3', march, '2027-03-04T00:00:00Z'));
    expect(await standing()).toMatchObject({ state: 'active' });
    expect(line()).toMatchObject({ enabled: true, expiresAt: '2027-04-02T00:00:00Z' });
  });

  it('with days on which the daemon did not run takes the missed steps in order', async () => {
    await bench.until('2027-02-20T00:00:00Z');
    expect(await reminders()).toEqual([
      [1, 'remind'],
      [2, 'remind'],
      [3, 'suspend'],
    ]);
  });

  it('told of late, after the payment, changes nothing', async () => {
    await bench.tell(paid('in_2', february, '2027-02-02T00:00:00Z'));
    const before = await standing();
    await bench.tell(failed('in_2', february, '2027-02-01T12:00:00Z'));
    expect(await standing()).toMatchObject({ state: 'active', paidUntil: before.paidUntil, dunning: null });
    expect(line()?.enabled).toBe(true);
  });

  it('and that the provider forgives is over', async () => {
    await bench.until('2027-02-10T00:00:00Z');
    await bench.tell(subscribed('active', '2027-02-10T00:00:00Z', february));
    expect(await standing()).toMatchObject({ state: 'active', dunning: null });
  });

  it('does not switch on what the operator has switched off for abuse', async () => {
    await bench.until('2027-02-10T00:00:00Z');
    await bench.billing.service.perform('stripe:sub_1', { kind: 'suspend', key: 'abuse', reason: 'abuse' });
    bench.panel.change('1', { adminNotes: '[suspended: abuse 2027-02-10]' });
    await bench.tell(paid('in_2', february, '2027-02-11T00:00:00Z'));
    expect(line()?.enabled).toBe(false);
  });
});

describe('dunning by conditions', () => {
  const patient = (when: string | null) => ({
    ...usualPolicy,
    steps: usualPolicy.steps.map((step) => (step.action === 'suspend' ? { ...step, when } : step)),
  });

  it('passes a step over whose condition never holds', async () => {
    await open({ policy: patient('subscription.amount > 5000') });
    await customerOfJanuary();
    await bench.tell(failed('in_2', february, '2027-02-01T01:00:00Z'));
    await bench.until('2027-02-20T00:00:00Z');
    expect(line()?.enabled).toBe(true);
    expect(await standing()).toMatchObject({ state: 'past_due' });
  });

  it('takes nothing away where the condition fails, and needs a person', async () => {
    await open({ policy: patient('$nothing(1)') });
    await customerOfJanuary();
    await bench.tell(failed('in_2', february, '2027-02-01T01:00:00Z'));
    await bench.until('2027-02-20T00:00:00Z');
    expect(line()?.enabled).toBe(true);
    expect(await attention()).toEqual(['policy-fault']);
  });

  it('that terminates before it suspends is not used at all, and needs a person', async () => {
    const steps = usualPolicy.steps.filter(({ action }) => action !== 'suspend');
    await open({ policy: { ...usualPolicy, steps } });
    await customerOfJanuary();
    await bench.tell(failed('in_2', february, '2027-02-01T01:00:00Z'));
    await bench.until('2027-04-20T00:00:00Z');
    expect(line()?.enabled).toBe(true);
    expect(await attention()).toEqual(['policy-order']);
  });
});

describe('money that goes back', () => {
  const refund = (refunded: number, at: Instant = '2027-01-10T00:00:00Z') =>
    fact('payment.refunded', at, { paymentId: 'pi_of_in_1', refunded, amount: null });

  it('wholly ends service', async () => {
    await open();
    await bench.tell(paid('in_1', january), refund(1299));
    expect(line()?.enabled).toBe(false);
    expect(await standing()).toMatchObject({ paidUntil: null, payments: [{ state: 'refunded' }] });
    expect(await bench.events('service.terminated')).toMatchObject([{ data: { action: { reason: 'refund' } } }]);
  });

  it('in part leaves service as it is', async () => {
    await open();
    await bench.tell(paid('in_1', january), refund(300));
    expect(line()).toMatchObject({ enabled: true, expiresAt: '2027-02-02T00:00:00Z' });
  });

  it('told of before the payment waits for it', async () => {
    await open();
    await bench.take(refund(1299));
    expect(await attention()).toEqual(['unknown-payment']);
    await bench.tell(paid('in_1', january));
    expect(await standing()).toMatchObject({ payments: [{ state: 'refunded' }] });
    expect(lines()).toEqual([]);
    expect(await attention()).toEqual([]);
  });

  it('by a chargeback switches off, and on again when it is won', async () => {
    await open();
    await bench.tell(paid('in_1', january));
    await bench.tell(fact('payment.disputed', '2027-01-10T00:00:00Z', { paymentId: 'pi_of_in_1', refunded: 1299 }));
    expect(line()?.enabled).toBe(false);
    await bench.tell(fact('payment.dispute_won', '2027-01-20T00:00:00Z', { paymentId: 'pi_of_in_1' }));
    expect(line()).toMatchObject({ enabled: true, expiresAt: '2027-02-02T00:00:00Z' });
  });
});

describe('a change of plan', () => {
  it('to a larger one in mid-period gives what it gives, at once and once', async () => {
    await open();
    await bench.tell(subscribed('active', january[0], january), paid('in_1', january));
    await bench.until('2027-01-15T00:00:00Z');
    const upgrade = subscribed('active', '2027-01-15T00:00:00Z', january, { priceId: 'price_family' });
    await bench.tell(upgrade, upgrade);
    expect(line()).toMatchObject({ maxConnections: 4, bouquetIds: ['1', '2'], expiresAt: '2027-02-02T00:00:00Z' });
    expect(await bench.events('subscription.plan_changed')).toMatchObject([
      { data: { before: { plan: 'monthly' }, after: { plan: 'family' } } },
    ]);
    expect(await bench.events('service.changed')).toHaveLength(1);
  });

  it('back to a smaller one takes it away again', async () => {
    await open();
    const at = (priceId: string, time: Instant) => subscribed('active', time, january, { priceId });
    await bench.tell(at('price_family', january[0]), paid('in_1', january, january[0], { priceId: 'price_family' }));
    expect(line()).toMatchObject({ maxConnections: 4 });
    await bench.tell(at('price_monthly', '2027-01-20T00:00:00Z'));
    expect(line()).toMatchObject({ maxConnections: 1, bouquetIds: ['1'] });
  });
});

describe('an end', () => {
  it('at the end of the period lets service run that long', async () => {
    await open();
    await bench.tell(subscribed('active', january[0], january), paid('in_1', january));
    await bench.tell(
      subscribed('cancelled', '2027-01-10T00:00:00Z', january, { subscription: { endsAt: '2027-01-10T00:00:00Z' } }),
    );
    expect(await standing()).toMatchObject({ state: 'cancelled', serviceUntil: january[1] });
    expect(line()?.enabled).toBe(true);
    await bench.until('2027-02-01T00:00:01Z');
    expect(line()?.enabled).toBe(false);
  });

  it('at once, where that is settled, ends service at once', async () => {
    await open({ settings: { cancel: 'now' } });
    await bench.tell(subscribed('active', january[0], january), paid('in_1', january));
    bench.clock.set('2027-01-10T00:00:00Z');
    await bench.tell(subscribed('cancelled', '2027-01-10T00:00:00Z', january));
    expect(line()?.enabled).toBe(false);
  });

  it('is not undone by an older message that comes after it', async () => {
    await open();
    await bench.tell(paid('in_1', january), subscribed('cancelled', '2027-01-10T00:00:00Z', january));
    const types = await bench.types();
    await bench.tell(subscribed('active', '2027-01-05T00:00:00Z', january));
    expect(await standing()).toMatchObject({ state: 'cancelled' });
    expect(await bench.types()).toEqual(types);
  });

  it('with deletion settled deletes the line', async () => {
    await open({ settings: { terminate: 'delete', cancel: 'now' } });
    await bench.tell(paid('in_1', january), subscribed('cancelled', '2027-01-10T00:00:00Z', january));
    expect(lines()).toEqual([]);
  });
});

describe('a trial', () => {
  const trial = subscribed('trialing', january[0], ['2027-01-01T00:00:00Z', '2027-01-08T00:00:00Z'], {
    trialEnd: '2027-01-08T00:00:00Z',
  });

  it('is served until it ends and a day, without a payment', async () => {
    await open();
    await bench.tell(trial);
    expect(line()).toMatchObject({ expiresAt: '2027-01-09T00:00:00Z' });
    expect(await standing()).toMatchObject({ state: 'trialing' });
  });

  it('that is paid for goes on with the same line', async () => {
    await open();
    await bench.tell(trial);
    await bench.until('2027-01-08T00:00:00Z');
    await bench.tell(paid('in_1', ['2027-01-08T00:00:00Z', '2027-02-08T00:00:00Z']));
    expect(lines()).toMatchObject([{ expiresAt: '2027-02-09T00:00:00Z' }]);
    expect(await standing()).toMatchObject({ state: 'active' });
  });

  it('that is not paid for runs out', async () => {
    await open();
    await bench.tell(trial);
    await bench.until('2027-01-20T00:00:00Z');
    expect(await standing()).toMatchObject({ state: 'expired' });
    expect(await bench.events('subscription.expired')).toHaveLength(1);
  });
});

describe('a pause', () => {
  it('at the provider switches off, where that is settled, and on again', async () => {
    await open({ settings: { paused: 'suspend' } });
    await bench.tell(subscribed('active', january[0], january), paid('in_1', january));
    await bench.tell(subscribed('paused', '2027-01-10T00:00:00Z', january));
    expect(line()?.enabled).toBe(false);
    await bench.tell(subscribed('active', '2027-01-20T00:00:00Z', january));
    expect(line()?.enabled).toBe(true);
    expect(await bench.types()).toEqual(expect.arrayContaining(['subscription.paused', 'subscription.resumed']));
  });
});

describe('one person at two providers', () => {
  it('is one customer with two subscriptions', async () => {
    await open();
    const atSecond = { source: 'second', provider: 'paypal', customer: { id: 'payer_9', email: 'Nadia@example.com' } };
    await bench.tell(paid('in_1', january));
    await bench.tell(
      paid('in_77', january, january[0], { ...atSecond, key: 'paypal:77', subscription: { id: 'I-9' } }),
    );
    const { customers } = await bench.billing.customers.list({ limit: 10 });
    expect(customers).toHaveLength(1);
    const overview = await bench.billing.overview.of(customers[0]?.id ?? '');
    expect(overview.subscriptions.map(({ id }) => id)).toEqual(['second:I-9', 'stripe:sub_1']);
    expect(overview.payments).toHaveLength(2);
  });
});

describe('calendars', () => {
  const prepaid = (key: string, at: Instant) =>
    fact('payment.succeeded', at, { key, subscription: { id: null }, method: 'crypto', periodEnd: null });
  const only = async () => (await bench.billing.subscriptions.list({ limit: 2 })).subscriptions[0];

  it('31 January and a month is 28 February, and a month more 31 March', async () => {
    await open({ settings: { graceSeconds: 0 } });
    await bench.until('2027-01-31T10:00:00Z');
    await bench.tell(prepaid('btcpay:1', '2027-01-31T10:00:00Z'));
    expect(await only()).toMatchObject({ paidUntil: '2027-02-28T10:00:00Z' });
    await bench.tell(prepaid('btcpay:2', '2027-02-20T10:00:00Z'));
    expect(await only()).toMatchObject({ paidUntil: '2027-03-31T10:00:00Z' });
    expect(lines()).toMatchObject([{ expiresAt: '2027-03-31T10:00:00Z' }]);
  });

  it('a leap day and a year is 28 February', async () => {
    await open({
      settings: { graceSeconds: 0 },
      plans: usualPlans.map((plan) => ({ ...plan, duration: { amount: 1, unit: 'years' } })),
    });
    await bench.until('2028-02-29T12:00:00Z');
    await bench.tell(prepaid('btcpay:1', '2028-02-29T12:00:00Z'));
    expect(await only()).toMatchObject({ paidUntil: '2029-02-28T12:00:00Z' });
  });

  it('a month across the change of clocks ends at the same hour of the operator’s clock', async () => {
    await open({ settings: { graceSeconds: 0, timeZone: 'Europe/Berlin' } });
    await bench.until('2027-03-15T09:00:00Z');
    await bench.tell(prepaid('btcpay:1', '2027-03-15T09:00:00Z'));
    expect(await only()).toMatchObject({ paidUntil: '2027-04-15T08:00:00Z' });
  });

  it('prepaid months that overlap add up, in whatever order they are told', async () => {
    await open({ settings: { graceSeconds: 0 } });
    await bench.tell(prepaid('btcpay:2', '2027-01-10T00:00:00Z'), prepaid('btcpay:1', '2027-01-01T00:00:00Z'));
    expect(await only()).toMatchObject({ paidUntil: '2027-03-01T00:00:00Z' });
  });

  it('prepaid service taken up again after a gap begins anew', async () => {
    await open({ settings: { graceSeconds: 0 } });
    await bench.tell(prepaid('btcpay:1', '2027-01-01T00:00:00Z'));
    await bench.until('2027-03-10T00:00:00Z');
    expect(await only()).toMatchObject({ state: 'expired' });
    await bench.tell(prepaid('btcpay:2', '2027-03-10T00:00:00Z'));
    expect(await only()).toMatchObject({ state: 'active', paidUntil: '2027-04-10T00:00:00Z' });
    expect(lines()).toMatchObject([{ expiresAt: '2027-04-10T00:00:00Z' }]);
  });
});

describe('what cannot be right is kept, needs a person, and moves no line:', () => {
  const cases: ReadonlyArray<[string, Parameters<typeof paid>[3] & object, string]> = [
    ['an unknown price', { priceId: 'price_gold' }, 'unknown-price'],
    ['an amount of nothing', { amount: 0 }, 'no-amount'],
    ['an amount below nothing', { amount: -5 }, 'no-amount'],
    ['a currency nobody knows', { currency: 'XQZ' }, 'unknown-currency'],
    ['a period that ends before it begins', { periodEnd: '2026-12-01T00:00:00Z' }, 'bad-period'],
    ['a customer without an address', { customer: { email: null } }, 'no-email'],
    ['nobody who paid', { customer: { id: null, email: null }, subscription: { id: null } }, 'unknown-customer'],
  ];
  it.each(cases)('%s', async (_what, changes, kind) => {
    await open();
    await bench.tell(paid('in_1', january, january[0], changes));
    expect(lines()).toEqual([]);
    expect(await attention()).toEqual([kind]);
    expect(await bench.events('attention.needed')).toHaveLength(1);
    const [item] = await bench.billing.attention.list({ open: true });
    expect(item?.fix).toMatch(/\w{3,}/);
    // Told again, it is no further matter.
    await bench.tell(paid('in_1', january, january[0], changes));
    expect(await bench.events('attention.needed')).toHaveLength(1);
  });

  it('two plans for one price, until one of them lets it go', async () => {
    const [monthly, family] = usualPlans;
    await open({ plans: [monthly, { ...family, prices: ['price_monthly'] }] as object[] });
    await bench.tell(paid('in_1', january));
    expect(lines()).toEqual([]);
    expect(await attention()).toEqual(['ambiguous-price']);
  });

  it('nothing taken off is no fault where a coupon took it', async () => {
    await open();
    await bench.tell(paid('in_1', january, january[0], { amount: 0, discount: 1299, coupon: 'WELCOME' }));
    expect(lines()).toHaveLength(1);
    expect(await attention()).toEqual([]);
  });

  it('a price that a plan names later goes on by itself', async () => {
    await open();
    await bench.tell(paid('in_1', january, january[0], { priceId: 'price_gold' }));
    const gold = { ...usualPlans[0], name: 'gold', prices: ['price_gold'] };
    await bench.billing.plans.configure([namedPlan.parse(gold)]);
    await bench.billing.ledger.wakeAll();
    await bench.run();
    expect(lines()).toHaveLength(1);
    expect(await attention()).toEqual([]);
  });

  it('an address given later lets the line be made', async () => {
    await open();
    await bench.tell(paid('in_1', january, january[0], { customer: { email: null } }));
    const { customers } = await bench.billing.customers.list({ limit: 1 });
    await bench.billing.subscriptions.tellCustomer(customers[0]?.id ?? '', { email: 'late@example.com' });
    await bench.run();
    expect(lines()).toMatchObject([{ contact: 'late@example.com' }]);
    expect(await attention()).toEqual([]);
  });

  it('a line that is gone from the panel is not made anew by itself', async () => {
    await open();
    await bench.tell(paid('in_1', january));
    bench.panel.lines.clear();
    await bench.pass();
    expect(lines()).toEqual([]);
    expect(await attention()).toEqual(['line-gone']);
  });
});

describe('two accounts of a provider that numbers by account', () => {
  const of = (source: string, customer: string) => ({
    provider: 'chargebee',
    source,
    key: 'chargebee:12',
    paymentId: null,
    customer: { id: customer, email: `${customer}@example.com` },
    subscription: { id: customer },
    invoice: { id: '12' },
  });
  const keys = async () => (await bench.billing.subscriptions.payments({})).map(({ key }) => key).sort();

  it('have payments of the same number, which are two', async () => {
    await open();
    const first = paid('12', january, january[0], of('stripe', 'nadia'));
    const second = paid('12', january, january[0], of('second', 'omar'));
    await bench.tell(first, second, second, first);
    expect(await keys()).toEqual(['chargebee:12', 'chargebee@second:12']);
    expect(lines().map(({ contact }) => contact)).toEqual(['nadia@example.com', 'omar@example.com']);
    const told = await bench.events('payment.succeeded');
    expect(told.map(({ data }) => data.billing?.key)).toEqual(['chargebee:12', 'chargebee@second:12']);
  });

  it('and what one gives back is not taken from the other', async () => {
    await open();
    await bench.tell(paid('12', january, january[0], of('stripe', 'nadia')));
    const refund = { ...of('second', 'omar'), refunded: 1299 };
    await bench.tell(fact('payment.refunded', january[0], refund));
    expect((await standing('stripe:nadia')).state).toBe('active');
    await bench.tell(paid('12', january, january[0], of('second', 'omar')));
    const payments = await bench.billing.subscriptions.payments({});
    expect(payments.map(({ key, state }) => [key, state]).sort()).toEqual([
      ['chargebee:12', 'paid'],
      ['chargebee@second:12', 'refunded'],
    ]);
  });
});

it('a line switched off for a chargeback and then ended for non-payment is switched on by a payment', async () => {
  await open();
  await bench.tell(paid('in_1', january));
  await bench.until('2027-01-12T00:00:00Z');
  await bench.tell(fact('payment.disputed', '2027-01-12T00:00:00Z', { paymentId: 'pi_of_in_1', refunded: 1299 }));
  expect(line()).toMatchObject({ enabled: false });
  await bench.until('2027-02-01T00:00:00Z');
  const dueAt = '2027-02-01T01:00:00Z';
  await bench.tell(failed('in_2', february, dueAt), subscribed('past_due', dueAt, february));
  await bench.until('2027-03-04T00:00:00Z');
  expect(await standing()).toMatchObject({ state: 'cancelled' });
  await bench.tell(paid('in_3', march, '2027-03-05T02:00:00Z'));
  expect(line()).toMatchObject({ enabled: true, expiresAt: '2027-04-02T00:00:00Z' });
});

it('a line switched off and then ended for non-payment is switched on by a payment that was told of late', async () => {
  await open();
  await customerOfJanuary();
  const dueAt = '2027-02-01T01:00:00Z';
  await bench.tell(failed('in_2', february, dueAt), subscribed('past_due', dueAt, february));
  await bench.until('2027-02-08T02:00:00Z');
  expect(line()).toMatchObject({ enabled: false });
  await bench.until('2027-03-04T00:00:00Z');
  expect(await standing()).toMatchObject({ state: 'cancelled' });
  await bench.tell(paid('in_3', march));
  expect(line()).toMatchObject({ enabled: true, expiresAt: '2027-04-02T00:00:00Z' });
});

it('a panel that finds lines by their passwords only has a person told what to add, and nothing sent', async () => {
  await open();
  await customerOfJanuary();
  Object.assign(bench.panel, { needsAccess: true });
  const before = writes();
  await bench.tell(paid('in_2', february));
  expect(writes()).toBe(before);
  expect(await bench.billing.attention.list({ open: true })).toMatchObject([
    {
      kind: 'action-failed',
      message: expect.stringContaining('keeps no passwords: it cannot renew the line 1') as string,
    },
  ]);
});

it('dunning ended it, and the provider went on: a lost message of that leaves nobody ended who is not', async () => {
  await open();
  await bench.tell(paid('in_1', january));
  await bench.until('2027-02-01T00:00:00Z');
  await bench.tell(failed('in_2', february, '2027-02-01T01:00:00Z'));
  await bench.until('2027-03-05T00:00:00Z');
  expect(await bench.billing.subscriptions.get('stripe:sub_1')).toMatchObject({ state: 'cancelled' });
  // That the open invoice was forgiven at the provider was lost; that the plan was changed later was not.

  await bench.tell(subscribed('active', '2027-03-05T00:00:00Z', march));
  const subscription = await bench.billing.subscriptions.get('stripe:sub_1');
  expect(subscription).toMatchObject({ state: 'active', pastDueSince: null, paidUntil: '2027-02-01T00:00:00Z' });
  expect(lines()).toMatchObject([{ enabled: false }]);
  await bench.tell(paid('in_3', march, '2027-03-05T01:00:00Z'));
  expect(lines()).toMatchObject([{ enabled: true, expiresAt: '2027-04-02T00:00:00Z' }]);
});

describe('left to n8n,', () => {
  it('an action is told as due, and done once, whoever asks and however often', async () => {
    await open({
      settings: { actions: defaultBillingSettings.actions },
    });
    await bench.tell(paid('in_1', january));
    expect(lines()).toEqual([]);
    const [due] = await bench.events('service.action_due');
    expect(due?.data.action).toMatchObject({
      kind: 'provision',
      key: 'stripe:in_1/provision',
      state: 'due',
      by: 'n8n',
    });
    const ask = () => bench.billing.service.perform('stripe:sub_1', { kind: 'provision', key: null, reason: null });
    const answers = await Promise.all([ask(), ask(), ask()]);
    await bench.run();
    expect(lines()).toHaveLength(1);
    expect(answers.flat().every(({ key }) => key === 'stripe:in_1/provision')).toBe(true);
    expect((await ask()).map(({ state }) => state)).toEqual(['done']);
    expect(writes()).toBe(1);
  });
});

describe('a payment in cash', () => {
  const pay = (key: string) =>
    bench.billing.subscriptions.pay('manual:cash-1', {
      key,
      amount: 1299,
      currency: 'USD',
      method: 'cash',
      paidAt: null,
      periodStart: null,
      periodEnd: null,
      quantity: 1,
      note: 'at the counter',
      invoiceNumber: null,
    });

  it('is a payment like any other, once for its key', async () => {
    await open();
    await bench.billing.subscriptions.create({
      id: 'cash-1',
      customer: { email: 'samir@example.com' },
      plan: 'monthly',
      trialEnd: null,
      metadata: {},
    });
    await bench.run();
    expect(lines()).toEqual([]);
    expect(await pay('receipt-1')).toMatchObject({
      replayed: false,
      payment: { method: 'cash', note: 'at the counter' },
    });
    expect(await pay('receipt-1')).toMatchObject({ replayed: true });
    await bench.run();
    expect(lines()).toMatchObject([{ contact: 'samir@example.com', expiresAt: '2027-02-02T00:00:00Z' }]);
    expect(await bench.events('payment.succeeded')).toHaveLength(1);
    await pay('receipt-2');
    await bench.run();
    expect(lines()).toMatchObject([{ expiresAt: '2027-03-02T00:00:00Z' }]);
  });

  it('of a larger plan chosen in mid-period lasts as long as what is left is worth', async () => {
    await open({ settings: { graceSeconds: 0 } });
    const { subscriptions, service } = bench.billing;
    const customer = { email: 'samir@example.com' };
    await subscriptions.create({ id: 'cash-1', customer, plan: 'monthly', trialEnd: null, metadata: {} });
    await pay('receipt-1');
    await bench.run();
    await bench.until('2027-01-16T12:00:00Z');
    await subscriptions.convertPlan('manual:cash-1', 'family', '2027-01-27T00:00:00Z');
    await service.convert('manual:cash-1');
    await bench.run();
    expect(lines()).toMatchObject([{ maxConnections: 4, expiresAt: '2027-01-27T00:00:00Z' }]);
    expect(await standing('manual:cash-1')).toMatchObject({ plan: 'family', paidUntil: '2027-01-27T00:00:00Z' });
  });
});
