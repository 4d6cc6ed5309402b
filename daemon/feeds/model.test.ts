import fc from 'fast-check';
import { EventLog } from '../events';
import { FakeClock, openTestStore } from '../testing';
import { Feeds, feedMigrations } from './index';

/**
 * Random interleavings of everything that can happen to a feed, against a model of what the feed promises: nothing is lost, the order of a subject is
 * kept, nothing is leased to two at once, attempts are counted, and every event ends acknowledged or parked. With restarts in between.
 */

const settings = {
  from: 'beginning',
  leaseSeconds: 60,
  maxAttempts: 2,
  retryAfterSeconds: 30,
  types: ['line.created'],
} as const;

interface Delivery {
  id: string;
  subject: string;
  state: 'waiting' | 'leased' | 'acknowledged' | 'parked' | 'skipped';
  sequence: number;
  attempt: number;
  holder: string | null;
  due: number;
  /** Acknowledged late, by another than the holder. */
  done: boolean;
}

const consumers = fc.constantFrom('c1', 'c2');
const action = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      subjects: fc.array(fc.constantFrom('a', 'a', 'b'), { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('lease' as const),
      consumer: consumers,
      max: fc.integer({ min: 1, max: 5 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('ack' as const), consumer: consumers, pick: fc.nat(5) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('nack' as const),
      consumer: consumers,
      pick: fc.nat(5),
      retryAfter: fc.option(fc.constantFrom(0, 10, 60), { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('extend' as const), consumer: consumers, pick: fc.nat(5) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('advance' as const), seconds: fc.constantFrom(10, 30, 60) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const), consumer: consumers }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('redrive' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('seek' as const), pick: fc.nat(12) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

class Model {
  readonly deliveries: Delivery[] = [];
  parkings = 0;
  /** In later rounds a word on what was not leased yet is not always refused: it may have been leased in an earlier one. */
  laterRound = false;
  constructor(private readonly clock: FakeClock) {}

  /** Leases end by themselves as time goes by. */
  settle(): void {
    for (const each of this.deliveries) {
      if (each.state === 'leased' && each.due <= this.clock.now()) this.fail(each, 0);
    }
  }
  fail(each: Delivery, retryAfter: number | undefined): void {
    if (each.done) each.state = 'acknowledged';
    else if (each.attempt >= settings.maxAttempts) {
      each.state = 'parked';
      this.parkings++;
    } else {
      each.state = 'waiting';
      each.due = this.clock.now() + (retryAfter ?? settings.retryAfterSeconds * 2 ** (each.attempt - 1)) * 1000;
    }
  }
  /** What a consumer must get: the heads of subjects nobody works on, that are due. */
  lease(consumer: string, max: number): Array<{ id: string; attempt: number }> {
    this.settle();
    const heads: Delivery[] = [];
    const busy = new Set(this.deliveries.filter((each) => each.state === 'leased').map((each) => each.subject));
    for (const each of this.deliveries) {
      if (each.state !== 'waiting' || busy.has(each.subject)) continue;
      busy.add(each.subject);
      if (each.due <= this.clock.now()) heads.push(each);
    }
    return heads.slice(0, max).map((each) => {
      Object.assign(each, { state: 'leased', holder: consumer, attempt: each.attempt + 1, done: false });
      each.due = this.clock.now() + settings.leaseSeconds * 1000;
      return { id: each.id, attempt: each.attempt };
    });
  }
  /** Usually one in somebody's hands or given up; sometimes any. */
  pick(number: number): Delivery | undefined {
    const settled: ReadonlySet<string> = new Set(['acknowledged', 'skipped']);
    const open = this.deliveries.filter((each) => each.holder !== null && !settled.has(each.state));
    const candidates = number === 0 || open.length === 0 ? this.deliveries : open;
    return candidates[number % Math.max(candidates.length, 1)];
  }
  holds(each: Delivery, consumer: string): boolean {
    return each.state === 'leased' && each.holder === consumer;
  }
}

async function run(actions: readonly Action[]): Promise<void> {
  const clock = new FakeClock();
  const model = new Model(clock);
  const test = await openTestStore(feedMigrations);
  let { store } = test;
  let log = new EventLog(store);
  let feeds = new Feeds({ store, log, clock });
  await feeds.put('f', settings);

  const step: { [Kind in Action['do']]: (given: Extract<Action, { do: Kind }>) => Promise<void> } = {
    async append({ subjects }) {
      const drafts = subjects.map((subject) => ({
        type: 'line.created' as const,
        panel: 'main',
        subject,
        time: '2027-01-01T00:00:00Z',
        origin: 'panel' as const,
        data: {},
      }));
      const events = await store.write((trx, afterCommit) => log.append(trx, afterCommit, drafts));
      for (const { id, subject, sequence } of events) {
        model.deliveries.push({
          id,
          subject,
          sequence,
          state: 'waiting',
          attempt: 0,
          holder: null,
          due: 0,
          done: false,
        });
      }
    },
    async lease({ consumer, max }) {
      const leased = await feeds.lease('f', { max, consumer });
      expect(leased.map(({ attempt, event }) => ({ id: event.id, attempt }))).toEqual(model.lease(consumer, max));
    },
    async ack({ consumer, pick }) {
      model.settle();
      const each = model.pick(pick);
      if (!each || (each.holder === null && model.laterRound)) return;
      const told = feeds.acknowledge('f', { acks: [each.id], consumer });
      if (each.holder === null) return expect(told).rejects.toMatchObject({ code: 'not-leased' });
      const settled = ['acknowledged', 'skipped'].includes(each.state) || each.done;
      expect(await told).toEqual({ acked: settled ? 0 : 1, nacked: 0, extended: 0 });
      if (each.state === 'leased' && !model.holds(each, consumer)) each.done = true;
      else if (each.state !== 'skipped') each.state = 'acknowledged';
    },
    async nack({ consumer, pick, retryAfter }) {
      model.settle();
      const each = model.pick(pick);
      if (!each || (each.holder === null && model.laterRound)) return;
      const nack = { id: each.id, ...(retryAfter === undefined ? {} : { retryAfter }) };
      const told = feeds.acknowledge('f', { nacks: [nack], consumer });
      if (each.holder === null) return expect(told).rejects.toMatchObject({ code: 'not-leased' });
      expect(await told).toEqual({ acked: 0, nacked: model.holds(each, consumer) ? 1 : 0, extended: 0 });
      if (model.holds(each, consumer)) model.fail(each, retryAfter);
    },
    async extend({ consumer, pick }) {
      model.settle();
      const each = model.pick(pick);
      if (!each?.holder) return;
      const { extended } = await feeds.acknowledge('f', { extend: [each.id], consumer });
      expect(extended).toBe(model.holds(each, consumer) ? 1 : 0);
      if (extended === 1) each.due = clock.now() + settings.leaseSeconds * 1000;
    },
    async release({ consumer }) {
      model.settle();
      await feeds.acknowledge('f', { release: true, consumer });
      for (const each of model.deliveries.filter((candidate) => model.holds(candidate, consumer))) {
        if (each.done) each.state = 'acknowledged';
        else Object.assign(each, { state: 'waiting', attempt: each.attempt - 1, due: clock.now() });
      }
    },
    async redrive() {
      model.settle();
      model.laterRound = true;
      const parked = model.deliveries.filter((each) => each.state === 'parked');
      expect(await feeds.redrive('f')).toBe(parked.length);
      for (const each of parked) Object.assign(each, { state: 'waiting', attempt: 0, due: clock.now() });
    },
    async drop() {
      model.settle();
      const parked = model.deliveries.filter((each) => each.state === 'parked');
      expect(await feeds.drop('f')).toBe(parked.length);
      for (const each of parked) each.state = 'acknowledged';
    },
    async seek({ pick }) {
      model.settle();
      model.laterRound = true;
      const place = model.deliveries[pick]?.sequence ?? 'now';
      const { position } = await feeds.seek('f', place);
      for (const each of model.deliveries) {
        const settled = each.state === 'parked' || each.state === 'acknowledged';
        if (each.sequence > position) {
          Object.assign(each, { state: 'waiting', attempt: 0, holder: null, due: 0, done: false });
        } else if (!settled) Object.assign(each, { state: each.done ? 'acknowledged' : 'skipped', done: false });
      }
    },
    advance({ seconds }) {
      clock.advance({ seconds });
      return Promise.resolve();
    },
    async restart() {
      store = await test.reopen();
      log = new EventLog(store);
      feeds = new Feeds({ store, log, clock });
    },
  };

  try {
    for (const each of actions) await step[each.do](each as never);
    const acknowledged = model.deliveries.filter((each) => each.state === 'acknowledged').map((each) => each.id);
    const served: string[] = [];
    // Now everything goes well: what is left must come, and be done with.
    for (;;) {
      clock.advance({ hours: 1 });
      const leased = await feeds.lease('f', { max: 100, consumer: 'last' });
      expect(leased.map(({ attempt, event }) => ({ id: event.id, attempt }))).toEqual(model.lease('last', 100));
      if (leased.length === 0) break;
      served.push(...leased.map(({ event }) => event.id));
      await feeds.acknowledge('f', { acks: leased.map(({ event }) => event.id) });
      for (const each of model.deliveries) if (each.state === 'leased') each.state = 'acknowledged';
    }
    const late = model.deliveries.filter((each) => each.done).map((each) => each.id);
    const parked = (await feeds.parked('f')).map(({ event }) => event.id);
    expect(new Set([...acknowledged, ...served, ...late, ...parked])).toEqual(
      new Set(model.deliveries.filter(({ state }) => state !== 'skipped').map(({ id }) => id)),
    );
    expect(parked).toEqual(model.deliveries.filter((each) => each.state === 'parked').map((each) => each.id));
    expect(await feeds.get('f')).toMatchObject({ leased: 0, waiting: 0, parked: parked.length });
    expect(await log.read({ types: ['event.parked'], limit: 1000 })).toHaveLength(model.parkings);
  } finally {
    await test.close();
  }
}

describe('a feed, whatever happens', () => {
  it('keeps its promises', async () => {
    await fc.assert(fc.asyncProperty(fc.array(action, { minLength: 20, maxLength: 80, size: 'max' }), run), {
      numRuns: 80,
    });
  }, 300_000);
});
