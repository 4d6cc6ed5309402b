import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { connectionWatch } from './activity';
import { axiosHttp, Billing, Inbox, Refetch, type BillingSettings } from './billing';
import { Rates } from './billing/money';
import { openReconciliations } from './billing/reconciliation';
import { Reports } from './billing/reports';
import { systemClock, type Clock } from './clock';
import { Commands, Queries } from './commands';
import type { Config } from './config';
import { Details } from './details';
import { AllDuties, LeasedDuties, type Duties } from './duties';
import { Endpoints, neededByEndpoints, type EndpointServices } from './endpoints';
import { erasables } from './erasables';
import { Erasures } from './erasure';
import { EventLog } from './events';
import { Feeds, neededByFeeds } from './feeds';
import { createServer } from './http';
import { openMemory, StartError } from './memory';
import {
  Metrics,
  ofBilling,
  ofCommands,
  ofDuties,
  ofEndpoints,
  ofEvents,
  ofFeeds,
  ofInbox,
  ofPanels,
  ofRelays,
} from './metrics';
import { migrations } from './migrations';
import { both, type Observer } from './observer';
import { neededByRelays, Relays } from './relay';
import { PanelWebhooks } from './panel-webhooks';
import { Retention } from './retention';
import { neededByRules, Rules } from './rules';
import { LineSnapshot, Reminders, WatchedPanels, type PanelOptions } from './sync';
import type { Store } from './store';
import { openTracing } from './tracing';
import { version } from './version';
import { Things } from './watch';
import { watchesOf } from './watches';

export { StartError } from './memory';

export interface Daemon {
  /** Where its API listens, e.g. `http://127.0.0.1:8090`. */
  readonly url: string;
  /** Ends waiting requests, lets what is under way come to a safe place, closes the store. */
  stop(): Promise<void>;
}

function panelOptions(config: Config): PanelOptions[] {
  return config.panels.map((panel) => ({
    ...panel,
    timeZone: panel.timeZone ?? config.timeZone,
    poll:
      'cron' in panel.poll
        ? { cron: panel.poll.cron }
        : { everySeconds: panel.poll.every, fullSeconds: panel.poll.full },
    timeoutSeconds: panel.timeout,
  }));
}

function endpointOptions({ endpoints: { list, ...rules } }: Config): Pick<EndpointServices, 'rules' | 'configured'> {
  const { timeout, disableAfter, overlap } = rules;
  return {
    rules: { ...rules, timeoutSeconds: timeout, disableAfterSeconds: disableAfter, overlapSeconds: overlap },
    configured: list,
  };
}

function billingSettings({ billing, timeZone }: Config): BillingSettings {
  const { currency, grace, actions, refund, chargeback, cancel, terminate, paused } = billing;
  return { currency, timeZone, graceSeconds: grace, actions, refund, chargeback, cancel, terminate, paused };
}

/** One daemon does everything on a store of its own; on PostgreSQL there may be others. */
function dutiesOf({ replica }: Config, name: string, store: Store, logger: Logger): Duties {
  if (store.kind === 'sqlite') return new AllDuties(logger, name);
  return new LeasedDuties({ store, replica: name, leaseSeconds: replica.lease, logger });
}

/**
 * Starts everything, or nothing.
 * @throws StartError
 */
export async function startDaemon(config: Config, root: Logger, clock: Clock = systemClock): Promise<Daemon> {
  const replica = config.replica.name ?? `${hostname()}-${String(process.pid)}`;
  // The logs of all replicas go to one place.
  const logger = config.store === undefined ? root : root.child({ replica });
  const { store, sealer, close } = await openMemory(config, migrations, logger);
  const metrics = new Metrics(logger);
  const tracing = config.tracing && (await openTracing(config.tracing, replica, logger));
  const observer: Observer = tracing === undefined ? metrics : both(metrics, tracing);
  store.observer = observer;
  const log = new EventLog(store);
  const readOneByOne = config.panels.filter(({ watch, database }) => watch.details !== false && database === undefined);
  const details = new Details({ store, log, clock }, new Set(readOneByOne.map(({ name }) => name)));
  const snapshot = new LineSnapshot({ store, log, sealer, clock, thresholds: config.expiring.days, details });
  const things = new Things({ store, log, clock, logger });
  const watchParts = { things, details, store, sealer, clock };
  const watches = new Map(
    config.panels.map(({ name, watch, database }) => [
      name,
      [
        connectionWatch(watch.connections, { store, log, clock, logger }),
        ...watchesOf(watch, database !== undefined, watchParts),
      ],
    ]),
  );
  const panels = new WatchedPanels(panelOptions(config), { store, log, snapshot, clock, logger, observer, watches });
  const commands = new Commands({ store, log, sealer, panels, snapshot, clock, logger, observer });
  const queries = new Queries({ panels, clock });
  const billing = new Billing({
    store,
    log,
    clock,
    logger,
    commands,
    queries,
    panels,
    panelNames: config.panels.map(({ name }) => name),
    sourceNames: config.inbox.map(({ name }) => name),
    settings: billingSettings(config),
  });
  await billing.plans.configure(config.billing.plans);
  await billing.policies.configure(config.billing.dunning);
  await billing.ledger.wakeAll();
  const sink = billing.ledger;
  const http = axiosHttp({ timeoutSeconds: 30 });
  const inbox = new Inbox({ store, sink, sealer, sources: config.inbox, http, clock, logger });
  const panelWebhooks = new PanelWebhooks({
    store,
    log,
    sealer,
    panels,
    reminders: new Reminders({ store, log, clock }),
    things,
    secrets: new Map(
      config.panels.flatMap(({ name, webhookSecret }) => (webhookSecret === undefined ? [] : [[name, webhookSecret]])),
    ),
    clock,
    logger,
  });
  const duties = dutiesOf(config, replica, store, logger);
  duties.add(new Refetch({ store, inbox, sink, sealer, clock, logger }));
  const feeds = new Feeds({ store, log, clock, logger });
  // Whoever reads the log at a pace of its own belongs to `needs`.
  duties.add(
    new Retention({
      store,
      log,
      clock,
      logger,
      keep: config.keep,
      needs: [neededByFeeds, neededByRules, neededByEndpoints, neededByRelays(config.relays.map(({ name }) => name))],
    }),
  );
  const endpoints = new Endpoints({ store, log, sealer, duties, clock, logger, observer, ...endpointOptions(config) });
  const relays = new Relays({ store, log, duties, clock, logger, relays: config.relays });
  const rules = new Rules({ store, log, clock, logger });
  await rules.configure(config.rules);
  duties.add(rules.duty);
  duties.add(billing.service.duty);
  const rates = new Rates({ store, clock, base: config.billing.currency, timeZone: config.timeZone });
  await rates.configure(config.billing.rates);
  const { matches, reconciliations } = openReconciliations({
    ...{ store, log, clock, logger, commands, rates },
    ...{ ledger: billing.ledger, service: billing.service, plans: billing.plans },
    panelNames: config.panels.map(({ name }) => name),
    sources: () => inbox.all(),
    strays: config.billing.reconcile,
    cron: config.billing.reconcile.cron,
    timeZone: config.timeZone,
  });
  duties.add(reconciliations.duty);
  metrics.add(ofPanels(panels, clock), ofFeeds(feeds), ofCommands(commands, clock));
  metrics.add(ofEvents(log), ofInbox(inbox), ofDuties(duties), ofEndpoints(endpoints.registry), ofRelays(relays));
  metrics.add(ofBilling(billing));
  const server = createServer({
    token: config.api.token,
    metricsToken: config.api.metricsToken,
    metrics,
    observer,
    feeds,
    endpoints,
    relays,
    rules,
    billing,
    plans: billing.plans,
    policies: billing.policies,
    rates,
    reports: new Reports({ store, rates, plans: billing.plans }),
    matches,
    reconciliations,
    log,
    erasures: new Erasures({ store, log, sealer, clock, logger, erasables }),
    commands,
    queries,
    inbox,
    panelWebhooks,
    panels,
    duties,
    store,
    logger,
    clock,
    version,
  });
  try {
    await server.listen({ host: config.api.host, port: config.api.port });
  } catch (error) {
    await close();
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    const place = `${config.api.host}:${String(config.api.port)}`;
    throw new StartError(
      code === 'EADDRINUSE'
        ? `Something else listens on ${place}. Stop it, or choose another port under "api".`
        : `The API cannot listen on ${place} (${code}). Choose another host or port under "api".`,
    );
  }
  for (const duty of panels.duties((panel, begun) => commands.carryOut(panel, begun))) duties.add(duty);
  await endpoints.start();
  await relays.start();
  duties.start();
  const { port } = server.server.address() as AddressInfo;
  const url = `http://${config.api.host}:${String(port)}`;
  logger.info({ url, panels: config.panels.map((panel) => panel.name), version }, 'The daemon is ready');

  let stopped: Promise<void> | undefined;
  return {
    url,
    stop() {
      stopped ??= (async () => {
        logger.info('The daemon is stopping');
        await server.close();
        commands.stop();
        await endpoints.stop();
        await duties.stop();
        await panels.stop();
        await close();
        await tracing?.close();
        logger.info('The daemon has stopped');
      })();
      return stopped;
    },
  };
}
