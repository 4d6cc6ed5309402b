import { authorizeNet } from './authorize-net';
import { btcpay } from './btcpay';
import { chargebee } from './chargebee';
import { coinbase } from './coinbase';
import { paddle } from './paddle';
import { paypal } from './paypal';
import type { Provider } from './provider';
import { recipes } from './recipe';
import { recurly } from './recurly';
import { square } from './square';
import { stripe } from './stripe';
import { zoho } from './zoho';

/** The providers there are. Each is verification, a dedupe id, and a mapping. */
export const providers = {
  stripe,
  paypal,
  chargebee,
  recurly,
  paddle,
  square,
  'authorize-net': authorizeNet,
  coinbase,
  btcpay,
  zoho,
  recipe: recipes,
} as const satisfies Record<string, Provider>;

export type ProviderName = keyof typeof providers;
export { axiosHttp } from './axios-http';
export { ProviderError, type Http, type HttpAnswer, type HttpRequest } from './http';
export { Mapping, MappingError, type Mapped, type MappedBilling } from './mapping';
export type { BillingApi, Proof, Provider, Ref, SettingName, SourceSettings } from './provider';
export { recipe, recipeProvider, type Recipe } from './recipe';
