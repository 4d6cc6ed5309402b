import type { BillingData } from '../event';
import type { EventDescription } from '../description';
import { billing } from './samples';

const group = 'billing' as const;
const data = ['billing'] as const;

/** Not about an invoice unless the changes say so. */
const told = (providerEventType: string, changes: Partial<BillingData> = {}): EventDescription['sample'] => ({
  origin: 'billing',
  subject: 'subscription:stripe/sub_1Sample',
  data: { billing: { ...billing, key: null, firstPayment: null, providerEventType, ...changes } },
});

export const billingEvents = [
  {
    type: 'checkout.completed',
    label: 'Checkout Completed',
    description: 'A customer completed a checkout at the billing provider',
    group,
    data,
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
    sample: told('invoice.paid', { key: billing.key, firstPayment: true }),
  },
  {
    type: 'payment.failed',
    label: 'Payment Failed',
    description: 'A payment was tried and failed',
    group,
    data,
    sample: told('invoice.payment_failed', {
      failureReason: 'Your card was declined.',
      nextAttemptAt: '2027-02-03T12:00:00Z',
      firstPayment: false,
    }),
  },
  {
    type: 'subscription.created',
    label: 'Subscription Created',
    description: 'A customer subscribed',
    group,
    data,
    sample: told('customer.subscription.created'),
  },
  {
    type: 'subscription.updated',
    label: 'Subscription Updated',
    description: 'A subscription changed: plan, period, status',
    group,
    data,
    sample: told('customer.subscription.updated'),
  },
  {
    type: 'subscription.past_due',
    label: 'Subscription Past Due',
    description: 'A subscription is past due',
    group,
    data,
    sample: told('customer.subscription.updated', {
      subscription: { ...billing.subscription, status: 'past_due' },
    }),
  },
  {
    type: 'subscription.cancelled',
    label: 'Subscription Cancelled',
    description: 'A subscription ended',
    group,
    data,
    sample: told('customer.subscription.deleted', {
      subscription: { ...billing.subscription, status: 'canceled' },
    }),
  },
] as const satisfies readonly EventDescription[];
