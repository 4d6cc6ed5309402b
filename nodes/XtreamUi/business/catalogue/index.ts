import { attentionOperations, commandOperations, exchangeRateOperations, reconciliationOperations } from './upkeep';
import { customerOperations, lineOperations } from './customer';
import type { BusinessOperation, BusinessParameters, BusinessResource } from './operation';
import { dunningPolicyOperations, planOperations } from './plan';
import { subscriptionOperations } from './subscription';

/** Everything the node can do with the daemon beyond its panels. */
export type {
  Answer,
  BusinessKind,
  BusinessOperation,
  BusinessParameter,
  BusinessParameters,
  BusinessResource,
} from './operation';

export const businessOperations: readonly BusinessOperation[] = [
  ...attentionOperations,
  ...commandOperations,
  ...customerOperations,
  ...dunningPolicyOperations,
  ...exchangeRateOperations,
  ...lineOperations,
  ...planOperations,
  ...reconciliationOperations,
  ...subscriptionOperations,
];

/** Resources of the business, in the order the node lists them. Those of a panel are none of them. */
export const businessResources: ReadonlyArray<{ value: BusinessResource; label: string }> = [
  { value: 'attention', label: 'Attention' },
  { value: 'command', label: 'Command' },
  { value: 'customer', label: 'Customer' },
  { value: 'dunningPolicy', label: 'Dunning Policy' },
  { value: 'exchangeRate', label: 'Exchange Rate' },
  { value: 'plan', label: 'Plan' },
  { value: 'reconciliation', label: 'Reconciliation' },
  { value: 'subscription', label: 'Subscription' },
];

export function businessOperationById(id: string): BusinessOperation | undefined {
  return businessOperations.find((operation) => operation.id === id);
}

/** Parameters by the names the daemon knows them by, for its messages, and by their own. */
export function namedByDaemon({ parameters }: BusinessOperation): BusinessParameters {
  const sent = Object.entries(parameters).map(([name, parameter]) => [parameter.as ?? name, parameter] as const);
  return { ...Object.fromEntries(sent), ...parameters };
}
