import type { Instant } from '../../../panel';
import { defaultBillingSettings } from '../settings';
import { openMoneyBench, type MoneyBench } from '../testing/bench';
import { fact, failed, paid } from '../testing/facts';

const january: [Instant, Instant] = ['2027-01-01T00:00:00Z', '2027-02-01T00:00:00Z'];
const february: [Instant, Instant] = ['2027-02-01T00:00:00Z', '2027-03-01T00:00:00Z'];

/** What is left to a workflow is carried out when it asks, under the key it was told. */
describe('a workflow that answers what is due', () => {
  let bench: MoneyBench;
  beforeEach(async () => {
    bench = await openMoneyBench({ settings: { actions: defaultBillingSettings.actions } });
  });
  afterEach(() => bench.close());

  const line = () => [...bench.panel.lines.values()][0];
  const keyOf = async (kind: string): Promise<string> => {
    const due = await bench.events('service.action_due');
    return due.map(({ data }) => data.action).findLast((action) => action?.kind === kind)?.key ?? '';
  };
  const perform = async (kind: 'provision' | 'renew' | 'suspend', key: string, reason: string | null = null) =>
    (await bench.billing.service.perform('stripe:sub_1', { kind, key, reason }))[0];

  async function unpaidForAWeek(): Promise<void> {
    await bench.tell(paid('in_1', january));
    await perform('provision', await keyOf('provision'));
    await bench.until('2027-02-01T00:00:00Z');
    await bench.tell(failed('in_2', february, '2027-02-01T01:00:00Z'));
    await bench.until('2027-02-08T02:00:00Z');
  }

  it('switches off whoever has not paid', async () => {
    await unpaidForAWeek();
    expect(await perform('suspend', await keyOf('suspend'), 'non-payment')).toMatchObject({ state: 'done', by: 'n8n' });
    expect(line()?.enabled).toBe(false);
  });

  it('comes too late for whoever has paid meanwhile, and switches nothing off', async () => {
    await unpaidForAWeek();
    await bench.tell(paid('in_2', february, '2027-02-08T03:00:00Z'));
    expect(await perform('suspend', await keyOf('suspend'), 'non-payment')).toMatchObject({ state: 'withdrawn' });
    expect(line()?.enabled).toBe(true);
  });

  it('is answered the same when it asks again', async () => {
    await bench.tell(paid('in_1', january));
    const key = await keyOf('provision');
    const first = await perform('provision', key);
    expect(await perform('provision', key)).toEqual(first);
    expect(bench.panel.lines.size).toBe(1);
  });

  it('is told of a first payment that was given back that no line is wanted any more', async () => {
    await bench.tell(paid('in_1', january));
    const key = await keyOf('provision');
    const whole = { key: 'stripe:in_1', paymentId: 'pi_of_in_1', refunded: 1299 };
    await bench.tell(fact('payment.refunded', '2027-01-01T01:00:00Z', whole));
    expect(await perform('provision', key)).toMatchObject({ state: 'withdrawn', lineId: null });
    expect(bench.panel.lines.size).toBe(0);
  });
});
