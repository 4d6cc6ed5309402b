import { waitUntil } from '../../testing';
import { openMoneyBench, type MoneyBench } from '../testing/bench';
import { paid, subscribed } from '../testing/facts';
import { reconciling, type Reconciling } from '../testing/reconciling';

const january: [string, string] = ['2027-01-01T00:00:00Z', '2027-02-01T00:00:00Z'];
const held = {
  check: () => Promise.resolve(),
  lost: new AbortController().signal,
};

describe('the duty of reconciliation', () => {
  let bench: MoneyBench;
  let ends: Array<() => Promise<void>>;
  beforeEach(async () => {
    bench = await openMoneyBench();
    ends = [];
  });
  afterEach(async () => {
    await Promise.all(ends.map((end) => end()));
    jest.useRealTimers();
    await bench.close();
  });

  /** Begins the duty as a daemon does; it ends when told, or with the test. */
  const begin = ({ reconciliations }: Reconciling): (() => Promise<void>) => {
    const stopping = new AbortController();
    const done = reconciliations.duty.run(stopping.signal, held as never);
    const end = async (): Promise<void> => {
      stopping.abort();
      await done;
    };
    ends.push(end);
    return end;
  };
  const runs = async ({ reconciliations }: Reconciling) =>
    (await reconciliations.list()).map(({ state, cause }) => [state, cause]);
  /** Only what time it is is made up: nothing waits for it. */
  const itIs = (instant: string): void => {
    jest.useFakeTimers({
      now: new Date(instant),
      advanceTimers: true,
      doNotFake: [
        'nextTick',
        'setImmediate',
        'clearImmediate',
        'setInterval',
        'clearInterval',
        'setTimeout',
        'clearTimeout',
        'queueMicrotask',
        'performance',
        'hrtime',
      ],
    });
  };
  /** Has the duty look again now. */
  const wake = (): void => {
    bench.store.signals.emit('reconciliations');
  };

  it('compares at the moments of its schedule, once for each, however many replicas have looked', async () => {
    itIs('2027-01-01T03:00:00Z');
    const [first, second] = [
      await reconciling(bench, { cron: '30 4 * * *' }),
      await reconciling(bench, { cron: '30 4 * * *' }),
    ];
    const stop = begin(first);
    expect(await runs(first)).toEqual([]);
    itIs('2027-01-01T04:30:01Z');
    await waitUntil(async () => {
      wake();
      return (await runs(first)).some(([state]) => state === 'done');
    });
    // Another takes the duty over, and has seen the moment come, too.
    await stop();
    begin(second);
    const { id } = await second.reconciliations.begin({ source: null, fix: 'none' });
    await waitUntil(async () => (await second.reconciliations.get(id)).state === 'done');
    expect((await runs(first)).sort()).toEqual([
      ['done', 'person'],
      ['done', 'schedule'],
    ]);
  });

  it('takes up again what a daemon left that ended in the middle of it', async () => {
    const all = await reconciling(bench);
    await bench.tell(paid('in_1', january), subscribed('active', january[0], january));
    all.provider.holds = [[subscribed('active', january[0], january)]];
    const { id } = await all.reconciliations.begin({ source: null, fix: 'none' });
    // Its page is asked for, and the daemon ends.
    let asked = false;
    const list = all.provider.api!.subscriptions.bind(all.provider.api);
    const end = { now: (): void => undefined };
    all.provider.api!.subscriptions = async function* () {
      asked = true;
      await new Promise<void>((resolve) => (end.now = resolve));
      yield* list();
    };
    const stop = begin(all);
    await waitUntil(() => asked);
    const stopped = stop();
    end.now();
    await stopped;
    expect((await all.reconciliations.get(id)).state).toBe('running');
    const next = await reconciling(bench);
    next.provider.holds = all.provider.holds;
    begin(next);
    await waitUntil(async () => (await next.reconciliations.get(id)).state === 'done');
    expect(await next.reconciliations.findings(id)).toEqual([]);
    expect(await bench.events('reconciliation.completed')).toHaveLength(1);
  });

  it('puts right after a crash what was to be, and once', async () => {
    await bench.close();
    const off = 'n8n' as const;
    const actions = { provision: off, renew: off, changePackage: off, suspend: off, resume: off, terminate: off };
    bench = await openMoneyBench({ settings: { actions } });
    const all = await reconciling(bench);
    all.provider.api = undefined;
    await bench.tell(paid('in_1', january));
    const { id } = await all.reconcile();
    await all.reconciliations.fix(id, 'all');
    await bench.restart();
    const next = await reconciling(bench);
    next.provider.api = undefined;
    begin(next);
    await waitUntil(async () => (await next.reconciliations.get(id)).fixes.due === 0);
    expect((await next.reconciliations.get(id)).fixes).toMatchObject({ fixed: 1 });
    expect(bench.panel.lines.size).toBe(1);
  });
});
