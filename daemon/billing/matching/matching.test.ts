import { openMoneyBench, type MoneyBench } from '../testing/bench';
import { paid, subscribed } from '../testing/facts';
import { reconciling, type Reconciling } from '../testing/reconciling';

const january: [string, string] = ['2027-01-01T00:00:00Z', '2027-02-01T00:00:00Z'];
const off = 'n8n' as const;
const actions = { provision: off, renew: off, changePackage: off, suspend: off, resume: off, terminate: off };
const omar = { customer: { id: 'cus_2', email: 'omar@example.com' }, subscription: { id: 'sub_2' } };

describe('lines there were before', () => {
  let bench: MoneyBench;
  let all: Reconciling;
  beforeEach(async () => {
    bench = await openMoneyBench({ settings: { actions } });
    all = await reconciling(bench);
  });
  afterEach(() => bench.close());

  /** Nadia, and what else is told of her; her line, and others. */
  const told = async (changes: object, ...lines: Array<Record<string, unknown>>): Promise<void> => {
    for (const line of lines) bench.panel.add({ username: 'line', ...line });
    await bench.pass();
    await bench.tell(paid('in_1', january, january[0], changes));
  };
  const found = () => all.matches.list();

  it.each([
    ['as the username', { username: 'nadia@example.com' }],
    ['in notes, in capitals and among other words', { adminNotes: 'paid cash before, Nadia@Example.COM, flat 3' }],
    ['in a reseller’s notes', { resellerNotes: '<nadia@example.com>' }],
  ])('that carry a customer’s address %s are surely theirs', async (_, line) => {
    await told({}, line);
    expect(await found()).toMatchObject([
      { state: 'sure', panel: 'main', line: '1', subscription: 'stripe:sub_1', by: ['email'], reasons: [] },
    ]);
  });

  it.each([
    [
      'the username entered at the checkout',
      { metadata: { username: 'nadia77' } },
      { username: 'nadia77' },
      ['username'],
    ],
    ['a phone number in notes', { customer: { phone: '+961 3 123 456' } }, { adminNotes: 'tel 03 123456' }, ['phone']],
  ])('that only carry %s are for a person to look at', async (_, changes, line, by) => {
    await told(changes, line);
    expect(await found()).toMatchObject([{ state: 'review', by, subscription: 'stripe:sub_1' }]);
    expect((await found())[0]?.reasons[0]).toMatch(/^Only the/);
  });

  it('that are part of another’s address are nobody’s', async () => {
    await told({}, { adminNotes: 'xnadia@example.com nadia@example.com.lb' });
    expect(await found()).toEqual([]);
  });

  it('of which two carry one address are both for a person', async () => {
    await told({}, { adminNotes: 'nadia@example.com' }, { username: 'two', adminNotes: 'nadia@example.com' });
    expect(await found()).toMatchObject([
      { state: 'review', reasons: ['2 lines seem to be this customer’s.'] },
      { state: 'review', reasons: ['2 lines seem to be this customer’s.'] },
    ]);
  });

  it('that carry two customers’ addresses are for a person', async () => {
    await told({}, { adminNotes: 'nadia@example.com, omar@example.com' });
    await bench.tell(paid('in_2', january, january[0], omar));
    expect((await found()).map(({ state, reasons }) => [state, reasons])).toEqual([
      ['review', ['The line seems to be that of several customers.']],
      ['review', ['The line seems to be that of several customers.']],
    ]);
  });

  it('of who has two subscriptions without a line leave the choice', async () => {
    await told({}, { adminNotes: 'nadia@example.com' });
    await bench.tell(paid('in_2', january, january[0], { subscription: { id: 'sub_2' } }));
    expect(await found()).toMatchObject([
      { state: 'review', subscription: null, subscriptions: ['stripe:sub_1', 'stripe:sub_2'] },
    ]);
  });

  it('of who pays for nothing any more are for a person', async () => {
    await told({}, { adminNotes: 'nadia@example.com' });
    const endsAt = '2027-01-02T00:00:00Z';
    await bench.tell(subscribed('cancelled', endsAt, january, { subscription: { endsAt } }));
    expect(await found()).toMatchObject([
      { state: 'review', reasons: ['The customer has no subscription without a line.'] },
    ]);
  });

  describe('are linked', () => {
    it('in bulk, each once, and serve from then on', async () => {
      await told({}, { adminNotes: 'nadia@example.com' }, { username: 'two', adminNotes: 'omar@example.com' });
      await bench.tell(paid('in_2', january, january[0], omar));
      const links = (await all.matches.list('sure')).map(({ panel, line, subscription }) => ({
        ...{ panel, line, subscription: subscription ?? '' },
      }));
      expect((await all.matches.link(links)).map(({ line, linked }) => [line, linked])).toEqual([
        ['1', true],
        ['2', true],
      ]);
      expect((await all.matches.link(links)).map(({ linked }) => linked)).toEqual([false, false]);
      expect(await found()).toEqual([]);
      expect(await bench.billing.subscriptions.get('stripe:sub_2')).toMatchObject({ lines: [{ lineId: '2' }] });
    });

    it('by their customer, where they have one subscription without a line', async () => {
      await told({}, {});
      const { customerId } = await bench.billing.subscriptions.get('stripe:sub_1');
      const link = { customer: customerId, panel: 'main', line: '1' };
      expect(await all.matches.link([link])).toMatchObject([{ subscription: 'stripe:sub_1', linked: true }]);
    });

    it('all or none, and every link that is wrong is named', async () => {
      await told({}, { adminNotes: 'nadia@example.com' }, { username: 'two' });
      await bench.tell(paid('in_2', january, january[0], omar));
      const links = [
        { panel: 'main', line: '1', subscription: 'stripe:sub_1' },
        { panel: 'main', line: '1', subscription: 'stripe:sub_2' },
        { panel: 'main', line: '9', subscription: 'stripe:sub_2' },
        { panel: 'main', line: '2', subscription: 'stripe:none' },
        { panel: 'main', line: '2', customer: 'none' },
      ];
      await expect(all.matches.link(links)).rejects.toMatchObject({
        code: 'links-refused',
        more: {
          errors: [
            { index: 1, code: 'twice' },
            { index: 2, code: 'unknown-line' },
            { index: 3, code: 'unknown-subscription' },
            { index: 4, code: 'twice' },
          ],
        },
      });
      expect(await bench.billing.subscriptions.get('stripe:sub_1')).toMatchObject({ lines: [] });
    });

    it('but not away from who they serve', async () => {
      await told({}, { adminNotes: 'nadia@example.com' });
      await bench.tell(paid('in_2', january, january[0], omar));
      await all.matches.link([{ panel: 'main', line: '1', subscription: 'stripe:sub_1' }]);
      const away = all.matches.link([{ panel: 'main', line: '1', subscription: 'stripe:sub_2' }]);
      await expect(away).rejects.toMatchObject({ more: { errors: [{ code: 'linked-elsewhere' }] } });
    });
  });
});
