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
    answer: { kind: 'rows', at: 'plans' },
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
        description: 'Lower-case letters, digits, hyphens and underscores',
      },
      title: { kind: 'text', label: 'Label', as: 'label', placeholder: 'e.g. Gold, monthly' },
      prices: {
        kind: 'entries',
        label: 'Prices',
        upFront: true,
        description: 'What is paid for at providers; none: it is given by hand only',
        entry: {
          label: 'Price',
          parameters: {
            price: {
              kind: 'text',
              label: 'Price or Product ID',
              required: true,
              placeholder: 'e.g. price_1QxYz',
              description: 'The provider’s ID of a price, or of a product where all its prices are meant',
            },
            source: {
              kind: 'text',
              label: 'Source',
              placeholder: 'e.g. stripe',
              description: 'The inbox source it is of; empty for any',
            },
          },
        },
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
      bouquets: {
        kind: 'json',
        label: 'Bouquets',
        placeholder: 'e.g. ["1", "5"]',
        description:
          'IDs in place of the package’s bouquets, or IDs for each content: {"live": ["1"], "vod": ["2"], "catchUp": []}',
      },
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
      grace: {
        kind: 'text',
        label: 'Grace',
        placeholder: 'e.g. 3d',
        description: 'How long service is left after a failed payment, e.g. 12h or 3d',
      },
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
    answer: { kind: 'deleted', named: ['plan'] },
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
    answer: { kind: 'rows', at: 'policies' },
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
    description: 'Say what happens, and when, after a failed payment. What is left out takes its default.',
    method: 'PUT',
    path: '/v1/dunning-policies/{policy}',
    parameters: {
      policy: {
        kind: 'text',
        label: 'Name',
        required: true,
        placeholder: 'e.g. standard',
        description: 'Lower-case letters, digits, hyphens and underscores',
      },
      steps: {
        kind: 'entries',
        label: 'Steps',
        upFront: true,
        description: 'In the order in which they come',
        entry: {
          label: 'Step',
          parameters: {
            action: {
              kind: 'choice',
              label: 'Action',
              required: true,
              default: 'remind',
              options: [
                { value: 'remind', label: 'Remind' },
                { value: 'suspend', label: 'Suspend' },
                { value: 'terminate', label: 'Terminate' },
              ],
            },
            after: {
              kind: 'text',
              label: 'After',
              required: true,
              placeholder: 'e.g. 3d',
              description: 'Counted from the first failed payment, e.g. 0s, 12h or 3d',
            },
            channel: {
              kind: 'text',
              label: 'Channel',
              placeholder: 'e.g. email',
              description: 'For the workflow that reminds',
            },
            template: {
              kind: 'text',
              label: 'Template',
              placeholder: 'e.g. first-reminder',
              description: 'For the workflow that reminds',
            },
            when: {
              kind: 'text',
              label: 'When',
              placeholder: 'e.g. billing.amount > 500',
              description:
                'A JSONata expression over subscription, billing and step; the step is skipped where it is not true',
            },
          },
        },
      },
      title: { kind: 'text', label: 'Label', as: 'label', placeholder: 'e.g. Standard' },
      grace: {
        kind: 'text',
        label: 'Grace',
        placeholder: 'e.g. 3d',
        description: 'No service is taken away sooner after the first failed payment',
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
    answer: { kind: 'deleted', named: ['policy'] },
  },
});
