import { join } from 'node:path';
import { Mapping } from './mapping';
import type { Provider } from './provider';
import { verifyStripe } from './stripe-signature';

const asText = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Stripe: https://docs.stripe.com/webhooks */
export const stripe: Provider = {
  name: 'stripe',
  verify: verifyStripe,
  keptHeaders: ['stripe-signature'],
  identify(message) {
    const { id, type } = (message ?? {}) as { id?: unknown; type?: unknown };
    return { id: asText(id), type: asText(type) };
  },
  mapping: new Mapping(join(__dirname, 'stripe.jsonata')),
};
