import { join } from 'node:path';
import { stripeApi } from './api';
import { Mapping } from './mapping';
import type { Provider } from './provider';
import { fieldsOf, textOf } from './proving';
import { verifyStripe } from './stripe-signature';

/** Stripe: https://docs.stripe.com/webhooks */
export const stripe: Provider = {
  name: 'stripe',
  label: 'Stripe',
  secret: 'the signing secret (whsec_…) of the endpoint',
  settings: {
    apiKey: { why: 'Stripe’s API is read with it' },
    apiUrl: { why: 'where Stripe’s API is, if not at Stripe' },
  },
  verify: verifyStripe,
  keptHeaders: ['stripe-signature'],
  identify(message) {
    const { id, type } = fieldsOf(message);
    return { id: textOf(id), type: textOf(type) };
  },
  mapping: new Mapping(join(__dirname, 'stripe.jsonata')),
  refetch(message) {
    const { type, data } = fieldsOf(message);
    const { id, charge, invoice } = fieldsOf(fieldsOf(data)['object']);
    // Since API "basil", money that goes back does not name its invoice.
    if (typeof type !== 'string' || !/^(charge\.refunded|charge\.dispute\.|charge\.refund\.|refund\.)/.test(type))
      return null;
    if (textOf(invoice) !== null || textOf(fieldsOf(charge)['invoice']) !== null) return null;
    return typeof id === 'string' && id !== '' ? { kind: 'payment', id } : null;
  },
  api: stripeApi,
};
