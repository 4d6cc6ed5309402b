import pino from 'pino';
import { erasables } from '../erasables';
import { Erasures } from '../erasure';
import { Sealer } from '../secrets';
import { everyByte } from '../testing';
import { openMoneyBench, type MoneyBench } from './testing/bench';
import { paid } from './testing/facts';

describe('an erasure of a customer', () => {
  let bench: MoneyBench;
  beforeEach(async () => {
    bench = await openMoneyBench();
    const details = { name: 'Nadia Haddad', phone: '+96170123456' };
    await bench.tell(
      paid('in_1', ['2027-01-01T00:00:00Z', '2027-02-01T00:00:00Z'], '2027-01-01T00:00:00Z', {
        customer: details,
        metadata: { note: 'Nadia Haddad' },
      }),
    );
    await bench.billing.customers.link(
      (await bench.billing.customers.list({ limit: 1 })).customers[0]?.id ?? '',
      'hubspot',
      'hub-501',
    );
  });
  afterEach(() => bench.close());

  const erase = (request: { email: string } | { panel: string; line: string }) =>
    new Erasures({
      store: bench.store,
      log: bench.log,
      sealer: new Sealer('the secret of these tests'),
      clock: bench.clock,
      logger: pino({ level: 'silent' }),
      erasables,
    }).erase(request);

  it.each([
    ['by their address', { email: 'NADIA@example.com' }],
    ['by their line', { panel: 'main', line: '1' }],
  ])('%s leaves what was paid, and nobody who paid it', async (_how, request) => {
    // The panel is told nothing of it: what is there is the panel's, and comes from there.
    await bench.store.write((trx) => trx.deleteFrom('lines').execute());
    const found = {
      customer: null,
      panel: 'main',
      line: '1',
      username: 'nadia@example.com',
      expected: 'a line of nadia@example.com',
    };
    await bench.store.write((trx) =>
      trx
        .insertInto('reconciliation_findings')
        .values({
          ...{ reconciliation: 'rec_1', id: 'unknown-line', position: 0, state: 'failed' },
          finding: JSON.stringify({ kind: 'unknown-line', ...found }),
          message: 'The line of nadia@example.com is gone.',
        })
        .execute(),
    );
    await erase(request);
    const finding = await bench.store.db.selectFrom('reconciliation_findings').selectAll().executeTakeFirstOrThrow();
    expect(JSON.parse(finding.finding)).toMatchObject({ kind: 'unknown-line', panel: 'main', line: '1' });
    const bytes = await everyByte(bench);
    for (const gone of ['nadia@example.com', 'Nadia Haddad', '+96170123456', 'hub-501'])
      expect(bytes).not.toContain(gone);
    expect(await bench.billing.subscriptions.payments({})).toMatchObject([
      { key: 'stripe:in_1', amount: 1299, state: 'paid' },
    ]);
    expect(await bench.billing.subscriptions.get('stripe:sub_1')).toMatchObject({
      state: 'active',
      paidUntil: '2027-02-01T00:00:00Z',
    });
  });
});
