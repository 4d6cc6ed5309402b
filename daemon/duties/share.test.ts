import fc from 'fast-check';
import { share } from './share';

/** Replicas that look one after the other, in any order, at one table: what LeasedDuties does, without time. */
class Table {
  readonly holders = new Map<string, string | null>();
  constructor(
    readonly replicas: Map<string, ReadonlySet<string>>,
    duties: readonly string[],
  ) {
    for (const duty of duties) this.holders.set(duty, null);
  }

  /** @returns how many duties changed hands */
  look(self: string): number {
    const duties = [...this.holders].map(([name, holder]) => ({ name, holder }));
    const { take, giveBack } = share({ self, replicas: this.replicas, duties });
    for (const name of take) {
      expect(this.holders.get(name)).toBeNull();
      this.holders.set(name, self);
    }
    for (const name of giveBack) {
      expect(this.holders.get(name)).toBe(self);
      this.holders.set(name, null);
    }
    return take.length + giveBack.length;
  }

  die(replica: string): void {
    this.replicas.delete(replica);
    for (const [duty, holder] of this.holders) if (holder === replica) this.holders.set(duty, null);
  }

  settle(): void {
    for (let rounds = 0; rounds < 100; rounds += 1) {
      const moved = [...this.replicas.keys()].map((id) => this.look(id)).reduce((sum, each) => sum + each, 0);
      if (moved === 0) return;
    }
    throw new Error('The duties never come to rest.');
  }

  count(replica: string): number {
    return [...this.holders.values()].filter((holder) => holder === replica).length;
  }
}

const duties = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const everything = new Set(duties);
const replicasOf = (...ids: string[]) => new Map(ids.map((id) => [id, everything]));

describe('sharing duties out', () => {
  it('gives all to one that is alone', () => {
    const table = new Table(replicasOf('one'), duties);
    table.settle();
    expect(table.count('one')).toBe(7);
  });

  it('moves no more than it must when one comes, and when one dies', () => {
    const table = new Table(replicasOf('one', 'two'), duties);
    table.settle();
    const before = new Map(table.holders);
    table.replicas.set('three', everything);
    table.settle();
    expect(['one', 'two', 'three'].map((id) => table.count(id)).sort()).toEqual([2, 2, 3]);
    const moved = duties.filter((duty) => table.holders.get(duty) !== before.get(duty));
    expect(moved).toHaveLength(table.count('three'));

    const others = duties.filter((duty) => table.holders.get(duty) !== 'two');
    const kept = new Map(others.map((duty) => [duty, table.holders.get(duty)]));
    table.die('two');
    table.settle();
    for (const [duty, holder] of kept) expect(table.holders.get(duty)).toBe(holder);
  });

  it('leaves a duty to those that are ready for it', () => {
    const table = new Table(
      new Map([
        ['old', new Set(['a', 'b'])],
        ['new', everything],
      ]),
      duties,
    );
    table.settle();
    expect(table.count('old')).toBe(2);
    expect(table.count('new')).toBe(5);
  });

  it('comes to rest whoever comes and goes, fair among those ready, with nothing left undone', () => {
    const ready = fc.subarray(duties).map((names) => new Set(names));
    const step = fc.oneof(
      fc.record({ kind: fc.constant('look' as const), who: fc.nat(4) }),
      fc.record({ kind: fc.constant('die' as const), who: fc.nat(4) }),
      fc.record({ kind: fc.constant('come' as const), who: fc.nat(4), ready }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const table = new Table(new Map(), duties);
        for (const each of steps) {
          const id = `replica ${String(each.who)}`;
          if (each.kind === 'come' && !table.replicas.has(id)) table.replicas.set(id, each.ready);
          if (each.kind === 'die') table.die(id);
          if (each.kind === 'look' && table.replicas.has(id)) table.look(id);
        }
        table.settle();
        for (const [duty, holder] of table.holders) {
          const able = [...table.replicas].filter(([, names]) => names.has(duty)).map(([id]) => id);
          if (able.length === 0) continue;
          if (holder === null) throw new Error(`nobody does ${duty}`);
          for (const id of able) expect(table.count(holder) - table.count(id)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
