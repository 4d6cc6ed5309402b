import { activityMigrations } from './activity';
import { billingMigrations } from './billing';
import { attentionMigrations } from './billing/attention';
import { customerMigrations } from './billing/customers';
import { dunningMigrations } from './billing/dunning';
import { matchingMigrations } from './billing/matching';
import { moneyMigrations } from './billing/money';
import { planMigrations } from './billing/plans';
import { reconciliationMigrations } from './billing/reconciliation';
import { serviceMigrations } from './billing/service';
import { subscriptionMigrations } from './billing/subscriptions';
import { commandMigrations } from './commands';
import { detailMigrations } from './details';
import { dutyMigrations } from './duties';
import { endpointMigrations } from './endpoints';
import { erasureMigrations } from './erasure';
import { eventMigrations } from './events';
import { feedMigrations } from './feeds';
import { panelWebhookMigrations } from './panel-webhooks';
import { relayMigrations } from './relay';
import { ruleMigrations } from './rules';
import type { Migration } from './store';
import { syncMigrations } from './sync';
import { watchMigrations } from './watch';

/** All tables of the daemon, from the folders that own them, in the order they are made. */
export const migrations: readonly Migration[] = [
  ...dutyMigrations,
  ...eventMigrations,
  ...syncMigrations,
  ...watchMigrations,
  ...detailMigrations,
  ...activityMigrations,
  ...feedMigrations,
  ...endpointMigrations,
  ...relayMigrations,
  ...commandMigrations,
  ...billingMigrations,
  ...panelWebhookMigrations,
  ...erasureMigrations,
  ...ruleMigrations,
  ...moneyMigrations,
  ...planMigrations,
  ...dunningMigrations,
  ...attentionMigrations,
  ...customerMigrations,
  ...subscriptionMigrations,
  ...serviceMigrations,
  ...reconciliationMigrations,
  ...matchingMigrations,
];
