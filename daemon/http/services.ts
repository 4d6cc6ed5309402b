import type { Logger } from 'pino';
import type { Inbox } from '../billing';
import type { Billing } from '../billing';
import type { Policies } from '../billing/dunning';
import type { Matches } from '../billing/matching';
import type { Rates } from '../billing/money';
import type { Plans } from '../billing/plans';
import type { Reports } from '../billing/reports';
import type { Reconciliations } from '../billing/reconciliation';
import type { Clock } from '../clock';
import type { Commands, Queries } from '../commands';
import type { Duties } from '../duties';
import type { Endpoints } from '../endpoints';
import type { Erasures } from '../erasure';
import type { EventLog } from '../events';
import type { Feeds } from '../feeds';
import type { Rules } from '../rules';
import type { Metrics } from '../metrics';
import type { Observer } from '../observer';
import type { PanelWebhooks } from '../panel-webhooks';
import type { Relays } from '../relay';
import type { Store } from '../store';
import type { Panels } from '../sync';

/** Takes in what billing providers send. */
export interface InboxService {
  /**
   * @param headers names in lower case
   * @throws Problem 404 `unknown-source`, and whatever the provider's signature is at fault for
   */
  receive(
    source: string,
    rawBody: Buffer,
    headers: Readonly<Record<string, string | undefined>>,
  ): Promise<{ duplicate: boolean }>;

  /** How many messages ended in which way since the daemon started, e.g. `received`, `duplicate`, `bad-signature`. */
  counts(): Readonly<Record<string, number>>;

  messages: Inbox['messages'];
  renormalise: Inbox['renormalise'];
  register: Inbox['register'];
}

/** What the API serves. */
export interface Services {
  /** The bearer token of all `/v1` routes but those webhooks are posted to. */
  token: string;
  /** The bearer token of `/metrics`; undefined: open. */
  metricsToken?: string | undefined;
  feeds: Feeds;
  relays: Pick<Relays, 'list'>;
  endpoints: Pick<Endpoints, 'registry' | 'replays' | 'dead'>;
  rules: Rules;
  billing: Billing;
  reports: Reports;
  plans: Plans;
  policies: Policies;
  rates: Rates;
  matches: Matches;
  reconciliations: Reconciliations;
  log: EventLog;
  erasures: Pick<Erasures, 'erase'>;
  commands: Pick<Commands, 'submit' | 'wait' | 'get' | 'list'>;
  queries: Pick<Queries, 'run'>;
  inbox: InboxService;
  panelWebhooks: Pick<PanelWebhooks, 'receive'>;
  panels: Pick<Panels, 'get' | 'views' | 'pass' | 'decide' | 'lines'>;
  duties: Pick<Duties, 'replicas'>;
  store: Pick<Store, 'isWritable'>;
  metrics: Pick<Metrics, 'scrape'>;
  observer: Observer;
  logger: Logger;
  clock: Clock;
  version: string;
}
