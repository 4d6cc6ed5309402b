import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { erasedFromInbox } from '.';
import { Person } from '../erasure/person';
import { Sealer } from '../secrets';
import { FakeClock, openTestStore, waitUntil, type TestStore } from '../testing';
import { AllDuties } from '../duties';
import type { BillingFact, FactSink, FailedMessage } from './fact';
import { Inbox } from './inbox';
import fixtures from './providers/fixtures/recurly.json';
import type { HttpAnswer, HttpRequest } from './providers';
import { ProviderError, providers } from './providers';
import { Refetch } from './refetch';
import type { Source } from './source';
import { billingMigrations } from './tables';

const secret = 'a secret of these tests';
const held = { check: () => Promise.resolve() };
const { signal } = new AbortController();

describe('the inbox', () => {
  let test: TestStore;
  let folder: string;
  let mapping: string;
  let inbox: Inbox;
  let refetch: Refetch;
  let taken: BillingFact[];
  let failed: FailedMessage[];
  let prepared: unknown[];
  /** What the provider answers; by default the subscription. */
  let answers: Array<Partial<HttpAnswer>>;
  let asked: HttpRequest[];
  const clock = new FakeClock();
  const sealer = new Sealer('the secret of these tests');

  const sink: FactSink = {
    prepare: (facts) => Promise.resolve(facts.length),
    takeIn: (_trx, _after, facts, what) => {
      taken.push(...facts);
      prepared.push(what);
      return Promise.resolve();
    },
    failed: (_trx, _after, message) => {
      failed.push(message);
      return Promise.resolve();
    },
  };
  const http = (request: HttpRequest): Promise<HttpAnswer> => {
    asked.push(request);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    return Promise.resolve({ status: 200, headers: {}, body: '', ...answer });
  };
  const open = (): void => {
    const source = { provider: 'recurly', secrets: [secret], toleranceSeconds: 300 } as const;
    inbox = new Inbox({
      store: test.store,
      sink,
      sealer,
      http,
      sources: [
        { ...source, name: 'recurly', settings: { apiKey: 'key of these tests' } },
        { ...source, name: 'thin' },
        { ...source, name: 'own', mapping: { file: mapping } },
      ],
      clock,
      logger: pino({ level: 'silent' }),
    });
    // The API of these tests: what is read is the subscription, or whatever is answered.
    const withApi = inbox.source('recurly') as { -readonly [K in keyof Source]: Source[K] };
    withApi.api = {
      fetch: async () => {
        const answer = await http({ method: 'GET', url: 'https://v3.recurly.com/' });
        if (answer.status !== 200) {
          const after = answer.headers['retry-after'];
          throw new ProviderError(`Recurly answered ${String(answer.status)}.`, {
            passing: answer.status >= 500 || answer.status === 429,
            status: answer.status,
            ...(after === undefined ? {} : { retryAfterSeconds: Number(after) }),
          });
        }
        return {
          object_type: 'subscription',
          event_type: 'updated',
          id: 'x',
          data: JSON.parse(answer.body) as unknown,
        };
      },
      async *subscriptions() {
        // Nothing here reads them.
      },
    };
    refetch = new Refetch({ store: test.store, inbox, sink, sealer, clock, logger: pino({ level: 'silent' }) });
  };

  beforeEach(async () => {
    test = await openTestStore(billingMigrations);
    folder = mkdtempSync(join(tmpdir(), 'xtream-ui-sync-'));
    mapping = join(folder, 'own.jsonata');
    writeFileSync(mapping, '{"events": [{"type": "subscription.updated", "billing": {"subscription": {"id": id}}}]}');
    clock.set('2027-01-01T00:00:00Z');
    taken = [];
    failed = [];
    prepared = [];
    asked = [];
    answers = [{ body: JSON.stringify(fixtures.subscription) }];
    open();
  });
  afterEach(async () => {
    await test.close();
    rmSync(folder, { recursive: true });
  });

  const post = async (source: string, more: object = {}): Promise<{ duplicate: boolean }> => {
    const body = Buffer.from(JSON.stringify({ ...fixtures.subscriptionCreated, ...more }));
    const at = String(clock.now());
    const signature = createHmac('sha256', secret).update(`${at}.`).update(body).digest('hex');
    return inbox.receive(source, body, { 'recurly-signature': `${at},${signature}` });
  };
  const views = async () => (await inbox.messages({ limit: 50 })).messages;
  const round = () => refetch.round(signal, held);

  describe('reads from the provider what a message only names', () => {
    it('and takes in what comes of it then', async () => {
      await post('recurly');
      expect(await views()).toMatchObject([{ state: 'waiting', facts: [], nextAttemptAt: '2027-01-01T00:00:00Z' }]);
      expect(taken).toEqual([]);
      await round();
      expect(taken).toMatchObject([
        {
          type: 'subscription.created',
          time: '2022-07-26T22:01:56Z',
          received: '2027-01-01T00:00:00Z',
          billing: { source: 'recurly', customer: { email: 'verena@example.com' }, amount: 3998 },
        },
      ]);
      expect(prepared).toEqual([1]);
      expect(await views()).toMatchObject([
        { state: 'normalised', facts: ['subscription.created'], nextAttemptAt: null },
      ]);
      await round();
      expect(asked).toHaveLength(1);
    });

    it('and across a restart', async () => {
      await post('recurly');
      open();
      await round();
      expect(taken).toHaveLength(1);
    });

    it('by itself, as soon as it comes', async () => {
      const duties = new AllDuties({ error: () => undefined });
      duties.add(refetch);
      duties.start();
      await post('recurly');
      await waitUntil(() => taken.length === 1);
      await duties.stop();
    });

    it('ever more slowly while that fails', async () => {
      answers = [{ status: 503 }];
      await post('recurly');
      const waits: number[] = [];
      for (let attempt = 0; attempt < 4; attempt += 1) {
        await round();
        const [view] = await views();
        waits.push((Date.parse(view?.nextAttemptAt ?? '') - clock.now()) / 1000);
        await round();
        clock.advance({ seconds: waits.at(-1) ?? 0 });
      }
      expect(waits).toEqual([5, 10, 20, 40]);
      expect(asked).toHaveLength(4);
      expect(await views()).toMatchObject([{ state: 'waiting', attempts: 4, problem: 'Recurly answered 503.' }]);
      answers = [{ body: JSON.stringify(fixtures.subscription) }];
      await round();
      expect(taken).toHaveLength(1);
      expect(await views()).toMatchObject([{ state: 'normalised', problem: null }]);
    });

    it('no sooner than the provider asks, for all messages of the source', async () => {
      answers = [{ status: 429, headers: { 'retry-after': '120' } }];
      await post('recurly');
      await post('recurly', { id: 'other' });
      await round();
      expect(asked).toHaveLength(1);
      clock.advance({ seconds: 119 });
      await round();
      expect(asked).toHaveLength(1);
      answers = [{ body: JSON.stringify(fixtures.subscription) }];
      clock.advance({ seconds: 1 });
      await round();
      expect(taken).toHaveLength(2);
    });

    it('and waits while the key is refused', async () => {
      answers = [{ status: 401 }];
      await post('recurly');
      await round();
      expect(await views()).toMatchObject([{ state: 'waiting' }]);
      expect(failed).toEqual([]);
    });

    it('and puts aside what the provider does not have', async () => {
      answers = [{ status: 404 }];
      await post('recurly');
      await round();
      expect(await views()).toMatchObject([{ state: 'failed', problem: 'Recurly answered 404.', nextAttemptAt: null }]);
      expect(failed).toMatchObject([
        { source: 'recurly', type: 'subscription.created', problem: 'Recurly answered 404.' },
      ]);
      answers = [{ body: JSON.stringify(fixtures.subscription) }];
      expect(await inbox.renormalise('recurly', { after: 0, dryRun: false })).toMatchObject({ changed: 1, failed: 0 });
      await round();
      expect(taken).toHaveLength(1);
    });

    it('and makes do with the message where there is no key', async () => {
      await post('thin');
      expect(taken).toMatchObject([{ billing: { subscription: { id: 'ra8foq26o2dt' }, amount: null } }]);
      expect(await views()).toMatchObject([{ state: 'normalised' }]);
    });
  });

  describe('with a mapping that fails', () => {
    beforeEach(async () => {
      writeFileSync(mapping, '{"events": $number(id)}');
      open();
      await post('own');
    });

    it('keeps the message, and says so', async () => {
      expect(taken).toEqual([]);
      expect(await views()).toMatchObject([
        { source: 'own', state: 'failed', problem: expect.stringContaining('JSONata') as string },
      ]);
      expect(failed).toMatchObject([{ source: 'own', provider: 'recurly' }]);
      expect(failed[0]?.problem).not.toContain('ra8foq26o2dt');
      expect(await post('own')).toEqual({ duplicate: true });
    });

    it('understands it when the mapping is mended', async () => {
      writeFileSync(mapping, '{"events": [{"type": "subscription.updated", "billing": {"subscription": {"id": id}}}]}');
      const dry = await inbox.renormalise('own', { after: 0, dryRun: true });
      expect(dry).toMatchObject({
        looked: 1,
        changed: 1,
        failed: 0,
        done: true,
        messages: [{ before: [], after: ['subscription.updated'], problem: null }],
      });
      expect(taken).toEqual([]);
      expect(await views()).toMatchObject([{ state: 'failed' }]);
      expect(await inbox.renormalise('own', { after: 0, dryRun: false })).toEqual(dry);
      expect(taken).toMatchObject([{ type: 'subscription.updated', received: '2027-01-01T00:00:00Z' }]);
      expect(await views()).toMatchObject([{ state: 'normalised', problem: null, facts: ['subscription.updated'] }]);
      // Done again, it changes nothing.
      expect(await inbox.renormalise('own', { after: 0, dryRun: false })).toMatchObject({ looked: 1, changed: 0 });
      expect(taken).toHaveLength(1);
      // New messages are understood by it, too.
      await post('own', { id: 'next' });
      expect(taken).toHaveLength(2);
    });

    it('counts what still fails, and keeps the mapping in use when the new one is none', async () => {
      expect(await inbox.renormalise('own', { after: 0, dryRun: false })).toMatchObject({ changed: 0, failed: 1 });
      writeFileSync(mapping, '{"events": [');
      await expect(inbox.renormalise('own', { after: 0, dryRun: false })).rejects.toMatchObject({
        status: 422,
        code: 'invalid-mapping',
      });
    });
  });

  it('tells what a changed mapping changes, and takes in only that', async () => {
    await post('own');
    await post('own', { id: 'second' });
    expect(taken).toHaveLength(2);
    writeFileSync(
      mapping,
      `{"events": [{"type": "subscription.updated", "billing": {"subscription": {"id": id}, "amount": id = "second" ? 5 : null}}]}`,
    );
    expect(await inbox.renormalise('own', { after: 0, dryRun: true })).toMatchObject({
      looked: 2,
      changed: 1,
      messages: [{ before: ['subscription.updated'], after: ['subscription.updated'], fields: ['amount'] }],
    });
    await inbox.renormalise('own', { after: 0, dryRun: false });
    expect(taken.slice(2)).toMatchObject([{ billing: { subscription: { id: 'second' }, amount: 5 } }]);
  });

  it('forgets what was read of a person, too', async () => {
    await post('recurly');
    await round();
    const person = new Person(null, 'verena@example.com');
    expect(await erasedFromInbox.erase({ store: test.store, sealer }, person)).toBe(1);
    expect(await erasedFromInbox.erase({ store: test.store, sealer }, person)).toBe(0);
    expect(await inbox.renormalise('recurly', { after: 0, dryRun: false })).toMatchObject({ looked: 1, changed: 0 });
    expect(await views()).toMatchObject([{ facts: [] }]);
  });

  it('lists messages by source and state, page by page', async () => {
    for (const id of ['a', 'b', 'c']) await post('thin', { id });
    await post('recurly');
    expect(await inbox.messages({ state: 'waiting', limit: 10 })).toMatchObject({
      messages: [{ source: 'recurly' }],
      next: null,
    });
    const first = await inbox.messages({ source: 'thin', limit: 2 });
    expect(first.messages.map(({ id }) => id.split(':')[1])).toEqual(['c', 'b']);
    const rest = await inbox.messages({ source: 'thin', limit: 2, before: first.next ?? 0 });
    expect(rest.messages.map(({ id }) => id.split(':')[1])).toEqual(['a']);
    expect(rest.next).toBeNull();
  });

  it('makes the webhook at the provider, and believes what is signed with its secret', async () => {
    await expect(inbox.register('thin', 'https://pay.example.com/')).rejects.toMatchObject({
      status: 409,
      code: 'no-api',
    });
    const source = inbox.source('recurly') as { -readonly [K in keyof Source]: Source[K] };
    const register = jest.fn<Promise<{ id: string; secret: string | null }>, []>(() =>
      Promise.resolve({ id: 'we_1', secret: 'whsec_made' }),
    );
    source.api = { ...source.api!, register };
    source.options = { ...source.options, secrets: [] };
    await expect(post('recurly')).rejects.toMatchObject({ code: 'no-secret' });
    expect(await inbox.register('recurly', 'https://pay.example.com/')).toEqual({
      id: 'we_1',
      url: 'https://pay.example.com/',
      secretKnown: true,
    });
    const body = Buffer.from(JSON.stringify(fixtures.subscriptionCreated));
    const at = String(clock.now());
    const signature = createHmac('sha256', 'whsec_made').update(`${at}.`).update(body).digest('hex');
    expect(await inbox.receive('recurly', body, { 'recurly-signature': `${at},${signature}` })).toEqual({
      duplicate: false,
    });
    // Made again, the provider does not tell the secret again: the known one is kept.
    register.mockResolvedValueOnce({ id: 'we_1', secret: null });
    expect(await inbox.register('recurly', 'https://pay.example.com/')).toMatchObject({ secretKnown: true });
    register.mockResolvedValueOnce({ id: 'we_2', secret: null });
    expect(await inbox.register('recurly', 'https://pay.example.com/')).toMatchObject({ secretKnown: false });
    expect(JSON.stringify(await test.store.db.selectFrom('inbox_registrations').selectAll().execute())).not.toContain(
      'whsec',
    );
  });

  it('keeps the providers’ own mappings apart from operators’', () => {
    expect(inbox.source('own').provider).toBe(providers.recurly);
  });
});
