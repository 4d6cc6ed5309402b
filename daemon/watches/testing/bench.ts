import { pino } from 'pino';
import { startDemoPanel, type DemoPanel, type PanelSeed } from '../../../demo/panel';
import type { Dialect, Event } from '../../../panel';
import { Details } from '../../details';
import { Sealer } from '../../secrets';
import { connectPanel, type PanelConnection } from '../../sync/connect';
import { FakeClock, openTestStore, type TestStore } from '../../testing';
import { Rounds, Things, watchMigrations } from '../../watch';
import { watchesOf, type WatchOptions } from '../watches';

/** A demo panel that is looked at by the real thing, look by look as a test says. */
export interface Bench {
  readonly clock: FakeClock;
  readonly demo: DemoPanel;
  readonly test: TestStore;
  readonly things: Things;
  /** A minute later: what a look tells. */
  look(watch: string): Promise<Event[]>;
  /** How a watch stands. */
  state(watch: string): Promise<{ state: string; code: string | null; hint: string | null }>;
  /** The daemon ends, and another one goes on. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const usual: WatchOptions = {
  streams: { every: 3600, downAfter: 60 },
  servers: { every: 3600, overloaded: { cpu: 90, memory: 90, disk: 90, connections: 90, after: 60 } },
  resellers: { every: 3600, lowCredits: 50 },
  tickets: { every: 3600 },
  devices: { every: 3600 },
  details: false,
};

export async function openBench(
  dialect: Dialect,
  options: {
    seed?: PanelSeed;
    settings?: Partial<WatchOptions>;
    /** Of a database beside the panel. */
    database?: (demo: DemoPanel) => Promise<string>;
  } = {},
): Promise<Bench> {
  const clock = new FakeClock();
  const demo = await startDemoPanel({ dialect, clock: () => clock.now(), seed: options.seed ?? {} });
  const url = await options.database?.(demo);
  const test = await openTestStore([...watchMigrations]);
  const { store, log } = test;
  const sealer = new Sealer('the secret of the tests');
  const logger = pino({ level: 'silent' });
  const things = new Things({ store, log, clock, logger });
  const details = new Details({ store, log, clock }, new Set());
  const { signal } = new AbortController();
  let connection: PanelConnection;
  const begin = (): Rounds => {
    const database = url === undefined ? undefined : { url, tls: false };
    const { apiKey } = demo;
    connection = connectPanel({ dialect, url: demo.url, apiKey, timeoutSeconds: 5, verifyTls: true, database }, signal);
    return new Rounds(
      {
        ...{ name: 'main', timeZone: 'UTC' },
        write: (work) => store.write(work),
        open: () => connection.open(),
      },
      watchesOf({ ...usual, ...options.settings }, url !== undefined, { things, details, store, sealer, clock }),
      { store, clock, logger },
    );
  };
  let rounds = begin();
  return {
    ...{ clock, demo, test, things },
    async look(watch) {
      const before = await log.head();
      clock.advance({ minutes: 1 });
      await rounds.look(watch, signal);
      return log.read({ after: before });
    },
    async state(watch) {
      const found = (await rounds.views()).find(({ name }) => name === watch);
      return {
        state: found?.state ?? 'missing',
        code: found?.problem?.code ?? null,
        hint: found?.problem?.hint ?? null,
      };
    },
    async restart() {
      await connection.close();
      rounds = begin();
    },
    async stop() {
      await connection.close();
      await demo.stop();
      await test.close();
    },
  };
}
