import pino from 'pino';
import type { EventData, LineState } from '../../panel';
import { erasables } from '../erasables';
import { eventMigrations, type EventDraft } from '../events';
import { migrations } from '../migrations';
import { Sealer } from '../secrets';
import { everyByte, FakeClock, openTestStore, type TestStore } from '../testing';
import { Erasures } from '.';

const line: LineState = {
  id: '42',
  username: 'nadia.haddad',
  status: 'active',
  expiresAt: '2027-01-31T00:00:00Z',
  ownerId: '1',
  ownerName: 'admin',
  enabled: true,
  banned: false,
  trial: false,
  restreamer: false,
  maxConnections: 1,
  adminNotes: 'pays late, write to nadia@example.com or call +961 70 123 456',
  resellerNotes: null,
};
const customer = (email: string, id = 'cus_nadia', name = 'Nadia Haddad'): EventData => ({
  billing: {
    provider: 'stripe',
    source: 'stripe',
    providerEventId: 'evt_1',
    providerEventType: 'invoice.paid',
    key: 'stripe:in_1',
    version: null,
    paymentId: null,
    customer: { id, email, name, phone: id === 'cus_nadia' ? '+96170123456' : null, country: 'LB', language: 'ar' },
    subscription: { id: 'sub_1', status: 'active', state: 'active', cancelAtPeriodEnd: false, endsAt: null },
    firstPayment: true,
    invoice: { id: 'in_1', number: '1', hostedUrl: `https://invoice.example.com/${name}`, pdfUrl: null },
    priceId: 'price_1',
    productId: null,
    planName: 'Standard',
    quantity: 1,
    amount: 1299,
    tax: 0,
    currency: 'USD',
    discount: null,
    refunded: null,
    method: null,
    periodStart: null,
    periodEnd: null,
    nextAttemptAt: null,
    failureReason: null,
    trialEnd: null,
    coupon: null,
    promotionCode: null,
    metadata: { note: `of ${name}` },
    live: true,
  },
});

describe('an erasure', () => {
  let test: TestStore;
  let erasures: Erasures;
  const sealer = new Sealer('the secret of these tests');
  beforeEach(async () => {
    test = await openTestStore(migrations.filter((migration) => !eventMigrations.includes(migration)));
    erasures = new Erasures({
      store: test.store,
      log: test.log,
      sealer,
      clock: new FakeClock(),
      logger: pino({ level: 'silent' }),
      erasables,
    });
  });
  afterEach(() => test.close());

  const append = (...drafts: Array<Pick<EventDraft, 'type' | 'subject' | 'data'>>) =>
    test.store.write((trx, afterCommit) =>
      test.log.append(
        trx,
        afterCommit,
        drafts.map((draft) => ({ panel: 'main', time: '2027-01-01T00:00:00Z', origin: 'panel', ...draft })),
      ),
    );
  const aboutLine = [
    { type: 'line.created' as const, subject: 'line:main/42', data: { line } },
    {
      type: 'line.updated' as const,
      subject: 'line:main/42',
      data: {
        line,
        before: { username: 'nadia.old' },
        after: { username: 'nadia.haddad' },
        command: { key: 'rename nadia.old', operation: 'line.update' },
      },
    },
    { type: 'line.expiring' as const, subject: 'line:main/42', data: { line, daysLeft: 3 } },
    {
      type: 'command.failed' as const,
      subject: 'command:renew-1',
      data: { message: 'The username nadia.haddad is taken.', code: 'username-taken' },
    },
  ];
  const other = { ...line, id: '43', username: 'nadia.haddad2', adminNotes: 'pays late' };

  it('leaves no byte of a line’s owner, and keeps what happened', async () => {
    // Enough rows for pages to be split and freed, where old bytes could stay behind.
    for (let round = 0; round < 40; round += 1) {
      await append(...aboutLine, { type: 'line.created', subject: 'line:main/43', data: { line: other } });
    }
    await test.store.write(async (trx) => {
      const row = { panel: 'main', operation: 'line.extend', fingerprint: 'f', parameters: null, target: null };
      const times = { attempts: 1, created_at: '2027-01-01T00:00:00Z', updated_at: '2027-01-01T00:00:00Z' };
      await trx
        .insertInto('commands')
        .values([
          {
            ...row,
            ...times,
            key: 'a',
            state: 'confirmed',
            subject: 'line:42',
            result: sealer.seal({ ...line, password: 'x' }),
            error: null,
          },
          {
            ...row,
            ...times,
            key: 'b',
            state: 'failed',
            subject: null,
            result: null,
            error: JSON.stringify({ code: 'username-taken', message: 'nadia.haddad is taken.' }),
          },
        ])
        .execute();
      await trx
        .insertInto('panel_webhooks')
        .values({
          panel: 'main',
          body_hash: 'h',
          event: 'lines.expiring',
          body: sealer.seal('{"lines":[{"id":42,"username":"nadia.haddad"}]}'),
          received_at: '2027-01-01T00:00:00Z',
        })
        .execute();
      await trx.insertInto('line_reminders').values({ panel: 'main', line: 42, expires_at: 1, days: 3 }).execute();
    });
    expect(await everyByte(test)).toContain('nadia.haddad');

    const done = await erasures.erase({ panel: 'main', line: '42' });
    expect(done).toEqual({
      events: 160,
      commands: 2,
      inbox: 0,
      webhooks: 1,
      others: 1,
      stillOnPanel: false,
      unfinished: 0,
    });
    const bytes = (await everyByte(test)).replaceAll('nadia.haddad2', '');
    for (const gone of ['nadia.haddad', 'nadia.old', 'nadia@example.com', '+961 70 123 456']) {
      expect(bytes).not.toContain(gone);
    }
    const [created, updated, expiring, failed, others] = await test.log.read({ limit: 5 });
    expect(created).toMatchObject({ type: 'line.created', subject: 'line:main/42', time: '2027-01-01T00:00:00Z' });
    expect([created!.data, updated!.data, expiring!.data]).toEqual([
      {},
      { command: { key: 'rename [erased]', operation: 'line.update' } },
      { daysLeft: 3 },
    ]);
    expect(failed!.data.message).toBe('The username [erased] is taken.');
    expect(others!.data.line).toEqual(other);
    const commands = await test.store.db.selectFrom('commands').select(['result', 'error']).orderBy('key').execute();
    expect(sealer.unseal(commands[0]!.result!)).toEqual({ id: '42', erased: true });
    expect(commands[1]!.error).toContain('[erased] is taken');
  });

  it('of a customer removes who paid, under all addresses known of them, and keeps what was paid', async () => {
    await append(
      { type: 'payment.succeeded', subject: 'subscription:stripe/sub_1', data: customer('nadia@example.com') },
      { type: 'payment.succeeded', subject: 'subscription:stripe/sub_1', data: customer('n.haddad@example.com') },
      {
        type: 'payment.succeeded',
        subject: 'subscription:stripe/sub_2',
        data: customer('jan@example.com', 'cus_jan', 'Jan'),
      },
      { type: 'line.created', subject: 'line:main/42', data: { line } },
    );
    await test.store.write((trx) =>
      trx
        .insertInto('inbox')
        .values(
          ['n.haddad@example.com', 'jan@example.com'].map((email, number) => ({
            source: 'stripe',
            provider: 'stripe',
            dedupe_id: `evt_${String(number)}`,
            type: 'invoice.paid',
            message: sealer.seal({ headers: {}, body: Buffer.from(JSON.stringify({ email })).toString('latin1') }),
            received_at: '2027-01-01T00:00:00Z',
          })),
        )
        .execute(),
    );
    expect(await erasures.erase({ email: 'Nadia@Example.com' })).toMatchObject({ events: 3, inbox: 1 });
    const [first, second, jans, notes] = await test.log.read();
    for (const event of [first!, second!]) {
      expect(event.data.billing).toMatchObject({ amount: 1299, currency: 'USD', customer: { id: 'cus_nadia' } });
    }
    expect(jans!.data.billing?.customer.email).toBe('jan@example.com');
    expect(notes!.data.line?.adminNotes).toBe('pays late, write to [erased] or call +961 70 123 456');
    const bytes = await everyByte(test);
    for (const gone of ['nadia@example.com', 'n.haddad@example.com', 'Nadia Haddad']) {
      expect(bytes).not.toContain(gone);
    }
    const messages = await test.store.db.selectFrom('inbox').select('message').orderBy('sequence').execute();
    expect(messages.map(({ message }) => JSON.stringify(sealer.unseal(message)))).toEqual([
      '{"headers":{},"body":""}',
      expect.stringContaining('jan@example.com'),
    ]);
  });

  /** What all folders but the log keep of the line and its owner. */
  async function fillTables(): Promise<void> {
    await test.store.write(async (trx) => {
      const place = { ip: '203.0.113.7', isp: 'Cedar Net', country: 'LB', userAgent: 'NadiaTV/1' };
      const open = { id: 'c1', lineId: '42', username: 'nadia.haddad', streamId: '7', streamName: 'News', ...place };
      await trx
        .insertInto('connections')
        .values({
          ...{ panel: 'main', id: 'c1', line: 42, started_at: 1, seen_at: null, missed_at: null },
          state: JSON.stringify({ ...open, startedAt: '2027-01-01T00:00:00Z', restreamer: false }),
        })
        .execute();
      const used = { limit: null, sharing: null, isps: { 'Cedar Net': 5 }, addresses: { '203.0.113.7': 5 } };
      await trx
        .insertInto('line_activity')
        .values({
          ...{ panel: 'main', line: 42, since: 1, ever: 'yes', first_at: null, last_at: 5 },
          ...{ inactive_days: 0, inactive_at: null, rest: JSON.stringify({ ...used, usage: {} }) },
        })
        .execute();
      await trx
        .insertInto('line_details')
        .values({ panel: 'main', id: 42, package: '3', bouquets: '["1"]', read_at: 1 })
        .execute();
      const device = { id: 'mag:7', kind: 'mag', mac: '00:1A:79:AA:BB:CC', model: 'MAG250', lineId: '42' };
      const reply = { id: '1', by: 'user', message: 'Box 00:1a:79:aa:bb:cc of nadia.haddad is dark.', at: null };
      const ticket = { id: '9', title: 'For nadia.haddad', open: true, userId: '1', username: 'shop', replies: 1 };
      const stream = { id: '1', name: 'nadia.haddad' };
      await trx
        .insertInto('things')
        .values(
          [
            { kind: 'device', state: device },
            { kind: 'ticket', state: { ...ticket, lastReply: reply } },
            { kind: 'stream', state: stream },
          ].map(({ kind, state }) => ({
            ...{ panel: 'main', kind, id: state.id, fingerprint: 'same', state: JSON.stringify(state) },
          })),
        )
        .execute();
      const filterProblem = JSON.stringify({ message: 'cannot add 1 to nadia.haddad' });
      await trx
        .insertInto('feeds')
        .values({
          ...{ name: 'f', types: '[]', panels: '[]', filter: null, lease_seconds: 1, max_attempts: 1, round: 0 },
          ...{ retry_after_seconds: 1, revision: 1, started_at: 0, matched_since: 0, position: 9, last_seen_at: null },
          filter_problem: filterProblem,
        })
        .execute();
      await trx
        .insertInto('deliveries')
        .values({
          ...{ feed: 'f', sequence: 1, event_id: 'e1', event_type: 'command.failed', state: 'parked', round: 0 },
          ...{ subject: 'command:for-nadia nadia.haddad', attempt: 1, due_at: 1, consumer: null, done: 0 },
          reason: 'no mailbox nadia@example.com',
        })
        .execute();
      const failure = { at: '2027-01-01T00:00:00Z', event: 'e1', attempt: 1, status: 422, reason: 'nadia.haddad?' };
      await trx
        .insertInto('endpoints')
        .values({
          ...{ id: 1, name: 'crm', types: '[]', panels: '[]', filter: null, sealed: 's', rate: null, concurrency: 1 },
          ...{ configured: 0, disabled_reason: null, disabled_at: null, revision: 1, position: 1, not_before: null },
          ...{ failing_since: 1, last_success_at: null, last_failures: JSON.stringify([failure]) },
          filter_problem: filterProblem,
        })
        .execute();
      await trx
        .insertInto('endpoint_pushes')
        .values({
          ...{ endpoint: 1, lane: 0, sequence: 1, event_id: 'e1', event_type: 'line.created', state: 'dead' },
          ...{ subject: 'line:main/42', attempt: 1, due_at: 1, reason: '422: nadia.haddad is unknown' },
        })
        .execute();
      await trx
        .insertInto('relays')
        .values({
          ...{ name: 'r', position: 1, published: 1, unroutable: 1, last_confirmed_at: null },
          ...{ last_unroutable: '{"routingKey":"for.all nadia.haddad"}', problem: 'refused: nadia.haddad' },
          filter_problem: filterProblem,
        })
        .execute();
      await trx
        .insertInto('rules')
        .values({
          ...{ name: 'vip', settings: '{}', configured: 0, revision: 1, position: 1, emitted: 0, errors: 1 },
          ...{ overruns: 0, overrun_at: null, disabled_at: null, problem: filterProblem },
        })
        .execute();
    });
  }

  it('leaves no byte of a line’s owner in what is kept beside the log', async () => {
    await append(...aboutLine);
    await fillTables();
    const traces = [
      '203.0.113.7',
      'Cedar Net',
      'NadiaTV',
      '00:1A:79:AA:BB:CC',
      '00:1a:79:aa:bb:cc',
      'nadia@example.com',
    ];
    const before = await everyByte(test);
    for (const trace of traces) expect(before).toContain(trace);

    const { others } = await erasures.erase({ panel: 'main', line: '42' });
    expect(others).toBe(11);
    // A stream that bears the name by chance is nobody's.
    await test.store.write((trx) => trx.deleteFrom('things').where('kind', '=', 'stream').execute());
    await test.store.rewrite();
    const after = await everyByte(test);
    for (const trace of [...traces, 'nadia.haddad']) expect(after).not.toContain(trace);
    expect(await erasures.erase({ panel: 'main', line: '42' })).toMatchObject({ events: 0, others: 0 });
  });

  it('keeps what the next looks compare with, so that they find nothing new', async () => {
    await fillTables();
    await erasures.erase({ panel: 'main', line: '42' });
    const { db } = test.store;
    const things = await db.selectFrom('things').select(['kind', 'fingerprint']).orderBy('kind').execute();
    expect(things).toEqual(['device', 'stream', 'ticket'].map((kind) => ({ kind, fingerprint: 'same' })));
    const open = await db.selectFrom('connections').select(['id', 'line', 'state']).executeTakeFirstOrThrow();
    expect(open).toMatchObject({ id: 'c1', line: 42 });
    expect(JSON.parse(open.state)).toMatchObject({ streamName: 'News', ip: null, username: null });
    const endpoint = await db.selectFrom('endpoints').select('revision').executeTakeFirstOrThrow();
    expect(endpoint.revision).toBe(2);
  });

  it('of a line that failed commands name replaces the name in their keys in the log', async () => {
    await append(...aboutLine, {
      type: 'command.failed',
      subject: 'command:welcome nadia.haddad',
      data: { code: 'conflict', message: 'No.', command: { key: 'welcome nadia.haddad', operation: 'line.extend' } },
    });
    await erasures.erase({ panel: 'main', line: '42' });
    const failed = (await test.log.read()).at(-1);
    expect(failed).toMatchObject({
      subject: 'command:welcome [erased]',
      data: { command: { key: 'welcome [erased]' } },
    });
  });

  it('done again changes nothing, and each is recorded without the person', async () => {
    await append(...aboutLine);
    await erasures.erase({ panel: 'main', line: '42' });
    const nothing = { events: 0, commands: 0, inbox: 0, webhooks: 0, others: 0 };
    expect(await erasures.erase({ panel: 'main', line: '42' })).toMatchObject(nothing);
    const records = await test.store.db.selectFrom('erasures').selectAll().orderBy('sequence').execute();
    expect(records.map((record) => [record.named_by, JSON.parse(record.counts) as object])).toEqual([
      ['line', { ...nothing, events: 4 }],
      ['line', nothing],
    ]);
  });

  it('says that the panel still has the line', async () => {
    await test.store.write((trx) =>
      trx
        .insertInto('lines')
        .values({
          panel: 'main',
          id: 42,
          username: 'nadia.haddad',
          password_mark: null,
          state: JSON.stringify(line),
          mark_days: null,
          mark_at: null,
        })
        .execute(),
    );
    await append(aboutLine[3]!);
    expect(await erasures.erase({ panel: 'main', line: '42' })).toMatchObject({ events: 1, stillOnPanel: true });
  });
});
