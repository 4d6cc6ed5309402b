import type { Event } from '../../panel';
import type { Held } from '../duties';
import type { EventDraft } from '../events';
import { FakeClock, openTestStore, waitUntil, type TestStore } from '../testing';
import { neededByRules, ruleMigrations, Rules, ruleSettings } from './index';

const draft = (more: Partial<EventDraft> = {}): EventDraft => ({
  type: 'line.created',
  panel: 'main',
  subject: 'line:main/1',
  time: '2027-01-01T00:00:00Z',
  origin: 'command',
  data: {},
  ...more,
});

const settings = (more: object) => ruleSettings.parse({ emit: 'custom.seen', ...more });

/** The position in the log keeps two replicas from making an event twice; the lease of the duty need not. */
const held: Held = { lost: new AbortController().signal, check: () => Promise.resolve(), assert: () => undefined };

describe('rules', () => {
  let test: TestStore;
  let clock: FakeClock;
  let rules: Rules;
  let stop: () => Promise<void>;
  const limits = { milliseconds: 1500, memory: 64 };

  const open = (): void => {
    rules = new Rules({ store: test.store, log: test.log, clock, logger: { warn: jest.fn() }, limits });
    stop = () => Promise.resolve();
  };
  const start = (): void => {
    const abort = new AbortController();
    const ended = rules.duty.run(abort.signal, held);
    stop = async () => {
      abort.abort();
      await ended;
    };
  };
  beforeEach(async () => {
    test = await openTestStore(ruleMigrations);
    clock = new FakeClock();
    open();
  });
  afterEach(async () => {
    await stop();
    await test.close();
  });

  const append = (...drafts: EventDraft[]): Promise<Event[]> =>
    test.store.write((trx, afterCommit) => test.log.append(trx, afterCommit, drafts));
  const read = (type: string): Promise<Event[]> => test.log.read({ types: [type], limit: 1000 });
  const done = (name: string): Promise<void> =>
    waitUntil(
      async () => {
        const { lag, state } = await rules.get(name);
        return lag === 0 || state === 'disabled';
      },
      'the rule to have looked at everything',
      60_000,
    );

  it('make an event of an event, about the same, with what caused it', async () => {
    await rules.put('seen', settings({ on: ['line.created'], when: 'panel = "main"', data: '{"by": $event.id}' }));
    start();
    const [cause] = await append(draft(), draft({ panel: 'other' }), draft({ type: 'line.deleted' }));
    await done('seen');
    expect(await read('custom.seen')).toMatchObject([
      {
        panel: 'main',
        subject: 'line:main/1',
        origin: 'command',
        time: cause?.time,
        data: { rule: 'seen', cause: cause?.id, depth: 1, custom: { by: cause?.id } },
      },
    ]);
    expect(await rules.get('seen')).toMatchObject({ emitted: 1, state: 'active', configured: false, problem: null });
  });

  it('begin with what happens after they were made, and go on where they were', async () => {
    await append(draft());
    await rules.put('seen', settings({ on: ['line.created'] }));
    const [first] = await append(draft());
    start();
    await done('seen');
    await stop();
    const [second] = await append(draft());
    open();
    await rules.put('seen', settings({ on: ['line.created'], label: 'Seen' }));
    start();
    await done('seen');
    expect((await read('custom.seen')).map(({ data }) => data.cause)).toEqual([first?.id, second?.id]);
  });

  it('make an event once for each cause, though two replicas do the work for a moment', async () => {
    await rules.put('seen', settings({ on: ['line.created'] }));
    await append(...Array.from({ length: 250 }, () => draft()));
    const other = new Rules({ store: test.store, log: test.log, clock, logger: { warn: jest.fn() }, limits });
    const abort = new AbortController();
    const ended = other.duty.run(abort.signal, held);
    start();
    await done('seen');
    abort.abort();
    await ended;
    const causes = (await read('custom.seen')).map(({ data }) => data.cause);
    expect(causes).toHaveLength(250);
    expect(new Set(causes).size).toBe(250);
    expect((await rules.get('seen')).emitted).toBe(250);
  });

  it('see what the line has been through', async () => {
    await rules.put(
      'often',
      settings({
        on: ['line.suspended'],
        when: '$times("line.suspended", "90d") >= 3',
        data: '{"first": $history(9)[-1].time, "created": $last("line.created").id}',
      }),
    );
    const suspended = (time: string, subject = 'line:main/1') => draft({ type: 'line.suspended', time, subject });
    const [created] = await append(
      draft(),
      suspended('2026-09-01T00:00:00Z'),
      suspended('2027-01-02T00:00:00Z'),
      suspended('2027-01-03T00:00:00Z'),
      suspended('2027-01-03T00:00:00Z', 'line:main/2'),
      suspended('2027-01-04T00:00:00Z'),
    );
    start();
    await done('often');
    expect(await read('custom.seen')).toMatchObject([
      { time: '2027-01-04T00:00:00Z', data: { custom: { created: created?.id, first: '2027-01-01T00:00:00Z' } } },
    ]);
  });

  it('cannot keep each other busy for ever', async () => {
    await rules.put('ping', settings({ emit: 'custom.ping' }));
    await rules.put('pong', settings({ emit: 'custom.pong' }));
    start();
    await append(draft());
    await Promise.all([done('ping'), done('pong')]);
    await done('ping');
    const depths = [...(await read('custom.ping')), ...(await read('custom.pong'))].map(({ data }) => data.depth);
    expect(Math.max(...depths.map(Number))).toBe(3);
    expect(depths).toHaveLength(2 + 4 + 8);
  });

  it('are switched off after failing again and again, and told of; others go on', async () => {
    await rules.put('bad', settings({ on: ['line.created'], when: '$nothing(1)' }));
    await rules.put('good', settings({ on: ['line.created'] }));
    start();
    await append(...Array.from({ length: 30 }, () => draft()));
    await Promise.all([done('bad'), done('good')]);
    expect(await rules.get('bad')).toMatchObject({
      state: 'disabled',
      problem: { message: expect.any(String) as string },
    });
    expect(await read('rule.disabled')).toMatchObject([{ subject: 'rule:bad', data: { rule: 'bad', code: 'errors' } }]);
    expect(await rules.get('good')).toMatchObject({ state: 'active', emitted: 30 });
    await rules.put('bad', settings({ on: ['line.created'] }));
    await done('bad');
    expect(await rules.get('bad')).toMatchObject({ state: 'active', emitted: 10 });
  });

  it('are switched off after exceeding their limits three times within the hour', async () => {
    await rules.put(
      'slow',
      settings({ on: ['line.created'], when: '$contains("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /(a+)+$/)' }),
    );
    start();
    await append(...Array.from({ length: 5 }, () => draft()));
    await done('slow');
    expect(await read('rule.disabled')).toMatchObject([{ data: { rule: 'slow', code: 'limits' } }]);
    await rules.enable('slow');
    await done('slow');
    expect(await rules.get('slow')).toMatchObject({
      state: 'active',
      problem: { message: expect.any(String) as string },
    });
  }, 60_000);

  it('keep from being forgotten what they are still to look at', async () => {
    const needed = (sequences: number[]) => test.store.write((trx) => neededByRules(trx, sequences));
    const [before] = await append(draft());
    expect(await needed([before!.sequence])).toEqual([]);
    await rules.put('seen', settings({ on: ['line.created'] }));
    const [after] = await append(draft());
    expect(await needed([before!.sequence, after!.sequence])).toEqual([after!.sequence]);
    start();
    await done('seen');
    expect(await needed([before!.sequence, after!.sequence])).toEqual([]);
  });

  it('of the configuration are not changed through the API, and go with it', async () => {
    const rule = { name: 'mine', ...settings({}) };
    await rules.configure([rule]);
    await rules.put('other', settings({}));
    await expect(rules.put('mine', settings({}))).rejects.toMatchObject({ status: 409, code: 'configured' });
    await expect(rules.delete('mine')).rejects.toMatchObject({ code: 'configured' });
    await rules.configure([rule]);
    expect(await rules.get('mine')).toMatchObject({ configured: true, state: 'active' });
    await rules.configure([]);
    expect((await rules.list()).map(({ rule }) => rule)).toEqual(['other']);
    await rules.delete('other');
    await expect(rules.get('other')).rejects.toMatchObject({ status: 404, code: 'unknown-rule' });
  });

  it('can be tried on the log, which changes nothing', async () => {
    const events = await append(draft(), draft({ panel: 'other' }), draft());
    const rule = { name: 'dry-run', ...settings({ when: 'panel = "main" or $nothing(1)', data: '{"n": 1}' }) };
    const head = await test.log.head();
    const all = await rules.dryRun({ rule, after: 0, to: Infinity, limit: 100 });
    expect(all).toMatchObject({
      looked: 3,
      emitted: [
        { type: 'custom.seen', data: { cause: events[0]?.id, custom: { n: 1 } } },
        { data: { cause: events[2]?.id } },
      ],
      errors: [{ event: events[1]?.id }],
      position: head,
    });
    expect(await rules.dryRun({ rule, after: 0, to: events[0]!.sequence, limit: 100 })).toMatchObject({ looked: 1 });
    expect(await rules.dryRun({ rule, after: events[0]!.sequence, to: Infinity, limit: 1 })).toMatchObject({
      looked: 1,
      position: events[1]!.sequence,
    });
    expect(await test.log.head()).toBe(head);
    expect(await rules.list()).toEqual([]);
  });
});
