/** What the pictures of money and service show: a daemon with a few customers, and what is filled in of each resource. */
import { mkdirSync } from 'node:fs';
import { startDaemonProcess } from '../../demo/dist/demo/stack/index.js';
import { postStripeEvent, subscribeEvents } from '../../demo/dist/demo/stripe/index.js';

const customers = [
  { email: 'nadia@example.com', name: 'Nadia Haddad', priceId: 'price_monthly', amount: 1299 },
  { email: 'omar@example.com', name: 'Omar Khoury', priceId: 'price_family', amount: 1899 },
  { email: 'lea@example.com', name: 'Léa Fontaine', priceId: 'price_monthly', amount: 1299 },
  // A price that no plan names.
  { email: 'jonas@example.com', name: 'Jonas Weber', priceId: 'price_gold', amount: 2499 },
];

const located = (mode, value) => ({ __rl: true, mode, value });

/** Starts the daemon before the panel and lets it be paid. */
export async function startBusiness(folder, panel) {
  mkdirSync(folder, { recursive: true });
  const daemon = await startDaemonProcess({
    folder,
    panels: [{ name: 'main', url: panel.url, apiKey: panel.apiKey }],
    settings: 'billing:\n  actions:\n    provision: daemon\n    renew: daemon\n',
  });
  await daemon.call('PUT', '/v1/dunning-policies/standard', {
    steps: [
      { after: '0s', action: 'remind', channel: 'email' },
      { after: '3d', action: 'suspend' },
      { after: '30d', action: 'terminate' },
    ],
  });
  for (const [plan, label, price] of [
    ['monthly', 'Standard, monthly', 'price_monthly'],
    ['family-monthly', 'Family, monthly', 'price_family'],
  ]) {
    const given = { label, prices: [{ source: 'stripe', price }], panel: 'main', packageId: '1' };
    await daemon.call('PUT', `/v1/plans/${plan}`, { ...given, dunning: 'standard' });
  }
  for (const [day, from, rate] of [
    ['2026-01-01', 'EUR', '1.0835'],
    ['2026-06-01', 'EUR', '1.1420'],
    ['2026-06-01', 'GBP', '1.3105'],
  ]) {
    await daemon.call('PUT', '/v1/exchange-rates', { day, from, to: 'USD', rate });
  }
  const paidAt = Math.floor(Date.now() / 1000);
  for (const { priceId, amount, ...customer } of customers) {
    const complete = { phone: null, country: 'LB', locale: 'en', ...customer };
    for (const event of subscribeEvents({ customer: complete, priceId, amount, paidAt })) {
      await postStripeEvent(`${daemon.url}/v1/inbox/stripe`, event, daemon.stripeSecret);
    }
  }
  // Until lines have been made for those who paid.
  await new Promise((resolve) => setTimeout(resolve, 15_000));
  return daemon;
}

/** Views as scripts/screenshots.mjs has them. */
export async function businessViews(daemon, isWanted) {
  return {
    subscription: {
      operation: 'recordPayment',
      parameters: { amount: '12.99', currency: 'USD', method: 'cash' },
      list: 'subscription',
    },
    plan: {
      operation: 'upsert',
      parameters: {
        plan: 'sports-yearly',
        prices: { entry: [{ price: 'price_1QxYzSports', source: 'stripe' }] },
      },
      list: 'packageId',
    },
    dunningPolicy: {
      operation: 'upsert',
      parameters: {
        policy: 'patient',
        steps: {
          entry: [
            { action: 'remind', after: '0s', channel: 'email', template: 'first-reminder', when: '' },
            { action: 'suspend', after: '5d', channel: '', template: '', when: '' },
          ],
        },
      },
      list: null,
    },
    ...(isWanted('reconciliation') ? { reconciliation: await reconciled(daemon) } : {}),
  };
}

/** A run, with its findings. */
async function reconciled(daemon) {
  const { id } = await daemon.call('POST', '/v1/reconciliations?wait=30', { fix: 'none' });
  return { operation: 'get', parameters: { reconciliation: located('id', id) } };
}
