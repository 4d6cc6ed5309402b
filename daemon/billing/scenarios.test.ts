import { openMoneyBench, type MoneyBench } from './testing/bench';
import { failed, paid, subscribed } from './testing/facts';
import type { Instant } from '../../panel';

const january: [Instant, Instant] = ['2027-01-01T00:00:00Z', '2027-02-01T00:00:00Z'];
const february: [Instant, Instant] = ['2027-02-01T00:00:00Z', '2027-03-01T00:00:00Z'];

describe('a customer', () => {
  let bench: MoneyBench;
  beforeEach(async () => {
    bench = await openMoneyBench();
  });
  afterEach(() => bench.close());

  const line = () => [...bench.panel.lines.values()][0];
  const standing = () => bench.billing.subscriptions.get('stripe:sub_1');

  it('who pays for the first time gets a line until the period ends and a day', async () => {
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

  it('who pays again has the line extended to the new end', async () => {
    await bench.tell(paid('in_1', january));
    await bench.until('2027-02-01T00:00:00Z');
    await bench.tell(paid('in_2', february));
    expect(bench.panel.lines.size).toBe(1);
    expect(line()).toMatchObject({ expiresAt: '2027-03-02T00:00:00Z' });
  });

  it('whose payment fails is reminded, switched off after a week, and back at once when it is paid', async () => {
    await bench.tell(paid('in_1', january));
    await bench.until('2027-02-01T00:00:00Z');
    await bench.tell(failed('in_2', february, '2027-02-01T01:00:00Z'));
    await bench.until('2027-02-01T02:00:00Z');
    expect(line()).toMatchObject({ enabled: true, expiresAt: '2027-02-08T01:00:00Z' });
    await bench.until('2027-02-08T02:00:00Z');
    expect(line()?.enabled).toBe(false);
    expect(await standing()).toMatchObject({ state: 'suspended', suspension: 'non-payment' });
    await bench.tell(paid('in_2', february, '2027-02-09T00:00:00Z'));
    expect(line()).toMatchObject({ enabled: true, expiresAt: '2027-03-02T00:00:00Z' });
    expect(await standing()).toMatchObject({ state: 'active', suspension: null });
  });
});
