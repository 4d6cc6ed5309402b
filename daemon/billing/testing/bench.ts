import pino from 'pino';
import { PanelError, type Event, type Instant } from '../../../panel';
import { FakePanel } from '../../commands/testing/fake-panel';
import { Commands, Queries } from '../../commands';
import { migrations } from '../../migrations';
import { Problem } from '../../problem';
import { Sealer } from '../../secrets';
import { LineSnapshot, type HeldPanel, type PanelHandle } from '../../sync';
import { eventMigrations } from '../../events';
import type { Store } from '../../store';
import { FakeClock, openTestStore, waitUntil, type TestStore } from '../../testing';
import { Billing } from '../billing';
import { namedPolicy, type PolicySettings } from '../dunning';
import type { BillingFact } from '../fact';
import { namedPlan } from '../plans';
import { defaultBillingSettings, type BillingSettings } from '../settings';
import { readyPanel } from './panel';

/** Money and service over a real database and a panel in memory, with a clock that is set. */
export interface MoneyBench extends TestStore {
  clock: FakeClock;
  panel: FakePanel;
  billing: Billing;
  /** Those of the parts that run now. */
  commands(): Commands;
  /** Takes facts in, one after the other, and sees to what follows from each. */
  tell(...facts: BillingFact[]): Promise<void>;
  /** Takes facts in without anything that follows. */
  take(...facts: BillingFact[]): Promise<void>;
  /** Sees to what is due until nothing is. */
  run(): Promise<void>;
  /** Sets the clock and sees to what is due. */
  until(instant: Instant): Promise<void>;
  /** The snapshot learns what the panel shows, as by a pass. */
  pass(): Promise<void>;
  /** Until the panel has answered all that was handed to it: what it refused in passing is tried again in its own time. */
  answered(): Promise<void>;
  /** Ends the daemon's parts without letting them finish, and begins them anew over the same store. */
  restart(): Promise<void>;
  events(...types: Event['type'][]): Promise<Event[]>;
  types(): Promise<string[]>;
  /** Commands are answered by the panel; false: it is away. */
  reachable: boolean;
}

export const daemonActs: BillingSettings['actions'] = {
  provision: 'daemon',
  renew: 'daemon',
  changePackage: 'daemon',
  suspend: 'daemon',
  resume: 'daemon',
  terminate: 'daemon',
};

const basic = { panel: 'main', bouquets: ['1'], connections: 1 };

export const usualPlans = [
  {
    ...basic,
    name: 'monthly',
    prices: ['price_monthly'],
    amount: 1299,
    currency: 'USD',
    duration: { amount: 1, unit: 'months' },
  },
  {
    ...basic,
    name: 'family',
    prices: ['price_family'],
    connections: 4,
    bouquets: ['1', '2'],
    amount: 1899,
    currency: 'USD',
    duration: { amount: 1, unit: 'months' },
  },
];

const day = 86_400;

export const usualPolicy: PolicySettings = {
  label: null,
  grace: null,
  steps: [
    { after: 0, action: 'remind', channel: 'email', template: 'first', when: null },
    { after: 3 * day, action: 'remind', channel: 'sms', template: 'second', when: null },
    { after: 7 * day, action: 'suspend', channel: 'email', template: 'suspended', when: null },
    { after: 30 * day, action: 'terminate', channel: 'email', template: 'ended', when: null },
  ],
};

export interface MoneyBenchOptions {
  settings?: Partial<BillingSettings>;
  plans?: readonly object[];
  policy?: PolicySettings | null;
  /** Wraps the store, e.g. in one that dies. */
  over?: (store: Store) => Store;
}

export async function openMoneyBench(options: MoneyBenchOptions = {}): Promise<MoneyBench> {
  const test = await openTestStore(migrations.filter((migration) => !eventMigrations.includes(migration)));
  const clock = new FakeClock();
  const panel = new FakePanel();
  const sealer = new Sealer('the secret of these tests');
  const logger = pino({ level: 'silent' });
  const settings: BillingSettings = { ...defaultBillingSettings, actions: daemonActs, ...options.settings };
  const handle: PanelHandle = {
    name: 'main',
    timeZone: settings.timeZone,
    open: () => Promise.resolve(panel),
  };
  const panels = {
    get(name: string): PanelHandle {
      if (name === 'main') return handle;
      throw new Problem(404, 'unknown-panel', `There is no panel ${name}.`);
    },
  };
  const snapshot = new LineSnapshot({ store: test.store, log: test.log, sealer, clock, thresholds: [] });
  let stop: () => Promise<void> = () => Promise.resolve();
  let present: Commands;

  const begin = (): Billing => {
    const store = options.over?.(test.store) ?? test.store;
    const commands = new Commands({
      store,
      log: test.log,
      sealer,
      panels,
      snapshot,
      clock,
      logger,
      retry: { firstSeconds: 0.002, mostSeconds: 0.01 },
    });
    present = commands;
    const stopping = new AbortController();
    const held = {
      signal: stopping.signal,
      lost: new AbortController().signal,
      write: (work) => store.write(work),
      change: (work) => work(),
      look: (work) => work(),
      isWaitedFor: () => false,
      quietSeconds: () => 0,
      skewSeconds: () => null,
    } satisfies Partial<HeldPanel>;
    const carried = commands.carryOut({ ...handle, ...held });
    stop = async () => {
      stopping.abort();
      commands.stop();
      await carried;
    };
    return new Billing({
      store,
      log: test.log,
      clock,
      logger,
      commands,
      queries: new Queries({ panels, clock }),
      panels,
      panelNames: ['main'],
      sourceNames: ['stripe', 'second', 'manual'],
      settings,
    });
  };

  await test.store.write((trx) => trx.insertInto('panels').values(readyPanel).execute());

  const bench: MoneyBench = {
    ...test,
    clock,
    panel,
    billing: begin(),
    commands: () => present,
    reachable: true,
    async take(...facts) {
      for (const each of facts) {
        // Nobody hears of what has not happened yet.
        if (Date.parse(each.time) > clock.now()) clock.set(each.time);
        await test.store.write((trx, afterCommit) => bench.billing.ledger.takeIn(trx, afterCommit, [each]));
      }
    },
    async tell(...facts) {
      for (const each of facts) {
        await bench.take(each);
        await bench.run();
      }
    },
    async run() {
      for (let turns = 0; await bench.billing.service.round(); turns += 1) {
        if (turns > 60) throw new Error('There is no end to what is due.');
      }
    },
    async until(instant) {
      clock.set(instant);
      await bench.run();
    },
    async pass() {
      await test.store.write(async (trx, afterCommit) => {
        const known = await trx.selectFrom('lines').select('id').where('panel', '=', 'main').execute();
        for (const line of panel.lines.values()) await snapshot.lineSeen(trx, afterCommit, 'main', line, 'panel');
        for (const { id } of known) {
          if (!panel.lines.has(String(id))) await snapshot.lineGone(trx, afterCommit, 'main', String(id), 'panel');
        }
      });
      await bench.run();
    },
    answered: () =>
      waitUntil(async () => {
        const open = await test.store.db
          .selectFrom('commands')
          .select('key')
          .where('state', 'not in', ['confirmed', 'failed'])
          .executeTakeFirst();
        return open === undefined;
      }),
    async restart() {
      await stop();
      bench.billing = begin();
    },
    events: (...types) => test.log.read({ types, limit: 1000 }),
    types: async () => (await test.log.read({ limit: 1000 })).map(({ type }) => type),
    async close() {
      await stop();
      await test.close();
    },
  };
  panel.around = (moment) => {
    if (!bench.reachable && moment === 'before') {
      throw new PanelError('unreachable', 'The panel cannot be reached: connection refused.');
    }
  };
  await bench.billing.plans.configure((options.plans ?? usualPlans).map((plan) => namedPlan.parse(plan)));
  const policy = options.policy === undefined ? usualPolicy : options.policy;
  if (policy !== null) await bench.billing.policies.configure([namedPolicy.parse({ ...policy, name: 'default' })]);
  return bench;
}
