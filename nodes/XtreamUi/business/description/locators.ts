import { fromList, type Locator } from '../../description/locators';

/** Fields that name one thing the daemon knows. */

const locator: Locator = {
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  typeOptions: { loadOptionsDependsOn: ['authentication'] },
};

export const subscriptionLocator: Locator = {
  ...locator,
  modes: [
    fromList('searchSubscriptions', 'Select a subscription...'),
    { displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. stripe:sub_1QxYz' },
  ],
};

export const customerLocator: Locator = {
  ...locator,
  modes: [
    fromList('searchCustomers', 'Select a customer...'),
    { displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. cus_01J9Z…' },
  ],
};

export const planLocator: Locator = {
  ...locator,
  modes: [
    fromList('searchPlans', 'Select a plan...'),
    { displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. gold-monthly' },
  ],
};

export const policyLocator: Locator = {
  ...locator,
  modes: [
    fromList('searchDunningPolicies', 'Select a policy...'),
    { displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. standard' },
  ],
};

export const reconciliationLocator: Locator = {
  ...locator,
  modes: [
    fromList('searchReconciliations', 'Select a run...'),
    { displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. rec_01J9Z…' },
  ],
};
