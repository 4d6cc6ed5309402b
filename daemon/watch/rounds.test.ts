import { pino } from 'pino';
import { adapterSamples, PanelError, type AdapterName } from '../../panel';
import { FakeClock, openTestStore, waitUntil, type TestStore } from '../testing';
import { Rounds } from './rounds';
import { watchMigrations } from './tables';
import type { PacedWatch, Watch } from './watch';

describe('the rounds of a panel', () => {
  const logger = pino({ level: 'silent' });
  let test: TestStore;
  let stop: AbortController;
  beforeEach(async () => {
    test = await openTestStore(watchMigrations);
    stop = new AbortController();
  });
  afterEach(async () => {
    stop.abort();
    await test.close();
  });

  const roundsOf = (watches: readonly PacedWatch[], adapter: AdapterName = 'xui') =>
    new Rounds(
      {
        name: 'main',
        timeZone: 'UTC',
        write: (work) => test.store.write(work),
        open: () => Promise.resolve(adapterSamples[adapter]),
      },
      watches,
      {
        store: test.store,
        clock: new FakeClock(),
        logger,
      },
    );
  const watch = (name: string, look: Watch['look'], needs: Watch['needs'] = []): Watch => ({ name, needs, look });
  const nothing = (): Promise<undefined> => Promise.resolve(undefined);

  it('look again and again, one look at a time', async () => {
    let under = 0;
    let most = 0;
    const seen: string[] = [];
    const look = (name: string) => async (): Promise<undefined> => {
      most = Math.max(most, ++under);
      await new Promise(setImmediate);
      under -= 1;
      seen.push(name);
      return undefined;
    };
    const rounds = roundsOf([
      { watch: watch('streams', look('streams')), everySeconds: 0.001 },
      { watch: watch('servers', look('servers')), everySeconds: 0.001 },
    ]);
    const running = rounds.run(stop.signal);
    await waitUntil(() => ['streams', 'servers'].every((name) => seen.filter((each) => each === name).length >= 3));
    await rounds.look('servers', stop.signal);
    stop.abort();
    await running;
    expect(most).toBe(1);
  });

  it('say how each watch stands: waiting, ready, failing, off', async () => {
    const rounds = roundsOf(
      [
        { watch: watch('streams', nothing), everySeconds: 60 },
        {
          watch: watch('servers', () => Promise.reject(new PanelError('bad-answer', 'An empty body.'))),
          everySeconds: 60,
        },
        { watch: watch('tickets', nothing), everySeconds: null },
        { watch: watch('connections', nothing, ['connections.listConnections']), everySeconds: 60 },
        { watch: watch('devices', () => Promise.resolve('later')), everySeconds: 60 },
      ],
      'reseller',
    );
    expect((await rounds.views()).map(({ state }) => state)).toEqual([
      'waiting',
      'waiting',
      'off',
      'waiting',
      'waiting',
    ]);
    for (const { name } of await rounds.views()) await rounds.look(name, stop.signal);
    expect(await rounds.views()).toEqual([
      { name: 'streams', state: 'ready', lastAt: '2027-01-01T00:00:00Z', problem: null },
      {
        name: 'servers',
        state: 'failing',
        lastAt: null,
        problem: { code: 'bad-answer', message: 'An empty body.', hint: null },
      },
      { name: 'tickets', state: 'off', lastAt: null, problem: null },
      {
        name: 'connections',
        state: 'off',
        lastAt: null,
        problem: {
          code: 'unsupported',
          message: 'This kind of panel (the reseller API) has no way to look at connections.',
          hint: expect.stringContaining('XC_VM 2.6') as string,
        },
      },
      { name: 'devices', state: 'waiting', lastAt: null, problem: null },
    ]);
  });

  it('a watch that fails, and one whose store is full, keep the others from nothing, and recover', async () => {
    let failing = true;
    const looks = { streams: 0 };
    const rounds = roundsOf([
      {
        watch: watch('servers', () => (failing ? Promise.reject(new Error('disk full')) : nothing())),
        everySeconds: 0.001,
      },
      {
        watch: watch('streams', () => {
          looks.streams += 1;
          return nothing();
        }),
        everySeconds: 0.001,
      },
    ]);
    const running = rounds.run(stop.signal);
    await waitUntil(() => looks.streams >= 3);
    failing = false;
    await rounds.look('servers', stop.signal);
    expect((await rounds.views()).map(({ state }) => state)).toEqual(['ready', 'ready']);
    stop.abort();
    await running;
  });
});
