import type { FastifyInstance, InjectOptions } from 'fastify';
import { pino } from 'pino';
import type { Event, PanelAdapter } from '../../../panel';
import type { Commands, CommandView, Queries } from '../../commands';
import { AllDuties, type ReplicaView } from '../../duties';
import { Endpoints, type EndpointRules } from '../../endpoints';
import { eventMigrations, type EventDraft } from '../../events';
import { Feeds } from '../../feeds';
import { Rates } from '../../billing/money';
import { Reports } from '../../billing/reports';
import { defaultStrayOptions, openReconciliations } from '../../billing/reconciliation';
import { Billing, defaultBillingSettings } from '../../billing';
import { Metrics } from '../../metrics';
import { migrations } from '../../migrations';
import { Problem } from '../../problem';
import { Rules } from '../../rules';
import { Sealer } from '../../secrets';
import type { RelayView } from '../../relay';
import { LineSnapshot, type PanelHandle, type PanelView } from '../../sync';
import { FakePanel } from '../../commands/testing/fake-panel';
import { readyPanel } from '../../billing/testing/panel';
import { FakeClock, openTestStore } from '../../testing';
import { createServer, type Services } from '../index';

/** The API over a real store, log and feeds, with stand-ins for what speaks to panels and providers. */

export const token = 'a-token-of-the-tests';

export const panelView: PanelView = {
  panel: 'main',
  dialect: 'xui',
  explanation: null,
  state: 'ready',
  unwatched: null,
  lines: 2,
  lastPassAt: '2027-01-01T00:00:00Z',
  nextPassAt: '2027-01-01T00:01:00Z',
  clockSkewSeconds: 0,
  problem: null,
  watches: [],
};

export const relayView: RelayView = {
  relay: 'bus',
  type: 'rabbitmq',
  exchange: 'events',
  routingKey: '{type}.{panel}',
  types: [],
  panels: [],
  filter: null,
  state: 'relaying',
  problem: null,
  position: 3,
  lag: 0,
  published: 3,
  unroutable: 0,
  lastUnroutable: null,
  lastConfirmedAt: '2027-01-01T00:00:00Z',
  filterProblem: null,
};

export const replicaView: ReplicaView = {
  replica: 'vps-1-4242',
  self: true,
  alive: true,
  startedAt: '2027-01-01T00:00:00Z',
  seenAt: '2027-01-01T00:00:00Z',
  duties: [{ duty: 'panel:main', since: '2027-01-01T00:00:00Z' }],
};

export function commandView(more: Partial<CommandView> = {}): CommandView {
  return {
    key: 'k',
    panel: 'main',
    operation: 'line.enable',
    state: 'confirmed',
    result: { id: '42' },
    error: null,
    attempts: 1,
    replayed: false,
    createdAt: '2027-01-01T00:00:00Z',
    ...more,
  };
}

export interface Answer {
  status: number;
  headers: Readonly<Record<string, unknown>>;
  body: Record<string, unknown>;
}

type Mocks<T> = {
  [Name in keyof T]: T[Name] extends (...args: infer A) => infer R ? jest.Mock<R, A> : never;
};

export interface Bench {
  server: FastifyInstance;
  feeds: Feeds;
  clock: FakeClock;
  /** Jest mocks, to be told what to answer. */
  commands: Mocks<Services['commands']>;
  erasures: Mocks<Services['erasures']>;
  queries: Mocks<Services['queries']>;
  inbox: Mocks<Services['inbox']>;
  panelWebhooks: Mocks<Services['panelWebhooks']>;
  panels: Mocks<Services['panels']>;
  relays: Mocks<Services['relays']>;
  duties: Mocks<Services['duties']>;
  store: { isWritable: jest.Mock<Promise<boolean>> };
  /** Log lines so far. */
  lines: string[];
  append(...drafts: Array<Partial<EventDraft>>): Promise<Event[]>;
  /** Lines of the panel main, as a pass has seen them. */
  have(...lines: Array<Parameters<FakePanel['add']>[0]>): Promise<void>;
  /** Carries out the reconciliations that were asked for. */
  reconcile(): Promise<void>;
  /** Lets endpoints push; without it what is for them waits in the log. */
  startPushing(): Promise<void>;
  /** Lets what waits for its time look at the clock. */
  wake(): void;
  /** With the token, unless headers say otherwise. `body` is sent as JSON. */
  call(
    method: 'GET' | 'PUT' | 'POST' | 'DELETE',
    url: string,
    body?: unknown,
    options?: InjectOptions,
  ): Promise<Answer>;
  close(): Promise<void>;
}

export async function openBench({
  endpointRules = {},
  ...settings
}: Pick<Services, 'metricsToken'> & { endpointRules?: Partial<EndpointRules> } = {}): Promise<Bench> {
  const test = await openTestStore(migrations.filter((migration) => !eventMigrations.includes(migration)));
  const clock = new FakeClock();
  const lines: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  const feeds = new Feeds({ store: test.store, log: test.log, clock, logger });
  const rules = new Rules({ store: test.store, log: test.log, clock, logger });
  const rates = new Rates({ store: test.store, clock, base: 'USD', timeZone: 'Asia/Beirut' });
  const handle: PanelHandle = {
    name: 'main',
    timeZone: 'UTC',
    open: () => Promise.resolve({} as PanelAdapter),
  };
  const known = (name: string): PanelHandle => {
    if (name === 'main') return handle;
    throw new Problem(404, 'unknown-panel', `There is no panel ${name}.`, { hint: 'There are: main.' });
  };
  const fakes = {
    commands: { submit: jest.fn(), wait: jest.fn(), get: jest.fn(), list: jest.fn() },
    erasures: { erase: jest.fn() },
    queries: { run: jest.fn() },
    inbox: {
      receive: jest.fn(),
      counts: jest.fn(() => ({ received: 2, 'bad-signature': 1 })),
      messages: jest.fn(),
      renormalise: jest.fn(),
      register: jest.fn(),
    },
    panelWebhooks: { receive: jest.fn() },
    panels: {
      get: jest.fn(known),
      views: jest.fn(() => Promise.resolve([panelView])),
      pass: jest.fn((_name: string) => Promise.resolve()),
      decide: jest.fn((_name: string, _decision: 'confirm' | 'reject') => Promise.resolve()),
      lines: jest.fn(),
    },
    relays: { list: jest.fn(() => Promise.resolve([])) },
    duties: { replicas: jest.fn(() => Promise.resolve([replicaView])) },
    store: { isWritable: jest.fn(() => Promise.resolve(true)) },
  };
  const billing = new Billing({
    store: test.store,
    log: test.log,
    clock,
    logger,
    commands: fakes.commands as unknown as Commands,
    queries: fakes.queries as unknown as Queries,
    panels: fakes.panels,
    panelNames: ['main'],
    sourceNames: ['stripe'],
    settings: defaultBillingSettings,
  });
  const { plans, policies, ledger, service } = billing;
  const upkeep = openReconciliations({
    ...{ store: test.store, log: test.log, clock, logger, rates, plans, ledger, service },
    commands: fakes.commands,
    panelNames: ['main'],
    sources: () => [],
    strays: defaultStrayOptions,
    cron: null,
    timeZone: 'UTC',
  });
  const duties = new AllDuties(logger);
  const endpoints = new Endpoints({
    store: test.store,
    log: test.log,
    sealer: new Sealer('a secret of the tests'),
    duties,
    clock,
    logger,
    rules: {
      allowPrivate: [],
      allowHttp: false,
      timeoutSeconds: 15,
      disableAfterSeconds: 432_000,
      overlapSeconds: 86_400,
      ...endpointRules,
    },
    configured: [],
  });
  const metrics = new Metrics(logger);
  const server = createServer({
    ...fakes,
    ...settings,
    ...upkeep,
    metrics,
    observer: metrics,
    token,
    feeds,
    endpoints,
    rules,
    billing,
    plans,
    reports: new Reports({ store: test.store, rates, plans }),
    policies,
    rates,
    log: test.log,
    logger,
    clock,
    version: '1.2.3',
  });
  return {
    ...fakes,
    server,
    feeds,
    clock,
    lines,
    append: (...drafts) =>
      test.store.write((trx, afterCommit) =>
        test.log.append(
          trx,
          afterCommit,
          drafts.map((draft) => ({
            type: 'line.created',
            panel: 'main',
            subject: 'line:main/1',
            time: '2027-01-01T00:00:00Z',
            origin: 'panel',
            data: {},
            ...draft,
          })),
        ),
      ),
    async call(method, url, body, options = {}) {
      const response = await server.inject({
        method,
        url,
        headers: { authorization: `Bearer ${token}` },
        ...(body === undefined ? {} : { payload: body as object }),
        ...options,
      });
      return {
        status: response.statusCode,
        headers: response.headers,
        body: response.body === '' ? {} : response.json<Record<string, unknown>>(),
      };
    },
    async have(...given) {
      const sealer = new Sealer('a secret of the tests');
      const snapshot = new LineSnapshot({ store: test.store, log: test.log, sealer, clock, thresholds: [] });
      const fake = new FakePanel();
      for (const line of given) fake.add(line);
      await test.store.write(async (trx, afterCommit) => {
        await trx
          .insertInto('panels')
          .values(readyPanel)
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        for (const line of fake.lines.values()) await snapshot.lineSeen(trx, afterCommit, 'main', line, 'panel');
      });
    },
    async reconcile() {
      while (await upkeep.reconciliations.round());
    },
    async startPushing() {
      await endpoints.start();
      duties.start();
    },
    wake() {
      test.store.signals.emit('events');
    },
    async close() {
      await server.close();
      await endpoints.stop();
      await duties.stop();
      await test.close();
    },
  };
}
