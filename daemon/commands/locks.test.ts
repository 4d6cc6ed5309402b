import { Locks } from './locks';

/** Lets everything that is ready run. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('locks', () => {
  it('gives a name to one after the other, in the order they came', async () => {
    const locks = new Locks();
    const order: string[] = [];
    const first = await locks.acquire('line:1');
    const waiting = ['b', 'c', 'd'].map((who) => locks.hold('line:1', async () => void order.push(who)));
    await settle();
    expect(order).toEqual([]);
    first();
    await Promise.all(waiting);
    expect(order).toEqual(['b', 'c', 'd']);
  });

  it('keeps different names apart', async () => {
    const locks = new Locks();
    await locks.acquire('line:1');
    expect(await locks.hold('line:2', async () => 'free')).toBe('free');
  });

  it('lets as many in at once as it was told', async () => {
    const locks = new Locks(2);
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 7 }, () =>
        locks.hold('panel', async () => {
          most = Math.max(most, ++inside);
          await settle();
          inside -= 1;
        }),
      ),
    );
    expect(most).toBe(2);
  });

  it('passes on when the work fails', async () => {
    const locks = new Locks();
    await expect(locks.hold('x', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await locks.hold('x', async () => 'free')).toBe('free');
  });
});
