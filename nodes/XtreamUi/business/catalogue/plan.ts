import { currency, operationsOf, plan } from './define';
import type { Answer, BusinessParameter } from './operation';

const one: Answer = { kind: 'one' };

const policy: BusinessParameter = {
  kind: 'policy',
  label: 'Dunning Policy',
  required: true,
  description: 'What happens, and when, after a failed payment',
};

export const planOperations = operationsOf('plan', {
  getMany: {
    label: 'Get Many',
    action: 'Get many plans',
    description: 'List plans',
    method: 'GET',
    path: '/v1/plans',
    parameters: {},
    answer: { kind: 'rows', at: 'plans', paged: false },
  },
  get: {
    label: 'Get',
    action: 'Get plan',
    description: 'Get a plan',
    method: 'GET',
    path: '/v1/plans/{plan}',
    parameters: { plan },
    answer: one,
  },
  upsert: {
    label: 'Create or Update',
    action: 'Create or update plan',
    description: 'Say what a price stands for: package, duration, content. What is left out takes its default.',
    method: 'PUT',
    path: '/v1/plans/{plan}',
    parameters: {
      plan: {
        kind: 'text',
        label: 'Name',
        required: true,
        placeholder: 'e.g. gold-monthly',
        description: 'Lower-case letters, digits and hyphens',
      },
      title: { kind: 'text', label: 'Label', as: 'label', placeholder: 'e.g. Gold, monthly' },
      prices: {
        kind: 'json',
        label: 'Prices',
        upFront: true,
        placeholder: 'e.g. [{"source": "stripe", "price": "price_123"}]',
        description: 'The prices or products of providers that stand for it; source is the inbox source, null for any',
      },
      panel: {
        kind: 'panel',
        label: 'Panel',
        sole: true,
        upFront: true,
        description: 'Where its lines are made. Leave empty when there is only one.',
      },
      packageId: { kind: 'package', label: 'Package', upFront: true },
      duration: {
        kind: 'duration',
        label: 'Duration',
        description: 'How long what is paid for lasts, unless the payment says so',
      },
      connections: { kind: 'integer', label: 'Connections', min: 1 },
      bouquets: { kind: 'texts', label: 'Bouquet IDs', description: 'Bouquets instead of the package’s' },
      rights: {
        kind: 'choices',
        label: 'Content',
        options: [
          { value: 'catchUp', label: 'Catch-up' },
          { value: 'live', label: 'Live' },
          { value: 'vod', label: 'Video on Demand' },
        ],
      },
      trial: { kind: 'switch', label: 'Trial', description: 'Whether its lines are trials' },
      deviceLimit: { kind: 'integer', label: 'Device Limit', min: 1 },
      amount: {
        kind: 'amount',
        label: 'Amount',
        currencyIn: 'currency',
        placeholder: 'e.g. 12.99',
        description: 'What a period costs, together with Currency',
      },
      currency,
      adjust: {
        kind: 'text',
        label: 'Adjust',
        placeholder: 'e.g. {"connections": billing.quantity}',
        description:
          'A JSONata expression over billing, subscription and plan whose result replaces values of the plan',
      },
      dunning: { kind: 'policy', label: 'Dunning Policy' },
      grace: { kind: 'integer', label: 'Grace (Seconds)', min: 0, description: 'Service beyond what is paid for' },
    },
    answer: one,
  },
  delete: {
    label: 'Delete',
    action: 'Delete plan',
    description: 'Delete a plan permanently',
    method: 'DELETE',
    path: '/v1/plans/{plan}',
    parameters: { plan },
    answer: { kind: 'deleted', named: 'plan' },
  },
});

export const dunningPolicyOperations = operationsOf('dunningPolicy', {
  getMany: {
    label: 'Get Many',
    action: 'Get many dunning policies',
    description: 'List dunning policies',
    method: 'GET',
    path: '/v1/dunning-policies',
    parameters: {},
    answer: { kind: 'rows', at: 'policies', paged: false },
  },
  get: {
    label: 'Get',
    action: 'Get dunning policy',
    description: 'Get a dunning policy',
    method: 'GET',
    path: '/v1/dunning-policies/{policy}',
    parameters: { policy },
    answer: one,
  },
  upsert: {
    label: 'Create or Update',
    action: 'Create or update dunning policy',
    description: 'Say what happens, and when, after a failed payment',
    method: 'PUT',
    path: '/v1/dunning-policies/{policy}',
    parameters: {
      policy: {
        kind: 'text',
        label: 'Name',
        required: true,
        placeholder: 'e.g. standard',
        description: 'Lower-case letters, digits and hyphens',
      },
      steps: {
        kind: 'json',
        label: 'Steps',
        required: true,
        placeholder:
          'e.g. [{"after": 0, "action": "remind", "channel": "email"}, {"after": 604800, "action": "suspend"}]',
        description:
          'Each with after (seconds since the first failed payment), action (remind, suspend or terminate), and optionally channel, template and when (JSONata)',
      },
      grace: {
        kind: 'integer',
        label: 'Grace (Seconds)',
        min: 0,
        upFront: true,
        description: 'How long service lasts beyond what is paid for',
      },
    },
    answer: one,
  },
  delete: {
    label: 'Delete',
    action: 'Delete dunning policy',
    description: 'Delete a dunning policy permanently',
    method: 'DELETE',
    path: '/v1/dunning-policies/{policy}',
    parameters: { policy },
    answer: { kind: 'deleted', named: 'policy' },
  },
});
