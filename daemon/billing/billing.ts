import type { Logger } from 'pino';
import type { Clock } from '../clock';
import type { Commands, Queries } from '../commands';
import type { EventLog } from '../events';
import type { Store } from '../store';
import type { Panels } from '../sync';
import { Attention } from './attention';
import { Customers } from './customers';
import { Policies } from './dunning';
import { Overview } from './overview';
import { Plans } from './plans';
import { Service } from './service';
import type { BillingSettings } from './settings';
import { Ledger, Subscriptions } from './subscriptions';

export interface BillingParts {
  store: Store;
  log: EventLog;
  clock: Clock;
  logger: Logger;
  commands: Commands;
  queries: Queries;
  panels: Pick<Panels, 'get'>;
  /** Names of panels and inbox sources in the configuration. */
  panelNames: readonly string[];
  sourceNames: readonly string[];
  settings: BillingSettings;
}

/** Money and service: what providers tell goes in by the ledger, and what follows for lines comes out by the service. */
export class Billing {
  readonly attention: Attention;
  readonly customers: Customers;
  readonly plans: Plans;
  readonly policies: Policies;
  readonly ledger: Ledger;
  readonly subscriptions: Subscriptions;
  readonly service: Service;
  readonly overview: Overview;

  constructor(parts: BillingParts) {
    const { store, log, clock, settings } = parts;
    const logger = parts.logger.child({ part: 'billing' });
    this.attention = new Attention({ store, log, clock });
    this.customers = new Customers(store);
    this.plans = new Plans({ store, panels: parts.panelNames, sources: parts.sourceNames });
    this.policies = new Policies({ store, grace: settings.graceSeconds });
    const { attention, customers, plans, policies } = this;
    this.ledger = new Ledger({ store, log, clock, attention, customers, plans, policies, settings });
    this.subscriptions = new Subscriptions(this.ledger);
    this.overview = new Overview({ store, log, clock, customers, attention, subscriptions: this.subscriptions });
    this.service = new Service({ ...parts, logger, attention, ledger: this.ledger });
  }
}
