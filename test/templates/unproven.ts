import type { Column } from './table';

/**
 * Paths that nobody has seen pass from beginning to end yet. They are not run, and the table says so; `XTREAM_UI_TEMPLATES_ALL=1` runs them. A path that has
 * passed is taken out of here.
 */
const restart = ['restart'] as const;
const all = ['main', 'failure', 'restart'] as const;
const failure = ['failure', 'restart'] as const;

const unproven: Readonly<Record<string, readonly Column[]>> = {
  'change-plan-with-proration': all,
  'churn-risk': restart,
  'dun-failed-payments': failure,
  'erase-person': all,
  'events-to-elasticsearch': failure,
  'events-to-kafka': restart,
  'events-to-rabbitmq': all,
  'hubspot-contact-sync': restart,
  'lead-to-trial': all,
  'provision-on-first-payment': restart,
  'record-manual-payment': restart,
  'renew-on-recurring-payment': failure,
  'reseller-credits': all,
  'salesforce-sync': restart,
  'stream-down-alert': all,
  'tell-when-a-workflow-fails': all,
  'trial-with-checks': all,
  upsell: all,
  'warn-before-expiry': all,
  'win-back-after-cancellation': all,
  'zoho-crm-sync': all,
};

/** Single tests of paths that pass otherwise. */
const unprovenTitles: readonly string[] = [
  'tells the operator of a price without a plan, and provisions by itself once the plan is there',
];

/** Why a path, or one test of it, is not run; null: it is. */
export function whyNot(file: string, path: Column, title = ''): string | null {
  if (process.env['XTREAM_UI_TEMPLATES_ALL'] !== undefined) return null;
  return unprovenTitles.includes(title) || unproven[file]?.includes(path) === true ? 'not seen to pass yet' : null;
}
