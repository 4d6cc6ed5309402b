import type { Event } from '../../panel';
import { appendedAt, type EventDraft } from '../events';
import { FakeClock, openTestStore, waitUntil, type TestStore } from '../testing';
import { Feeds, feedMigrations } from './index';

const draft = (subject: string, more: Partial<EventDraft> = {}): EventDraft => ({
  type: 'line.created',
  panel: 'main',
  subject,
  time: '2027-01-01T00:00:00Z',
  origin: 'panel',
  data: { message: 'x' },
  ...more,
});

describe('feeds', () => {
  let test: TestStore;
  let clock: FakeClock;
  let feeds: Feeds;
  const warn = jest.fn();

  beforeEach(async () => {
    test = await openTestStore(feedMigrations);
    clock = new FakeClock();
    warn.mockReset();
    feeds = new Feeds({ store: test.store, log: test.log, clock, logger: { warn } });
  });
  afterEach(() => test.close());

  const append = (...drafts: EventDraft[]): Promise<Event[]> =>
    test.store.write((trx, afterCommit) => test.log.append(trx, afterCommit, drafts));
  const one = async (...args: Parameters<typeof draft>): Promise<Event> => {
    const [event] = await append(draft(...args));
    return event!;
  };
  const lease = async (consumer = 'c1', max = 10): Promise<Array<[string, number]>> =>
    (await feeds.lease('f', { max, consumer })).map(({ event, attempt }) => [event.id, attempt]);

  describe('settings', () => {
    it('makes a feed with defaults, and changes it', async () => {
      const made = await feeds.put('f');
      expect(made).toEqual({
        created: true,
        feed: {
          feed: 'f',
          types: [],
          panels: [],
          filter: null,
          leaseSeconds: 60,
          maxAttempts: 5,
          retryAfterSeconds: 30,
          position: 0,
          lag: 0,
          lagSeconds: 0,
          leased: 0,
          waiting: 0,
          parked: 0,
          lastSeenAt: null,
          filterProblem: null,
        },
      });
      const changed = await feeds.put('f', { types: ['line.deleted'], leaseSeconds: 5 });
      expect(changed).toMatchObject({ created: false, feed: { types: ['line.deleted'], leaseSeconds: 5 } });
      expect(await feeds.list()).toEqual([changed.feed]);
    });

    it('begins now, at the beginning or after a sequence, and never moves for a later `from`', async () => {
      const [first, second] = await append(draft('a'), draft('b'));
      await feeds.put('now');
      await feeds.put('all', { from: 'beginning' });
      await feeds.put('f', { from: first?.sequence ?? 0 });
      await feeds.put('f', { from: 'beginning' });
      expect(await feeds.lease('now', { max: 10, consumer: 'c' })).toEqual([]);
      expect(await feeds.lease('all', { max: 10, consumer: 'c' })).toHaveLength(2);
      expect(await lease()).toEqual([[second?.id, 1]]);
    });

    it.each([
      ['an unknown type', { types: ['line.exploded'] }, 'types'],
      ['a filter that is no expression', { filter: 'type = ' }, 'filter'],
      ['a beginning after the end', { from: 5 }, 'from'],
    ])('refuses %s, naming the field', async (_what, settings, field) => {
      await expect(feeds.put('f', settings)).rejects.toMatchObject({
        status: 422,
        code: 'invalid-parameter',
        more: { field },
      });
      expect(await feeds.list()).toEqual([]);
    });

    it('refuses a name that could not stand in an address', async () => {
      await expect(feeds.put('a/b')).rejects.toMatchObject({ status: 422, more: { field: 'feed' } });
    });

    it('serves only the types, panels and events it was made for', async () => {
      await feeds.put('f', { types: ['line.created'], panels: ['main'], filter: '$contains(subject, "yes")' });
      const [wanted] = await append(
        draft('yes'),
        draft('no'),
        draft('yes', { type: 'line.deleted' }),
        draft('yes', { panel: 'other' }),
        draft('yes', { panel: null }),
      );
      expect(await lease()).toEqual([[wanted?.id, 1]]);
      expect(await feeds.get('f')).toMatchObject({ lag: 0, leased: 1, position: await test.log.head() });
    });

    it('drops waiting events that new settings do not match, and keeps what was leased', async () => {
      await feeds.put('f');
      const [leased, dropped, kept] = await append(draft('a'), draft('a'), draft('a', { type: 'line.deleted' }));
      expect(await lease()).toEqual([[leased?.id, 1]]);
      await feeds.put('f', { types: ['line.deleted'] });
      expect(await feeds.acknowledge('f', { acks: [leased?.id ?? ''] })).toMatchObject({ acked: 1 });
      expect(await lease()).toEqual([[kept?.id, 1]]);
      await expect(feeds.acknowledge('f', { acks: ['evt_unknown'] })).rejects.toMatchObject({ code: 'not-leased' });
      expect(dropped).toBeDefined();
    });

    it('counts an event its filter fails on as no match, shows the failure and goes on', async () => {
      await feeds.put('f', { filter: 'data.message + 1 > 0' });
      const [bad, good] = await append(draft('a'), draft('b', { data: {} }), draft('c'));
      expect(await lease()).toEqual([]);
      const { filterProblem, position } = await feeds.get('f');
      expect(filterProblem).toMatchObject({
        at: '2027-01-01T00:00:00Z',
        message: expect.stringContaining('+') as string,
      });
      expect(position).toBe(await test.log.head());
      expect(warn).toHaveBeenCalledTimes(1);
      expect([bad, good]).toHaveLength(2);
      expect((await feeds.put('f', { filter: null })).feed.filterProblem).toBeNull();
    });

    it('forgets a deleted feed and what it was to deliver', async () => {
      await feeds.put('f');
      const event = await one('a');
      await lease();
      await feeds.delete('f');
      await expect(feeds.get('f')).rejects.toMatchObject({ status: 404, code: 'unknown-feed' });
      await expect(feeds.delete('f')).rejects.toMatchObject({ code: 'unknown-feed' });
      await feeds.put('f');
      expect(await feeds.get('f')).toMatchObject({ leased: 0, waiting: 0 });
      await expect(feeds.acknowledge('f', { acks: [event.id] })).rejects.toMatchObject({ code: 'not-leased' });
    });
  });

  describe('leases', () => {
    beforeEach(() => feeds.put('f', { maxAttempts: 3 }));

    it('serves one event a subject at a time, oldest first, up to max', async () => {
      const [a1, a2, b1, c1] = await append(draft('a'), draft('a'), draft('b'), draft('c'));
      expect(await lease('c1', 2)).toEqual([
        [a1?.id, 1],
        [b1?.id, 1],
      ]);
      expect(await lease()).toEqual([[c1?.id, 1]]);
      await feeds.acknowledge('f', { acks: [a1?.id ?? ''] });
      expect(await lease()).toEqual([[a2?.id, 1]]);
    });

    it('tells until when', async () => {
      await one('a');
      expect(await feeds.lease('f', { max: 1, consumer: 'c' })).toMatchObject([{ leaseUntil: '2027-01-01T00:01:00Z' }]);
      expect((await feeds.get('f')).lastSeenAt).toBe('2027-01-01T00:00:00Z');
    });

    it('brings an event back at once when its lease ends, to whoever asks', async () => {
      const event = await one('a');
      await lease('c1');
      clock.advance({ seconds: 59 });
      expect(await lease('c2')).toEqual([]);
      clock.advance({ seconds: 1 });
      expect(await lease('c2')).toEqual([[event.id, 2]]);
    });

    it('serves a backlog larger than one look at the log', async () => {
      await append(...Array.from({ length: 600 }, (_, index) => draft(`s${String(index)}`)));
      const seen = new Set<string>();
      for (let round = 0; round < 6; round++) {
        const leased = await lease('c', 100);
        expect(leased).toHaveLength(100);
        for (const [id] of leased) seen.add(id);
        await feeds.acknowledge('f', { acks: leased.map(([id]) => id) });
      }
      expect(seen.size).toBe(600);
      expect(await feeds.get('f')).toMatchObject({ lag: 0, waiting: 0, leased: 0 });
    });

    it('finds a rare match far into the log in one call', async () => {
      await feeds.put('f', { types: ['line.created'], filter: 'subject = "rare"' });
      await append(...Array.from({ length: 700 }, () => draft('common')));
      const event = await one('rare');
      expect(await lease()).toEqual([[event.id, 1]]);
    });

    it('never leases an event to two of many who ask at the same time', async () => {
      await append(...Array.from({ length: 40 }, (_, index) => draft(`s${String(index)}`)));
      const all = (await Promise.all(['c1', 'c2', 'c3', 'c4'].map((consumer) => lease(consumer, 10)))).flat();
      expect(new Set(all.map(([id]) => id)).size).toBe(all.length);
      expect(all).toHaveLength(40);
    });
  });

  describe('acknowledging', () => {
    let event: Event;
    beforeEach(async () => {
      await feeds.put('f', { maxAttempts: 3, retryAfterSeconds: 30 });
      event = await one('a');
      await lease('c1');
    });
    const ack = (consumer?: string) =>
      feeds.acknowledge('f', { acks: [event.id], ...(consumer === undefined ? {} : { consumer }) });

    it('settles an event for good; telling twice is fine', async () => {
      expect(await ack()).toEqual({ acked: 1, nacked: 0, extended: 0 });
      expect(await ack()).toEqual({ acked: 0, nacked: 0, extended: 0 });
      clock.advance({ days: 1 });
      expect(await lease()).toEqual([]);
      expect(await feeds.get('f')).toMatchObject({ lag: 0, leased: 0, waiting: 0 });
    });

    it('leaves nothing behind on disk', async () => {
      await ack();
      expect(await test.store.db.selectFrom('deliveries').selectAll().execute()).toEqual([]);
    });

    it('refuses what the feed never leased, and with it everything', async () => {
      const before = await one('b');
      await feeds.put('g');
      const [behind, unmatched] = await append(draft('a'), draft('c', { type: 'line.deleted' }));
      await lease();
      for (const id of ['evt_nothing', behind?.id ?? '']) {
        await expect(feeds.acknowledge('f', { acks: [event.id, id] })).rejects.toMatchObject({
          status: 409,
          code: 'not-leased',
          message: expect.stringContaining(id) as string,
        });
      }
      expect(await feeds.get('f')).toMatchObject({ leased: 3 });
      await feeds.put('g', { types: ['line.created'] });
      await feeds.lease('g', { max: 10, consumer: 'c' });
      for (const id of [before.id, unmatched?.id ?? '']) {
        await expect(feeds.acknowledge('g', { acks: [id] })).rejects.toMatchObject({ code: 'not-leased' });
      }
    });

    it('believes a late one when the event was not leased again', async () => {
      clock.advance({ minutes: 5 });
      expect(await ack('c1')).toMatchObject({ acked: 1 });
      expect(await lease('c2')).toEqual([]);
    });

    it('believes a late one while somebody else has the event, but keeps the order until that lease ends', async () => {
      const next = await one('a');
      clock.advance({ minutes: 5 });
      expect(await lease('c2')).toEqual([[event.id, 2]]);
      expect(await ack('c1')).toMatchObject({ acked: 1 });
      expect(await ack('c1')).toMatchObject({ acked: 0 });
      expect(await lease('c3')).toEqual([]);
      await feeds.acknowledge('f', { nacks: [{ id: event.id }], consumer: 'c2' });
      expect(await lease('c3')).toEqual([[next.id, 1]]);
    });

    it('refuses to be told two things of one event', async () => {
      await expect(feeds.acknowledge('f', { acks: [event.id], nacks: [{ id: event.id }] })).rejects.toMatchObject({
        status: 422,
        more: { field: 'nacks' },
      });
      expect(await feeds.get('f')).toMatchObject({ leased: 1 });
    });

    it('waits twice as long after each negative one, then parks and tells so in the log', async () => {
      const nack = () => feeds.acknowledge('f', { nacks: [{ id: event.id, reason: 'no mail server' }] });
      expect(await nack()).toEqual({ acked: 0, nacked: 1, extended: 0 });
      expect(await nack()).toEqual({ acked: 0, nacked: 0, extended: 0 });
      clock.advance({ seconds: 29 });
      expect(await lease()).toEqual([]);
      clock.advance({ seconds: 1 });
      expect(await lease()).toEqual([[event.id, 2]]);
      await nack();
      clock.advance({ seconds: 59 });
      expect(await lease()).toEqual([]);
      clock.advance({ seconds: 1 });
      expect(await lease()).toEqual([[event.id, 3]]);
      await nack();
      expect(await feeds.get('f')).toMatchObject({ parked: 1, waiting: 0, leased: 0 });
      expect(await feeds.parked('f')).toEqual([
        { attempts: 3, reason: 'no mail server', parkedAt: '2027-01-01T00:01:30Z', event },
      ]);
      expect(await test.log.read({ types: ['event.parked'] })).toMatchObject([
        {
          subject: 'feed:f',
          origin: 'daemon',
          panel: null,
          data: { parked: { feed: 'f', event: event.id, attempts: 3, reason: 'no mail server' } },
        },
      ]);
    });

    it('waits at most an hour, unless told to', async () => {
      await feeds.put('f', { maxAttempts: 50, retryAfterSeconds: 3000 });
      await feeds.acknowledge('f', { nacks: [{ id: event.id, retryAfter: 0 }] });
      expect(await lease()).toEqual([[event.id, 2]]);
      await feeds.acknowledge('f', { nacks: [{ id: event.id }] });
      clock.advance({ seconds: 3600 });
      expect(await lease()).toEqual([[event.id, 3]]);
    });

    it('parks after leases that ended without a word', async () => {
      for (const attempt of [2, 3]) {
        clock.advance({ minutes: 1 });
        expect(await lease()).toEqual([[event.id, attempt]]);
      }
      clock.advance({ minutes: 1 });
      expect(await lease()).toEqual([]);
      expect(await feeds.parked('f')).toMatchObject([{ reason: 'The lease ended without a word.' }]);
    });

    it('lets the next event of the subject go ahead of a parked one', async () => {
      const next = await one('a');
      await feeds.put('f', { maxAttempts: 1 });
      await feeds.acknowledge('f', { nacks: [{ id: event.id }] });
      expect(await lease()).toEqual([[next.id, 1]]);
    });

    it('is not told through a feed that it parked something, nor for ever through another', async () => {
      await feeds.put('f', { maxAttempts: 1 });
      await feeds.put('g', { maxAttempts: 1 });
      await feeds.acknowledge('f', { nacks: [{ id: event.id }] });
      expect(await lease()).toEqual([]);
      const [told] = await feeds.lease('g', { max: 10, consumer: 'c' });
      expect(told?.event.type).toBe('event.parked');
      await feeds.acknowledge('g', { nacks: [{ id: told?.event.id ?? '' }] });
      expect(await test.log.read({ types: ['event.parked'] })).toHaveLength(1);
    });

    it('gives parked events back as new, all or some, and not beside a leased one of the subject', async () => {
      const next = await one('a');
      await feeds.put('f', { maxAttempts: 1 });
      await feeds.acknowledge('f', { nacks: [{ id: event.id }] });
      expect(await lease()).toEqual([[next.id, 1]]);
      expect(await feeds.redrive('f', ['evt_other'])).toBe(0);
      expect(await feeds.redrive('f')).toBe(1);
      expect(await lease()).toEqual([]);
      await feeds.acknowledge('f', { acks: [next.id] });
      expect(await lease()).toEqual([[event.id, 1]]);
    });

    it('forgets parked events, all or some, and nothing else', async () => {
      const [b, c] = await append(draft('b'), draft('c'), draft('d'));
      await feeds.put('f', { maxAttempts: 1 });
      await lease('c2');
      await feeds.acknowledge('f', { nacks: [event, b!, c!].map(({ id }) => ({ id })) });
      expect(await feeds.drop('f', [event.id, 'evt_other'])).toBe(1);
      expect((await feeds.parked('f')).map((each) => each.event.id)).toEqual([b!.id, c!.id]);
      expect(await feeds.drop('f')).toBe(2);
      expect(await feeds.get('f')).toMatchObject({ parked: 0, leased: 1, waiting: 0 });
    });

    it('lengthens a lease from now on, for its holder only', async () => {
      clock.advance({ seconds: 50 });
      expect(await feeds.acknowledge('f', { extend: [event.id], consumer: 'c2' })).toMatchObject({ extended: 0 });
      expect(await feeds.acknowledge('f', { extend: [event.id], consumer: 'c1' })).toMatchObject({ extended: 1 });
      clock.advance({ seconds: 59 });
      expect(await lease()).toEqual([]);
      clock.advance({ seconds: 1 });
      expect(await lease()).toEqual([[event.id, 2]]);
    });

    it('gives back every lease of a consumer without counting the attempt', async () => {
      const other = await one('b');
      await lease('c2');
      await feeds.acknowledge('f', { release: true, consumer: 'c1' });
      expect(await lease('c3')).toEqual([[event.id, 1]]);
      await feeds.acknowledge('f', { release: true });
      expect(await lease('c3')).toEqual([
        [event.id, 1],
        [other.id, 1],
      ]);
    });
  });

  describe('seeking', () => {
    let events: Event[];
    const ids = (from: number, to?: number): Array<[string, number]> => events.slice(from, to).map(({ id }) => [id, 1]);
    beforeEach(async () => {
      await feeds.put('f', { maxAttempts: 2, retryAfterSeconds: 0, from: 'beginning' });
      events = await append(...['a', 'b', 'c', 'd', 'e'].map((subject) => draft(subject)));
    });
    const all = async (): Promise<void> => {
      await feeds.acknowledge('f', { acks: (await lease()).map(([id]) => id) });
    };

    it.each<[string, () => Parameters<Feeds['seek']>[1], number]>([
      ['the beginning', () => 'beginning', 0],
      ['now', () => 'now', 5],
      ['a sequence', () => events[1]!.sequence, 2],
      ['a time', () => ({ time: new Date(appendedAt(events[0]!.id)).toISOString() }), 0],
      ['a time to come', () => ({ time: '2999-01-01T00:00:00Z' }), 5],
    ])('goes on from %s, whether that is to read again or to skip', async (_what, to, first) => {
      for (const before of [() => Promise.resolve(), all]) {
        await before();
        await feeds.seek('f', to());
        expect(await lease()).toEqual(ids(first));
        await feeds.acknowledge('f', { release: true });
        await feeds.seek('f', 'beginning');
      }
    });

    it('finds a place between appends by the time of the second one', async () => {
      const before = appendedAt(events[0]!.id);
      await waitUntil(() => Date.now() > before + 1);
      const [later] = await append(draft('f'));
      await feeds.seek('f', { time: new Date(appendedAt(later!.id)).toISOString() });
      expect(await lease()).toEqual([[later!.id, 1]]);
    });

    it('lets go of what is leased: it comes again, and who still has it may say so without harm', async () => {
      const [first, second] = events;
      expect(await lease('c1', 2)).toEqual(ids(0, 2));
      await feeds.seek('f', 'beginning');
      const told = { acks: [first!.id], nacks: [{ id: second!.id }], extend: [events[2]!.id] };
      expect(await feeds.acknowledge('f', { ...told, consumer: 'c1' })).toEqual({ acked: 0, nacked: 0, extended: 0 });
      expect(await lease('c2')).toEqual(ids(0));
      expect(await feeds.acknowledge('f', { ...told, consumer: 'c1' })).toEqual({ acked: 1, nacked: 0, extended: 0 });
      expect(await feeds.acknowledge('f', { acks: [first!.id], consumer: 'c2' })).toMatchObject({ acked: 0 });
    });

    it('does not wait for what is leased when it skips', async () => {
      const [next] = await append(draft('a'));
      expect(await lease('c1', 1)).toEqual(ids(0, 1));
      await feeds.seek('f', events[4]!.sequence);
      expect(await lease('c2')).toEqual([[next!.id, 1]]);
      expect(await feeds.acknowledge('f', { acks: [events[0]!.id], consumer: 'c1' })).toMatchObject({ acked: 0 });
    });

    it('believes who acknowledges late what came before it', async () => {
      await feeds.seek('f', events[1]!.sequence);
      await lease('c1');
      clock.advance({ minutes: 1 });
      await feeds.get('f');
      for (const place of ['beginning', 'now'] as const) {
        await feeds.seek('f', place);
        expect(await feeds.acknowledge('f', { acks: [events[2]!.id] })).toMatchObject({ nacked: 0 });
      }
    });

    it('takes parked events that lie ahead along, and leaves the others parked', async () => {
      await feeds.put('f', { maxAttempts: 1 });
      await lease();
      await feeds.acknowledge('f', { nacks: events.slice(0, 2).map(({ id }) => ({ id })), acks: [events[2]!.id] });
      await feeds.acknowledge('f', { release: true });
      await feeds.seek('f', events[0]!.sequence);
      expect(await feeds.parked('f')).toMatchObject([{ event: { id: events[0]!.id } }]);
      expect(await lease()).toEqual(ids(1));
    });

    it('counts rounds, so that a first attempt can be told from the first attempt before', async () => {
      const round = async () => (await feeds.lease('f', { max: 1, consumer: 'c' })).map((each) => each.round);
      expect(await round()).toEqual([0]);
      await feeds.acknowledge('f', { release: true });
      await feeds.seek('f', 'beginning');
      expect(await round()).toEqual([1]);
      await feeds.put('f', { maxAttempts: 1, from: 'now' });
      await feeds.acknowledge('f', { nacks: [{ id: events[0]!.id }] });
      await feeds.redrive('f');
      expect(await round()).toEqual([2]);
    });

    it('refuses a place after the end, and a feed that is not there', async () => {
      const beyond = (await test.log.head()) + 1;
      await expect(feeds.seek('f', beyond)).rejects.toMatchObject({ status: 422, more: { field: 'to' } });
      await expect(feeds.seek('g', 'now')).rejects.toMatchObject({ code: 'unknown-feed' });
    });
  });

  describe('lag', () => {
    it('is the age of the oldest event that is neither acknowledged nor parked', async () => {
      await feeds.put('f', { types: ['line.created'], maxAttempts: 1 });
      const behind = async () => (await feeds.get('f')).lagSeconds;
      await append(draft('a', { type: 'line.deleted' }));
      expect(await behind()).toBe(0);
      const event = await one('a');
      clock.set(new Date(appendedAt(event.id) + 90_000).toISOString());
      expect(await behind()).toBe(90);
      await lease();
      expect(await behind()).toBe(90);
      await feeds.acknowledge('f', { nacks: [{ id: event.id }] });
      expect(await behind()).toBe(0);
    });
  });

  describe('waiting', () => {
    beforeEach(() => feeds.put('f'));
    const wait = (signal?: AbortSignal) =>
      feeds.lease('f', { max: 10, waitSeconds: 30, consumer: 'c', ...(signal ? { signal } : {}) });
    const looking = () => waitUntil(async () => (await feeds.get('f')).lastSeenAt !== null, 'the consumer to ask');

    it('ends with an append that matches, not with one that does not', async () => {
      await feeds.put('f', { types: ['line.created'] });
      const waiting = wait();
      await looking();
      await one('a', { type: 'line.deleted' });
      const event = await one('a');
      expect(await waiting).toMatchObject([{ event }]);
    });

    it('ends when the event before is acknowledged', async () => {
      const [first, second] = await append(draft('a'), draft('a'));
      await wait();
      const waiting = wait();
      await feeds.acknowledge('f', { acks: [first?.id ?? ''] });
      expect(await waiting).toMatchObject([{ event: { id: second?.id } }]);
    });

    it('ends when a retry is due, by the clock', async () => {
      const event = await one('a');
      await lease();
      await feeds.acknowledge('f', { nacks: [{ id: event.id, retryAfter: 1 }] });
      const waiting = wait();
      clock.advance({ seconds: 1 });
      expect(await waiting).toMatchObject([{ attempt: 2 }]);
    });

    it('ends with nothing when aborted, and leases nothing to who is gone', async () => {
      const abort = new AbortController();
      const waiting = wait(abort.signal);
      await looking();
      abort.abort();
      expect(await waiting).toEqual([]);
      await one('a');
      expect(await wait(abort.signal)).toEqual([]);
      expect(await feeds.get('f')).toMatchObject({ leased: 0, lag: 1 });
    });

    it('ends with nothing when the time is over', async () => {
      expect(await feeds.lease('f', { max: 1, waitSeconds: 0.05, consumer: 'c' })).toEqual([]);
    });

    it('ends with unknown-feed when the feed is deleted', async () => {
      const waiting = wait();
      await looking();
      await Promise.all([expect(waiting).rejects.toMatchObject({ code: 'unknown-feed' }), feeds.delete('f')]);
    });
  });
});
