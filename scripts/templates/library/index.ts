import type { Template } from '..';
import { changePlan } from './change-plan';
import { churnRisk } from './churn-risk';
import { dunFailedPayments } from './dun-failed-payments';
import { erasePerson } from './erase-person';
import { eventsToElasticsearch } from './events-to-elasticsearch';
import { eventsToKafka } from './events-to-kafka';
import { eventsToRabbitMq } from './events-to-rabbitmq';
import { hubspotContactSync } from './hubspot-contact-sync';
import { invoiceToQuickBooks } from './invoice-to-quickbooks';
import { invoiceToXero } from './invoice-to-xero';
import { leadToTrial } from './lead-to-trial';
import { lineSelfService } from './line-self-service';
import { nightlyReconciliation } from './nightly-reconciliation';
import { provisionOnFirstPayment } from './provision-on-first-payment';
import { recordManualPayment } from './record-manual-payment';
import { renewOnRecurringPayment } from './renew-on-recurring-payment';
import { resellerCredits } from './reseller-credits';
import { salesforceSync } from './salesforce-sync';
import { streamDownAlert } from './stream-down-alert';
import { supportTickets } from './support-tickets';
import { tellWhenAWorkflowFails } from './tell-when-a-workflow-fails';
import { trialWithChecks } from './trial-with-checks';
import { upsell } from './upsell';
import { warnBeforeExpiry } from './warn-before-expiry';
import { weeklyReport } from './weekly-report';
import { winBackAfterCancellation } from './win-back-after-cancellation';
import { zohoCrmSync } from './zoho-crm-sync';

/** Every template that is written with the builder, by file name. */
export const library: readonly Template[] = [
  changePlan,
  churnRisk,
  dunFailedPayments,
  erasePerson,
  eventsToElasticsearch,
  eventsToKafka,
  eventsToRabbitMq,
  hubspotContactSync,
  invoiceToQuickBooks,
  invoiceToXero,
  leadToTrial,
  lineSelfService,
  nightlyReconciliation,
  provisionOnFirstPayment,
  recordManualPayment,
  renewOnRecurringPayment,
  resellerCredits,
  salesforceSync,
  streamDownAlert,
  supportTickets,
  tellWhenAWorkflowFails,
  trialWithChecks,
  upsell,
  warnBeforeExpiry,
  weeklyReport,
  winBackAfterCancellation,
  zohoCrmSync,
];
