import type { Instant } from '../../../panel';
import { openMoneyBench, type MoneyBench } from '../testing/bench';
import { paid, subscribed } from '../testing/facts';
import { reconciling, type Reconciling } from '../testing/reconciling';

const january: [Instant, Instant] = ['2027-01-01T00:00:00Z', '2027-02-01T00:00:00Z'];
const spring = '2027-05-01T00:00:00Z';

describe('matches a person rejects', () => {
  let bench: MoneyBench;
  let all: Reconciling;
  beforeEach(async () => {
    bench = await openMoneyBench({
      settings: {
        actions: {
          ...{ provision: 'n8n', renew: 'n8n', changePackage: 'n8n' },
          ...{ suspend: 'n8n', resume: 'n8n', terminate: 'n8n' },
        },
      },
    });
    all = await reconciling(bench);
  });
  afterEach(() => bench.close());

  const customer = { customer: { phone: '+961 70 555 123' } };
  const listed = async () =>
    (await all.matches.list()).map(({ panel, line, customer: whose }) => ({ panel, line, customer: whose }));

  it('are not listed again, and those of other lines are', async () => {
    for (const username of ['one', 'two'])
      bench.panel.add({ username, expiresAt: spring, adminNotes: 'whatsapp 70 555 123' });
    await bench.pass();
    await bench.tell(subscribed('active', january[0], january, customer), paid('in_1', january, january[0], customer));
    const [first, second] = await listed();
    expect(second).toBeDefined();
    expect(await all.matches.reject([first!])).toBe(1);
    expect(await all.matches.reject([first!])).toBe(0);
    expect(await listed()).toEqual([second]);
  });

  it('cannot be sure ones: the address they carry links them', async () => {
    bench.panel.add({ username: 'nadia', expiresAt: spring, adminNotes: 'nadia@example.com' });
    await bench.pass();
    await bench.tell(subscribed('active', january[0], january), paid('in_1', january));
    const sure = await listed();
    await expect(all.matches.reject(sure)).rejects.toMatchObject({ status: 409, code: 'sure-match' });
    expect(await listed()).toEqual(sure);
  });
});
