import type { BillingData } from '../event';
import type { EventDescription } from '../description';
import { billing, customer, subscription } from './samples';

const group = 'billing' as const;
const data = ['billing'] as const;
/** Where the ledger knows the subscription. */
const optional = ['subscription', 'customer'] as const;
/** What the ledger finds by itself, as time goes by, too. */
const kept = { data: ['subscription', 'customer'], optional: data } as const;

/** Not about an invoice unless the changes say so. */
const told = (providerEventType: string, changes: Partial<BillingData> = {}): EventDescription['sample'] => ({
  origin: 'billing',
  subject: 'subscription:stripe/sub_1Sample',
  data: {
    billing: { ...billing, key: null, firstPayment: null, providerEventType, ...changes },
    subscription,
    customer,
  },
});

const subject = 'subscription:stripe/sub_1Sample';

const byLedger = (changes: Partial<typeof subscription>): EventDescription['sample'] => ({
  origin: 'billing',
  subject,
  data: { subscription: { ...subscription, ...changes }, customer },
});

const dunning = (action: 'remind' | 'suspend' | 'terminate'): EventDescription['sample'] => ({
  origin: 'clock',
  subject,
  data: {
    subscription: { ...subscription, state: 'past_due', pastDueSince: '2027-01-28T12:00:00Z' },
    customer,
    dunningStep: {
      policy: 'standard',
      step: 1,
      steps: 4,
      action,
      channel: 'email',
      template: 'first-reminder',
      since: '2027-01-28T12:00:00Z',
      daysPastDue: 0,
      payUrl: 'https://invoice.example.com/i/sample',
      nextAction: 'remind',
      nextAt: '2027-01-31T12:00:00Z',
    },
  },
});

export const billingEvents = [
  {
    type: 'checkout.completed',
    label: 'Checkout Completed',
    description: 'A customer completed a checkout at the billing provider',
    group,
    data,
    optional,
    sample: told('checkout.session.completed', {
      key: billing.key,
      firstPayment: true,
      invoice: { ...billing.invoice, number: null },
    }),
  },
  {
    type: 'payment.succeeded',
    label: 'Payment Succeeded',
    description: 'An invoice was paid',
    group,
    data,
    optional,
    sample: told('invoice.paid', { key: billing.key, firstPayment: true }),
  },
  {
    type: 'payment.failed',
    label: 'Payment Failed',
    description: 'A payment was tried and failed',
    group,
    data,
    optional,
    sample: told('invoice.payment_failed', {
      failureReason: 'Your card was declined.',
      nextAttemptAt: '2027-02-03T12:00:00Z',
      firstPayment: false,
    }),
  },
  {
    type: 'payment.refunded',
    label: 'Payment Refunded',
    description: 'A payment was given back, wholly or in part',
    group,
    data,
    optional,
    sample: told('charge.refunded', { key: billing.key, refunded: 1299 }),
  },
  {
    type: 'payment.disputed',
    label: 'Payment Disputed',
    description: 'The customer’s bank takes a payment back: a chargeback',
    group,
    data,
    optional,
    sample: told('charge.dispute.created', { key: billing.key, refunded: 1299 }),
  },
  {
    type: 'payment.dispute_won',
    label: 'Payment Dispute Won',
    description: 'A disputed payment is ours after all',
    group,
    data,
    optional,
    sample: told('charge.dispute.closed', { key: billing.key }),
  },
  {
    type: 'subscription.created',
    label: 'Subscription Created',
    description: 'A customer subscribed',
    group,
    data,
    optional,
    sample: told('customer.subscription.created'),
  },
  {
    type: 'subscription.updated',
    label: 'Subscription Updated',
    description: 'A subscription changed: plan, period, status',
    group,
    data,
    optional,
    sample: told('customer.subscription.updated'),
  },
  {
    type: 'subscription.past_due',
    label: 'Subscription Past Due',
    description: 'A subscription is past due',
    group,
    data,
    optional,
    sample: told('customer.subscription.updated', {
      subscription: { ...billing.subscription, status: 'past_due', state: 'past_due' },
    }),
  },
  {
    type: 'subscription.cancelled',
    label: 'Subscription Cancelled',
    description: 'A subscription ended',
    group,
    data,
    optional,
    sample: told('customer.subscription.deleted', {
      subscription: { ...billing.subscription, status: 'canceled', state: 'cancelled' },
    }),
  },
  {
    type: 'subscription.activated',
    label: 'Subscription Activated',
    description: 'A subscription is paid for: after its trial, its first payment, or a time without',
    group,
    ...kept,
    sample: byLedger({ state: 'active' }),
  },
  {
    type: 'subscription.paused',
    label: 'Subscription Paused',
    description: 'A subscription was paused at the provider',
    group,
    ...kept,
    sample: byLedger({ state: 'paused' }),
  },
  {
    type: 'subscription.resumed',
    label: 'Subscription Resumed',
    description: 'A paused or suspended subscription goes on',
    group,
    ...kept,
    sample: byLedger({ state: 'active' }),
  },
  {
    type: 'subscription.suspended',
    label: 'Subscription Suspended',
    description: 'The service of a subscription is to be switched off because nobody paid',
    group,
    ...kept,
    sample: byLedger({ state: 'suspended', suspension: 'non-payment', pastDueSince: '2027-01-31T12:00:00Z' }),
  },
  {
    type: 'subscription.expired',
    label: 'Subscription Expired',
    description: 'What was paid for is used up, and nothing more is to come',
    group,
    ...kept,
    sample: byLedger({ state: 'expired' }),
  },
  {
    type: 'subscription.plan_changed',
    label: 'Subscription Plan Changed',
    description: 'A subscription has another price or plan: an upgrade or downgrade',
    group,
    data: ['subscription', 'customer', 'before', 'after'],
    optional: data,
    sample: {
      origin: 'billing',
      subject,
      data: {
        subscription: { ...subscription, plan: 'family-monthly', priceId: 'price_family' },
        customer,
        before: { plan: 'standard-monthly', priceId: 'price_monthly' },
        after: { plan: 'family-monthly', priceId: 'price_family' },
      },
    },
  },
  {
    type: 'subscription.trial_ending',
    label: 'Subscription Trial Ending',
    description: 'The trial of a subscription ends soon',
    group,
    data,
    optional,
    sample: told('customer.subscription.trial_will_end', { trialEnd: '2027-02-03T12:00:00Z' }),
  },
  {
    type: 'dunning.started',
    label: 'Dunning Started',
    description: 'A payment failed, and a dunning policy begins',
    group,
    data: ['subscription', 'customer', 'dunningStep'],
    sample: dunning('remind'),
  },
  {
    type: 'dunning.step_due',
    label: 'Dunning Step Due',
    description: 'A step of the dunning policy is due: remind, suspend or terminate',
    group,
    data: ['subscription', 'customer', 'dunningStep'],
    sample: dunning('remind'),
  },
  {
    type: 'dunning.stopped',
    label: 'Dunning Stopped',
    description: 'Dunning ends: it was paid, or the subscription ended',
    group,
    data: ['subscription', 'customer', 'message'],
    sample: { origin: 'billing', subject, data: { subscription, customer, message: 'The invoice was paid.' } },
  },
] as const satisfies readonly EventDescription[];
