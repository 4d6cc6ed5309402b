import type { Provider } from './provider';
import { stripe } from './stripe';

/** The providers there are. Each is verification, a dedupe id, and a mapping. */
export const providers = { stripe } as const satisfies Record<string, Provider>;

export type ProviderName = keyof typeof providers;
export type { Provider } from './provider';
