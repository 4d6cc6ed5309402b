import fc from 'fast-check';
import type { StoredEvent } from '../events';
import type { EndpointPushTable } from './tables';
import { Window, type Push } from './window';

/** Random interleavings of what can happen between log, window and disk, with crashes in between, against what a window promises. */

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('read' as const), count: fc.integer({ min: 0, max: 6 }) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('start' as const) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('succeed' as const), pick: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('fail' as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('giveUp' as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('breakOff' as const), pick: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('write' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.constantFrom(1, 5, 60) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stop' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const subjects = ['a', 'b', 'a', 'c', 'a', 'd'];
const log = Array.from({ length: 100 }, (_, index): StoredEvent => ({
  id: `evt_${String(index + 1)}`,
  sequence: index + 1,
  type: 'line.created',
  panel: 'main',
  subject: subjects[index % subjects.length] ?? 'a',
  time: '2027-01-01T00:00:00Z',
  origin: 'panel',
  data: '{}',
}));

class World {
  now = 1_800_000_000_000;
  position = 0;
  rows = new Map<number, EndpointPushTable>();
  window = new Window(0);
  flying: Push[] = [];
  /** Events that succeeded, and those that were written down as such or as given up. */
  succeeded = new Set<number>();
  dead = new Set<number>();
  /** Since the last crash. */
  pushed = new Set<number>();

  write(last = false): void {
    const { position, write, remove } = this.window.checkpoint(this.now, last);
    expect(position).toBeGreaterThanOrEqual(this.position);
    this.position = position;
    for (const push of write) {
      if (push.state === 'dead') this.dead.add(push.sequence);
      this.rows.set(push.sequence, {
        endpoint: 1,
        lane: 0,
        sequence: push.sequence,
        event_id: push.eventId,
        event_type: push.eventType,
        subject: push.subject,
        state: push.state === 'dead' ? 'dead' : 'waiting',
        attempt: push.attempt,
        due_at: push.dueAt,
        reason: push.reason,
      });
    }
    for (const sequence of remove) this.rows.delete(sequence);
    // Nothing is lost: what the position moved over succeeded, or has a row.
    const lost = log.filter(
      ({ sequence }) => sequence <= position && !this.succeeded.has(sequence) && !this.rows.has(sequence),
    );
    expect(lost).toEqual([]);
  }

  start(): Push | null {
    const push = this.window.next(this.now);
    if (push === null) return null;
    // Never two of a subject at once, never one before its predecessor is settled.
    expect(this.flying.map((each) => each.subject)).not.toContain(push.subject);
    const settled = (sequence: number): boolean => this.succeeded.has(sequence) || this.isDead(sequence);
    const overtaken = log.filter(
      ({ subject, sequence }) => subject === push.subject && sequence < push.sequence && !settled(sequence),
    );
    expect(overtaken).toEqual([]);
    expect(this.pushed.has(push.sequence)).toBe(false);
    this.flying.push(push);
    return push;
  }

  take(pick: number): Push | undefined {
    return this.flying.splice(pick % Math.max(this.flying.length, 1), 1)[0];
  }

  succeed(push: Push): void {
    this.succeeded.add(push.sequence);
    this.pushed.add(push.sequence);
    this.window.succeeded(push);
  }

  restart(): void {
    this.flying = [];
    this.gaveUp.clear();
    this.window = new Window(
      this.position,
      [...this.rows.values()].filter((row) => row.state === 'waiting' || row.sequence > this.position),
    );
  }

  readonly gaveUp = new Set<number>();
  private isDead(sequence: number): boolean {
    return this.dead.has(sequence) || this.gaveUp.has(sequence);
  }
}

function run(steps: readonly Step[]): void {
  const world = new World();
  const read = (count: number): void => {
    const { position } = world.window;
    const events = log.slice(position, position + count);
    world.window.add(events, events.at(-1)?.sequence ?? position, world.now);
  };
  for (const each of steps) {
    switch (each.do) {
      case 'read':
        read(each.count);
        break;
      case 'start':
        world.start();
        break;
      case 'succeed': {
        const push = world.take(each.pick);
        if (push) world.succeed(push);
        break;
      }
      case 'fail': {
        const push = world.take(each.pick);
        if (push) world.window.failed(push, 'failed', world.now + 5000);
        break;
      }
      case 'giveUp': {
        const push = world.take(each.pick);
        if (!push) break;
        world.gaveUp.add(push.sequence);
        world.window.gaveUp(push, 'gave up', world.now);
        break;
      }
      case 'breakOff': {
        const push = world.take(each.pick);
        if (push) world.window.giveBack(push);
        break;
      }
      case 'write':
        world.write();
        break;
      case 'wait':
        world.now += each.seconds * 1000;
        break;
      case 'crash':
        world.pushed.clear();
        world.restart();
        read(40);
        break;
      case 'stop': {
        for (const push of world.flying.splice(0)) world.window.giveBack(push);
        world.write(true);
        // Nothing that succeeded comes again after an orderly stop.
        world.restart();
        read(40);
        break;
      }
    }
  }
  // Now everything goes well: all that is left must come.
  for (let rest = 0; world.window.position < log.length || world.window.size > 0; rest += 1) {
    expect(rest).toBeLessThan(500);
    read(10);
    world.now += 5000;
    do for (const push of world.flying.splice(0)) world.succeed(push);
    while (world.start() !== null);
    world.write();
  }
  world.write(true);
  expect(world.position).toBe(log.length);
  expect([...world.rows.values()].every((row) => row.state === 'dead')).toBe(true);
  const settled = log.filter(({ sequence }) => world.succeeded.has(sequence) || world.dead.has(sequence));
  expect(settled).toHaveLength(log.length);
}

describe('a window', () => {
  it('keeps the order of each subject and loses nothing, whatever happens', () => {
    fc.assert(fc.property(fc.array(step, { minLength: 20, maxLength: 120, size: 'max' }), run), { numRuns: 100 });
  });

  it('has a row for one that takes long, so that those beyond it do not come again', () => {
    const window = new Window(0);
    window.add(log.slice(0, 6), 6, 0);
    const [slow, ...others] = [window.next(0), window.next(0), window.next(0)];
    for (const push of others) if (push) window.succeeded(push);
    expect(window.checkpoint(500)).toMatchObject({ position: 0, write: [] });
    const { position, write } = window.checkpoint(1500);
    // The third waits behind the slow one, its subject’s first.
    expect([position, write.map((push) => push.sequence)]).toEqual([4, [1, 3]]);
    if (slow) window.succeeded(slow);
    expect(window.checkpoint(1500)).toMatchObject({ position: 4, write: [], remove: [1] });
  });

  it('never writes a row for what succeeds at once', () => {
    const window = new Window(0);
    window.add(log, log.length, 0);
    for (let push = window.next(0); push !== null; push = window.next(0)) window.succeeded(push);
    expect(window.checkpoint(0)).toEqual({ position: log.length, write: [], remove: [] });
  });
});
