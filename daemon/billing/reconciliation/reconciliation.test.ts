import type { Instant } from '../../../panel';
import { openMoneyBench, type MoneyBench } from '../testing/bench';
import { fact, failed, paid, plusDays, subscribed } from '../testing/facts';
import { rateLimited } from '../testing/provider';
import { reconciling, type Reconciling } from '../testing/reconciling';
import type { FindingView } from './finding';

const january: [Instant, Instant] = ['2027-01-01T00:00:00Z', '2027-02-01T00:00:00Z'];
const february: [Instant, Instant] = ['2027-02-01T00:00:00Z', '2027-03-01T00:00:00Z'];
const another = { customer: { id: 'cus_2', email: 'omar@example.com' }, subscription: { id: 'sub_2' } };
const spring = '2027-05-01T00:00:00Z';

describe('reconciliation', () => {
  let bench: MoneyBench;
  let all: Reconciling;
  beforeEach(async () => {
    bench = await openMoneyBench();
    all = await reconciling(bench);
    all.provider.api = undefined;
  });
  afterEach(() => bench.close());

  const kinds = (findings: readonly FindingView[]): string[] => findings.map(({ kind }) => kind);
  const line = () => [...bench.panel.lines.values()][0]!;
  const found = async (): Promise<FindingView[]> => (await all.reconcile()).findings;
  /** Sets a panel's row as a pass would. */
  const panelIs = (changes: object) =>
    bench.store.write((trx) => trx.updateTable('panels').set(changes).where('panel', '=', 'main').execute());
  /** Once the daemon puts it back; after that it is theirs who did it. */
  const shorten = async (): Promise<void> => {
    for (let times = 0; times < 2; times += 1) {
      bench.panel.change('1', { expiresAt: '2027-01-10T00:00:00Z' });
      await bench.pass();
    }
  };
  const nobodyActs = async (): Promise<void> => {
    await bench.close();
    const off = 'n8n' as const;
    const actions = { provision: off, renew: off, changePackage: off, suspend: off, resume: off, terminate: off };
    bench = await openMoneyBench({ settings: { actions } });
    all = await reconciling(bench);
    all.provider.api = undefined;
  };

  it('finds nothing where everything is as it should be', async () => {
    await bench.tell(subscribed('active', january[0], january), paid('in_1', january));
    expect(await found()).toEqual([]);
  });

  it('tells of a run as an event, with what leaks in a month', async () => {
    bench.panel.add({ username: 'free', expiresAt: spring, maxConnections: 4 });
    await bench.pass();
    const { id } = await all.reconcile();
    expect(await bench.events('reconciliation.completed')).toMatchObject([
      {
        subject: `reconciliation:${id}`,
        data: {
          reconciliation: { findings: 1, counts: { 'unknown-line': 1 }, leakedPerMonth: 1899, currency: 'USD' },
        },
      },
    ]);
  });

  describe('who has paid', () => {
    it('and has no line: one is made when it is fixed, and once', async () => {
      await nobodyActs();
      await bench.tell(paid('in_1', january));
      const { id, findings } = await all.reconcile();
      expect(findings).toMatchObject([
        { kind: 'paid-without-service', subscription: 'stripe:sub_1', sure: true, leakedPerMonth: 0 },
      ]);
      expect(bench.panel.writes).toEqual([]);
      expect(await all.fix(id)).toMatchObject([{ state: 'fixed' }]);
      await all.fix(id);
      expect(bench.panel.writes).toHaveLength(1);
      expect(await found()).toEqual([]);
    });

    it('and is still switched off is switched on', async () => {
      await nobodyActs();
      await bench.tell(paid('in_1', january));
      await bench.billing.service.perform('stripe:sub_1', { kind: 'provision', key: null, reason: null });
      await bench.until('2027-02-01T00:00:00Z');
      await bench.tell(failed('in_2', february, '2027-02-01T01:00:00Z'));
      await bench.until('2027-02-08T02:00:00Z');
      await bench.billing.service.perform('stripe:sub_1', { kind: 'suspend', key: null, reason: null });
      await bench.tell(paid('in_2', february, '2027-02-08T03:00:00Z'));
      const { id, findings } = await all.reconcile();
      expect(findings).toMatchObject([
        { kind: 'suspended-but-paid', found: 'Switched off for non-payment.', sure: true },
      ]);
      await all.fix(id);
      expect(line().enabled).toBe(true);
    });

    it('and whose line somebody switched off on the panel is for a person to look at', async () => {
      await bench.tell(paid('in_1', january));
      bench.panel.change('1', { enabled: false });
      await bench.pass();
      expect(await found()).toMatchObject([{ kind: 'paid-without-service', fix: { do: 'none' }, sure: false }]);
    });

    it('and whose line was shortened by hand: it expires when it should after the fix', async () => {
      await bench.tell(paid('in_1', january));
      await shorten();
      const { id, findings } = await all.reconcile();
      expect(findings).toMatchObject([
        { kind: 'wrong-expiry', found: 'Expires at 2027-01-10T00:00:00Z.', expected: 'On until 2027-02-02T00:00:00Z.' },
      ]);
      await all.fix(id);
      expect(line().expiresAt).toBe('2027-02-02T00:00:00Z');
    });

    it('and whose line lasts longer is not sure: it may be a gift', async () => {
      await bench.tell(paid('in_1', january));
      bench.panel.change('1', { expiresAt: spring });
      await bench.pass();
      expect(await found()).toMatchObject([{ kind: 'wrong-expiry', sure: false, leakedPerMonth: 0 }]);
    });

    it('and whose line is a day off is no finding', async () => {
      await bench.tell(paid('in_1', january));
      bench.panel.change('1', { expiresAt: '2027-02-03T00:00:00Z' });
      await bench.pass();
      expect(await found()).toEqual([]);
    });

    it('and has more connections than paid for: the difference leaks, and the plan’s values come back', async () => {
      await bench.tell(paid('in_1', january));
      bench.panel.change('1', { maxConnections: 4 });
      await bench.pass();
      const { id, findings } = await all.reconcile();
      expect(findings).toMatchObject([
        { kind: 'wrong-package', found: '4 connections instead of 1.', leakedPerMonth: 600, sure: false },
      ]);
      await all.fix(id);
      expect(line().maxConnections).toBe(1);
    });
  });

  describe('who has not paid', () => {
    it('and is served: what is lost in a month is said, and the fix switches off until a payment', async () => {
      await bench.tell(subscribed('active', january[0], january), paid('in_1', january));
      bench.panel.change('1', { expiresAt: '2028-01-01T00:00:00Z' });
      await bench.pass();
      await bench.until('2027-03-01T00:00:00Z');
      const { id, findings } = await all.reconcile();
      expect(findings).toMatchObject([
        { kind: 'service-without-payment', leakedPerMonth: 1299, fix: { do: 'suspend' }, sure: true },
      ]);
      await all.fix(id);
      expect(line().enabled).toBe(false);
      await bench.tell(paid('in_2', ['2027-03-01T00:00:00Z', '2027-04-01T00:00:00Z']));
      expect(line().enabled).toBe(true);
    });

    it('and is to be off, and is on', async () => {
      await nobodyActs();
      bench.panel.add({ username: 'nadia', adminNotes: 'nadia@example.com', expiresAt: spring });
      await bench.pass();
      await bench.tell(paid('in_1', january));
      await bench.billing.subscriptions.linkLine('stripe:sub_1', 'main', '1');
      await bench.until('2027-02-01T00:00:00Z');
      await bench.tell(failed('in_2', february, '2027-02-01T01:00:00Z'));
      await bench.until('2027-02-08T02:00:00Z');
      const { id, findings } = await all.reconcile();
      expect(findings).toMatchObject([
        { kind: 'unpaid-but-enabled', expected: 'Off: a payment is overdue.', leakedPerMonth: 1299, sure: true },
      ]);
      expect(await all.fix(id, [findings[0]!.id])).toMatchObject([{ state: 'fixed' }]);
      expect(line().enabled).toBe(false);
      expect(await found()).toEqual([]);
    });

    it('and pays in a currency without a rate: what leaks is not known, and why is said', async () => {
      const lira = { amount: 120_000_000, currency: 'LBP' };
      await bench.tell(subscribed('active', january[0], january, lira), paid('in_1', january, january[0], lira));
      bench.panel.change('1', { expiresAt: spring });
      await bench.pass();
      await bench.until('2027-03-01T00:00:00Z');
      expect(await found()).toMatchObject([
        { leakedPerMonth: null, leakUnknown: expect.stringContaining('from LBP to USD') as string },
      ]);
      await all.rates.set([{ day: '2027-01-01', from: 'USD', to: 'LBP', rate: '89500' }]);
      expect(await found()).toMatchObject([{ leakedPerMonth: 1341, leakUnknown: null }]);
    });
  });

  describe('a line that serves no subscription', () => {
    it.each([
      ['a trial', { trial: true }],
      ['a restreamer’s', { restreamer: true }],
      ['switched off', { enabled: false }],
      ['expired', { expiresAt: '2026-12-01T00:00:00Z' }],
    ])('and is %s is nobody’s business', async (_, given) => {
      bench.panel.add({ username: 'one', expiresAt: spring, ...given });
      await bench.pass();
      expect(await found()).toEqual([]);
    });

    it('is unknown, and its package’s plan says what it costs', async () => {
      bench.panel.add({ username: 'one', expiresAt: spring });
      await bench.pass();
      expect(await found()).toMatchObject([
        { kind: 'unknown-line', subject: 'main/1', username: 'one', leakedPerMonth: 1299, fix: { do: 'none' } },
      ]);
    });

    it('and carries the address of who pays without a line is linked', async () => {
      await nobodyActs();
      await bench.tell(paid('in_1', january));
      bench.panel.add({ username: 'nadia', adminNotes: 'old: Nadia@Example.com', expiresAt: '2027-02-01T12:00:00Z' });
      await bench.pass();
      const { id, findings } = await all.reconcile();
      const link = findings.find(({ kind }) => kind === 'unknown-line');
      expect(link).toMatchObject({ sure: true, fix: { do: 'link', subscription: 'stripe:sub_1' }, leakedPerMonth: 0 });
      await all.fix(id, [link!.id]);
      expect(await bench.billing.subscriptions.get('stripe:sub_1')).toMatchObject({ lines: [{ lineId: '1' }] });
      expect(await found()).toEqual([]);
    });

    it('of a customer who has a line for what they pay is one too many', async () => {
      await bench.tell(paid('in_1', january));
      bench.panel.add({ username: 'second', adminNotes: 'nadia@example.com', expiresAt: spring });
      await bench.pass();
      expect(await found()).toMatchObject([{ kind: 'duplicate-line', subject: 'main/2', leakedPerMonth: 1299 }]);
    });
  });

  it('finds more devices than the plan allows', async () => {
    await bench.close();
    bench = await openMoneyBench({
      plans: [
        {
          name: 'monthly',
          panel: 'main',
          bouquets: ['1'],
          connections: 1,
          prices: ['price_monthly'],
          duration: { amount: 1, unit: 'months' },
          deviceLimit: 1,
        },
      ],
    });
    all = await reconciling(bench);
    all.provider.api = undefined;
    await bench.tell(paid('in_1', january));
    await bench.store.write(async (trx) => {
      await trx
        .insertInto('thing_lists')
        .values({ panel: 'main', kind: 'device', baseline_at: january[0], missing_since: null })
        .execute();
      const device = { panel: 'main', kind: 'device', fingerprint: '', state: JSON.stringify({ lineId: '1' }) };
      await trx
        .insertInto('things')
        .values([
          { ...device, id: 'mag:1' },
          { ...device, id: 'mag:2' },
        ])
        .execute();
    });
    expect(await found()).toMatchObject([{ kind: 'too-many-devices', found: '2 devices.', leakedPerMonth: null }]);
  });

  it.each([
    ['was never read', { baseline_at: null }],
    ['is held', { state: 'held' }],
    ['does not answer', { state: 'unreachable' }],
    ['is a reseller’s', { dialect: 'reseller' }],
  ])('says nothing of a panel that %s', async (_, changes) => {
    await bench.tell(paid('in_1', january));
    bench.panel.add({ username: 'one', expiresAt: spring });
    await bench.pass();
    await panelIs(changes);
    await bench.until('2027-06-01T00:00:00Z');
    const { id, findings } = await all.reconcile();
    expect(findings).toEqual([]);
    const { summary } = await all.reconciliations.get(id);
    expect(summary?.notCompared).toMatchObject([{ what: 'panel', name: 'main' }]);
  });

  it('puts right nothing that no longer holds', async () => {
    await bench.tell(paid('in_1', january));
    await shorten();
    const { id } = await all.reconcile();
    bench.panel.change('1', { expiresAt: '2027-02-02T00:00:00Z' });
    await bench.pass();
    const before = bench.panel.writes.length;
    expect(await all.fix(id)).toMatchObject([{ state: 'gone' }]);
    expect(bench.panel.writes).toHaveLength(before);
  });

  it('puts right what is sure by itself where that is asked for, and nothing else', async () => {
    await nobodyActs();
    await bench.tell(paid('in_1', january));
    bench.panel.add({ username: 'one', expiresAt: spring });
    await bench.pass();
    const { findings } = await all.reconcile('sure');
    expect(findings.map(({ kind, state }) => [kind, state])).toEqual([
      ['paid-without-service', 'fixed'],
      ['unknown-line', 'open'],
    ]);
  });

  it('keeps the id of a finding over runs', async () => {
    bench.panel.add({ username: 'one', expiresAt: spring });
    await bench.pass();
    const [first, second] = [await found(), await found()];
    expect(first.map(({ id }) => id)).toEqual(second.map(({ id }) => id));
  });

  it('refuses to put right what a person has to look at', async () => {
    bench.panel.add({ username: 'one', expiresAt: spring });
    await bench.pass();
    const { id, findings } = await all.reconcile();
    await expect(all.fix(id, [findings[0]!.id])).rejects.toMatchObject({ code: 'not-fixable' });
    await expect(all.fix(id, ['fnd_none'])).rejects.toMatchObject({ code: 'unknown-finding' });
  });

  describe('reads the provider', () => {
    const ofPages = (count: number) =>
      Array.from({ length: count }, (_, index) => {
        const who = {
          customer: { id: `cus_${String(index)}`, email: `c${String(index)}@example.com` },
          subscription: { id: `sub_${String(index)}` },
        };
        return [paid(`in_${String(index)}`, january, january[0], who), subscribed('active', january[0], january, who)];
      });

    beforeEach(async () => {
      all = await reconciling(bench);
    });

    it('over all its pages: what webhooks lost is made good', async () => {
      all.provider.holds = ofPages(5);
      const { findings } = await all.reconcile();
      expect(all.provider.pages).toBe(3);
      expect(bench.panel.lines.size).toBe(5);
      expect(findings).toEqual([]);
    });

    it('and tells of nothing that is known', async () => {
      const facts = [paid('in_1', january), subscribed('active', january[0], january)];
      await bench.tell(...facts);
      const before = await bench.types();
      bench.clock.advance({ days: 1 });
      all.provider.holds = [facts];
      await all.reconcile();
      expect(await bench.types()).toEqual([...before, 'reconciliation.completed']);
    });

    it('and begins no dunning anew with each reading', async () => {
      await bench.tell(paid('in_1', january));
      await bench.until('2027-02-01T00:00:00Z');
      all.provider.holds = [[subscribed('past_due', '2027-02-01T00:00:00Z', february)]];
      for (let day = 0; day < 8; day += 1) {
        await all.reconcile();
        await bench.until(plusDays('2027-02-01T00:00:00Z', day + 1));
      }
      expect(await bench.billing.subscriptions.get('stripe:sub_1')).toMatchObject({ state: 'suspended' });
    });

    it('and counts one failed attempt once', async () => {
      await bench.tell(paid('in_1', january));
      await bench.until('2027-02-01T02:00:00Z');
      const attempt = failed('in_2', february, '2027-02-01T01:00:00Z');
      await bench.tell(attempt);
      bench.clock.advance({ hours: 5 });
      all.provider.holds = [[{ ...attempt, time: '2027-02-01T07:00:00Z' }]];
      await all.reconcile();
      expect(await bench.events('payment.failed')).toHaveLength(1);
    });

    it('and has a lost failure begin its dunning when the payment failed', async () => {
      await bench.tell(paid('in_1', january));
      await bench.until('2027-02-03T00:00:00Z');
      all.provider.payments = [failed('in_2', february, '2027-02-01T01:00:00Z')];
      all.provider.holds = [[subscribed('past_due', '2027-02-01T01:00:00Z', february)]];
      await all.reconcile();
      expect(await bench.billing.subscriptions.get('stripe:sub_1')).toMatchObject({
        state: 'past_due',
        pastDueSince: '2027-02-01T01:00:00Z',
      });
    });

    it('and has a second attempt that was told of not pass for the first, which was lost', async () => {
      await bench.tell(paid('in_1', january));
      await bench.until('2027-02-05T00:00:00Z');
      await bench.tell(failed('in_2', february, '2027-02-04T01:00:00Z'));
      all.provider.payments = [failed('in_2', february, '2027-02-01T01:00:00Z')];
      await all.reconcile();
      expect(await bench.billing.subscriptions.get('stripe:sub_1')).toMatchObject({
        pastDueSince: '2027-02-01T01:00:00Z',
      });
      await all.reconcile();
      expect(await bench.events('payment.failed')).toHaveLength(2);
    });

    it('and takes service away for a refund nobody told of, and tells of it once', async () => {
      await bench.tell(paid('in_1', january));
      const refund = { paymentId: 'pi_of_in_1', refunded: 1299 };
      await bench.until('2027-01-06T00:00:00Z');
      all.provider.payments = [fact('payment.refunded', '2027-01-05T00:00:00Z', refund)];
      await all.reconcile();
      await all.reconcile();
      expect(line().enabled).toBe(false);
      expect(await bench.events('payment.refunded')).toHaveLength(1);
    });

    it('and asks nobody about a refund of a payment from before its time', async () => {
      const refund = { paymentId: 'pi_of_before', refunded: 1299 };
      all.provider.payments = [fact('payment.refunded', '2026-12-31T00:00:00Z', refund)];
      await all.reconcile();
      expect(await bench.billing.attention.list()).toEqual([]);
    });

    it('and its payments from 90 days before it was last read whole, however long nobody read it', async () => {
      await all.reconcile();
      const from: Instant[] = [];
      const payments = all.provider.api!.payments!.bind(all.provider.api);
      all.provider.api!.payments = (since) => {
        from.push(since);
        return payments(since);
      };
      await bench.until('2027-06-01T00:00:00Z');
      all.provider.failure = { after: 0, error: rateLimited() };
      all.provider.holds = [[subscribed('active', january[0], january)]];
      await all.reconcile();
      all.provider.failure = null;
      await all.reconcile();
      expect(from.map((since) => since.slice(0, 10))).toEqual([
        plusDays(january[0], -90).slice(0, 10),
        plusDays(january[0], -90).slice(0, 10),
      ]);
    });

    it('and moves back nothing that is newer', async () => {
      await bench.tell(paid('in_1', january), subscribed('active', january[0], january));
      const list = all.provider.api!.subscriptions.bind(all.provider.api);
      all.provider.holds = [[subscribed('active', january[0], january)]];
      all.provider.api!.subscriptions = async function* () {
        // It is cancelled while the page is on its way.
        bench.clock.advance({ seconds: 5 });
        const endsAt = '2027-01-01T00:00:04Z';
        await bench.take(subscribed('cancelled', endsAt, january, { subscription: { endsAt } }));
        yield* list();
      };
      await all.reconcile();
      expect(await bench.billing.subscriptions.get('stripe:sub_1')).toMatchObject({ state: 'cancelled' });
    });

    it('and finds who is missing there', async () => {
      await bench.tell(paid('in_1', january), subscribed('active', january[0], january));
      await bench.tell(paid('in_2', january, january[0], another), subscribed('active', january[0], january, another));
      bench.clock.advance({ hours: 1 });
      all.provider.holds = [[subscribed('active', january[0], january)]];
      expect(await found()).toMatchObject([{ kind: 'missing-at-provider', subscription: 'stripe:sub_2', sure: false }]);
    });

    it('and has nobody missing from a list that was not read to its end', async () => {
      const facts = ofPages(4);
      await bench.tell(...facts.flat());
      bench.clock.advance({ hours: 1 });
      all.provider.holds = facts;
      all.provider.failure = { after: 1, error: rateLimited() };
      const { id, findings } = await all.reconcile();
      expect(findings).toMatchObject([
        { kind: 'provider-unreachable', subject: 'stripe', found: expect.stringContaining('429') as string },
      ]);
      const { summary } = await all.reconciliations.get(id);
      expect(summary).toMatchObject({ read: [{ source: 'stripe', subscriptions: null }] });
    });

    it('and has nobody missing from a list of another account', async () => {
      await bench.tell(...ofPages(3).flat());
      bench.clock.advance({ hours: 1 });
      all.provider.holds = [];
      expect(kinds(await found())).toEqual(['provider-unreachable']);
    });
  });
});
