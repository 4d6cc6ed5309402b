import { openTestStore, type TestStore } from '../testing';
import type { EventDraft } from './log';

const draft = (subject: string, type: EventDraft['type'] = 'line.created'): EventDraft => ({
  type,
  panel: 'main',
  subject,
  time: '2027-01-01T00:00:00Z',
  origin: 'panel',
  data: { message: 'x' },
});

describe('event log', () => {
  let test: TestStore;
  beforeEach(async () => {
    test = await openTestStore();
  });
  afterEach(() => test.close());

  const append = (...drafts: EventDraft[]) =>
    test.store.write((trx, afterCommit) => test.log.append(trx, afterCommit, drafts));

  it('gives events growing sequences and unique ids', async () => {
    const events = await append(draft('line:main/1'), draft('line:main/2'));
    expect(events[1]?.sequence).toBeGreaterThan(events[0]?.sequence ?? 0);
    expect(events[0]?.id).not.toBe(events[1]?.id);
    expect(await test.log.read()).toEqual(events);
  });

  it('keeps nothing of a transaction that fails', async () => {
    await expect(
      test.store.write(async (trx, afterCommit) => {
        await test.log.append(trx, afterCommit, [draft('line:main/1')]);
        throw new Error('crash');
      }),
    ).rejects.toThrow('crash');
    expect(await test.log.head()).toBe(0);
  });

  it('reads by type, subject, place and newest first', async () => {
    const [first, second, third] = await append(
      draft('line:main/1'),
      draft('line:main/2', 'line.deleted'),
      draft('line:main/1'),
    );
    expect(await test.log.read({ types: ['line.deleted'] })).toEqual([second]);
    expect(await test.log.read({ subject: 'line:main/1' })).toEqual([first, third]);
    expect(await test.log.read({ after: first?.sequence ?? 0, limit: 1 })).toEqual([second]);
    expect(await test.log.read({ newest: true, limit: 1 })).toEqual([third]);
  });

  it('wakes whoever waits, after the commit', async () => {
    const patience = AbortSignal.timeout(5_000);
    // A signal is a hint to look, and may come without a change.
    const seen = (async () => {
      let head = 0;
      while (head === 0 && !patience.aborted) {
        const woken = test.log.nextAppend(patience);
        head = await test.log.head();
        if (head === 0) await woken;
      }
      return head;
    })();
    await append(draft('line:main/1'));
    expect(await seen).toBeGreaterThan(0);
  });
});
