import pino from 'pino';
import { billingMigrations } from '../billing';
import { commandMigrations } from '../commands';
import { Feeds, feedMigrations, neededByFeeds } from '../feeds';
import { panelWebhookMigrations } from '../panel-webhooks';
import { FakeClock, openTestStore, type TestStore } from '../testing';
import type { EventType } from '../../panel';
import { Retention, type Keep } from '.';

const day = 86_400;
const held = { check: () => Promise.resolve() };
const logger = pino({ level: 'silent' });

describe('retention', () => {
  let test: TestStore;
  let clock: FakeClock;
  let feeds: Feeds;
  beforeEach(async () => {
    test = await openTestStore([
      ...feedMigrations,
      ...commandMigrations,
      ...billingMigrations,
      ...panelWebhookMigrations,
    ]);
    clock = new FakeClock(Date.now());
    feeds = new Feeds({ store: test.store, log: test.log, clock });
  });
  afterEach(() => test.close());

  const keep: Keep = {
    history: 400 * day,
    connections: 30 * day,
    events: 90 * day,
    inbox: 90 * day,
    webhooks: 90 * day,
    commands: 400 * day,
  };
  const round = (changes: Partial<Keep> = {}) =>
    new Retention({
      store: test.store,
      log: test.log,
      clock,
      logger,
      keep: { ...keep, ...changes },
      needs: [neededByFeeds],
    }).round(new AbortController().signal, held);
  const append = async (...types: EventType[]) =>
    test.store.write((trx, afterCommit) =>
      test.log.append(
        trx,
        afterCommit,
        types.map((type) => ({
          type,
          panel: 'main',
          subject: 'line:main/1',
          time: '2027-01-01T00:00:00Z',
          origin: 'panel' as const,
          data: {},
        })),
      ),
    );
  const left = async () => (await test.log.read({ limit: 5000 })).map((event) => event.type);

  it('forgets each kind of events at its age', async () => {
    await append('line.created', 'connection.started', 'panel.unreachable', 'line.renewed');
    clock.advance({ days: 31 });
    await round();
    expect(await left()).toEqual(['line.created', 'panel.unreachable', 'line.renewed']);
    clock.advance({ days: 60 });
    await round();
    expect(await left()).toEqual(['line.created', 'line.renewed']);
    clock.advance({ days: 400 });
    await round();
    expect(await left()).toEqual(['line.renewed']);
  });

  it('forgets nothing that is to be kept for ever', async () => {
    await append('line.created', 'line.renewed');
    clock.advance({ days: 10_000 });
    await round({ history: null });
    expect(await left()).toEqual(['line.created', 'line.renewed']);
  });

  it('keeps the newest event, so that places in the log go on meaning the same', async () => {
    await append('line.created', 'line.renewed');
    const head = await test.log.head();
    clock.advance({ days: 1000 });
    await round();
    expect(await test.log.head()).toBe(head);
    const [next] = await append('line.created');
    expect(next!.sequence).toBeGreaterThan(head);
  });

  it('keeps what a feed has not looked at yet, or not seen acknowledged', async () => {
    const [seen] = await append('line.created');
    await feeds.put('crm', { from: 'beginning', maxAttempts: 1 });
    const [leased] = await feeds.lease('crm', { max: 1, consumer: 'c' });
    expect(leased!.event.id).toBe(seen!.id);
    const [waiting] = await append('line.updated', 'line.renewed');
    clock.advance({ days: 1000 });
    await round();
    expect(await left()).toEqual(['line.created', 'line.updated', 'line.renewed']);
    // The lease has ended long since, and its only attempt with it: the event is parked, and can still be redriven.
    expect((await feeds.parked('crm')).map(({ event }) => event.id)).toEqual([seen!.id]);
    const [second] = await feeds.lease('crm', { max: 1, consumer: 'c' });
    expect(second!.event.id).toBe(waiting!.id);
    await feeds.acknowledge('crm', { acks: [second!.event.id] });
    await round();
    expect(await left()).toEqual(expect.arrayContaining(['line.created', 'line.renewed']));
    expect(await left()).not.toContain('line.updated');
    await feeds.delete('crm');
    await round();
    expect(await left()).not.toContain('line.created');
  });

  it('forgets more than one transaction’s worth, and tells after which event the log is complete', async () => {
    expect(await test.log.completeAfter()).toBe(0);
    for (let chunk = 0; chunk < 3; chunk += 1) await append(...Array<EventType>(400).fill('line.created'));
    const kept = await append('panel.unreachable', 'panel.reachable');
    clock.advance({ days: 401 });
    await round({ events: null });
    expect(await left()).toEqual(['panel.unreachable', 'panel.reachable']);
    expect(await test.log.completeAfter()).toBe(kept[0]!.sequence - 1);
  });

  it('forgets ended commands, but none under way, and messages of providers and panels', async () => {
    const at = new Date(clock.now()).toISOString();
    await test.store.write(async (trx) => {
      for (const state of ['intended', 'sent', 'confirmed', 'failed']) {
        const common = { panel: 'main', operation: 'line.extend', fingerprint: 'f', parameters: null, target: null };
        const rest = { subject: null, attempts: 1, result: null, error: null, created_at: at, updated_at: at };
        await trx
          .insertInto('commands')
          .values({ key: state, state, ...common, ...rest })
          .execute();
      }
      const message = { provider: 'stripe', type: null, message: 'sealed', received_at: at };
      await trx
        .insertInto('inbox')
        .values({ source: 'stripe', dedupe_id: 'evt_1', ...message })
        .execute();
      const webhook = { panel: 'main', body_hash: 'h', event: 'alert', body: 'sealed', received_at: at };
      await trx.insertInto('panel_webhooks').values(webhook).execute();
    });
    const counts = async () => [
      (await test.store.db.selectFrom('commands').selectAll().execute()).map((row) => row.key),
      (await test.store.db.selectFrom('inbox').selectAll().execute()).length,
      (await test.store.db.selectFrom('panel_webhooks').selectAll().execute()).length,
    ];
    clock.advance({ days: 89 });
    await round();
    expect(await counts()).toEqual([['intended', 'sent', 'confirmed', 'failed'], 1, 1]);
    clock.advance({ days: 2 });
    await round();
    expect(await counts()).toEqual([['intended', 'sent', 'confirmed', 'failed'], 0, 0]);
    clock.advance({ days: 400 });
    await round();
    expect(await counts()).toEqual([['intended', 'sent'], 0, 0]);
  });

  it('is told to a feed that asks for what was forgotten', async () => {
    await append('line.created', 'line.updated', 'line.renewed');
    clock.advance({ days: 401 });
    await round();
    await expect(feeds.put('crm', { from: 1 })).rejects.toMatchObject({ code: 'forgotten' });
    await feeds.put('crm', { from: await test.log.completeAfter() });
    await feeds.put('all', { from: 'beginning' });
  });
});
