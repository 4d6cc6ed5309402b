import { addDuration, everyCoreAbility, type Instant, type Package, type PanelParts } from '../../../panel';
import { openMoneyBench, usualPlans, type MoneyBench } from '../testing/bench';
import { paid } from '../testing/facts';

/** Lines of a reseller: renewed by a package, for credits, each time it is asked for. */

type Sales = PanelParts['sales'];
type Period = [Instant, Instant];

const january: Period = ['2027-01-01T00:00:00Z', '2027-02-01T00:00:00Z'];
const february: Period = ['2027-02-01T00:00:00Z', '2027-03-01T00:00:00Z'];
const march: Period = ['2027-03-01T00:00:00Z', '2027-04-01T00:00:00Z'];

const month: Package = {
  id: '7',
  name: 'One month',
  trial: null,
  official: { credits: 5, duration: { amount: 1, unit: 'months' } },
  bouquetIds: ['1'],
  outputs: ['hls'],
  maxConnections: 1,
  forLines: true,
  forMag: false,
  forEnigma: false,
};

describe('a reseller’s line', () => {
  let bench: MoneyBench;
  let credits: number;
  let losesAnswer: boolean;
  beforeEach(async () => {
    const [monthly] = usualPlans;
    bench = await openMoneyBench({ plans: [{ ...monthly, packageId: '7' }] });
    credits = 100;
    losesAnswer = false;
    const { panel } = bench;
    const sales: Partial<Sales> = {
      quoteRenewal: async (id) => ({ line: await panel.getLine(id), sold: month, credits, keepsDaysLeft: true }),
      async renewLine(id, { from }) {
        const line = await panel.getLine(id);
        if (line.expiresAt !== from) throw new Error('It expires otherwise.');
        credits -= 5;
        panel.change(id, { expiresAt: addDuration(from, { amount: 1, unit: 'months' }, 'UTC') });
        if (losesAnswer) {
          losesAnswer = false;
          throw Object.assign(new Error('The answer was lost.'), { code: 'ECONNRESET' });
        }
        return panel.getLine(id);
      },
    };
    const offers = new Set([...everyCoreAbility].filter((ability) => ability !== 'set:expiresAt'));
    Object.assign(panel, { offers, parts: { ...panel.parts, sales }, listPackages: () => Promise.resolve([month]) });
    await bench.store.write((trx) => trx.updateTable('panels').set({ dialect: 'reseller' }).execute());
    panel.add({ username: 'nadia', adminNotes: 'nadia@example.com', expiresAt: january[1] });
    await bench.pass();
    await bench.tell(paid('in_1', january));
  });
  afterEach(() => bench.close());

  const line = () => bench.panel.lines.get('1');

  it('that lasts as long as was paid for is linked and not renewed', async () => {
    expect(await bench.billing.subscriptions.get('stripe:sub_1')).toMatchObject({ lines: [{ lineId: '1' }] });
    expect(credits).toBe(100);
  });

  it('is renewed by its package once for each payment, however often it is told', async () => {
    const payments = [paid('in_2', february, '2027-01-31T00:00:00Z'), paid('in_3', march, '2027-02-28T00:00:00Z')];
    await bench.tell(...payments, ...payments);
    expect(credits).toBe(90);
    expect(line()).toMatchObject({ expiresAt: '2027-04-01T00:00:00Z' });
  });

  it('is charged for once where the answer was lost, or the daemon ended', async () => {
    losesAnswer = true;
    await bench.take(paid('in_2', february, '2027-01-31T00:00:00Z'));
    await bench.run();
    await bench.restart();
    await bench.answered();
    await bench.until('2027-01-31T01:00:00Z');
    expect(credits).toBe(95);
    expect(line()).toMatchObject({ expiresAt: '2027-03-01T00:00:00Z' });
  });

  it('that cannot be paid for waits for a person', async () => {
    credits = 3;
    await bench.tell(paid('in_2', february, '2027-01-31T00:00:00Z'));
    expect(credits).toBe(3);
    expect(await bench.billing.attention.list({ open: true })).toMatchObject([{ kind: 'action-failed' }]);
  });
});
