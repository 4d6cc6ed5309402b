import { customer, lineOnPanel, operationsOf, personal, search } from './define';
import type { Answer, BusinessParameter } from './operation';

const one: Answer = { kind: 'one' };

const system: BusinessParameter = {
  kind: 'text',
  label: 'System',
  required: true,
  default: 'hubspot',
  placeholder: 'e.g. hubspot',
  description: 'Where the customer has an ID of its own: hubspot, salesforce, or a name you choose',
};

const externalId: BusinessParameter = {
  kind: 'text',
  label: 'External ID',
  required: true,
  placeholder: 'e.g. 501',
  description: 'The ID the customer has in that system',
};

export const customerOperations = operationsOf('customer', {
  getMany: {
    label: 'Get Many',
    action: 'Get many customers',
    description: 'List customers',
    method: 'GET',
    path: '/v1/customers',
    parameters: {
      search: { ...search, placeholder: 'e.g. nadia', description: 'Text in the name, email or phone' },
    },
    answer: { kind: 'rows', at: 'customers', paged: true },
  },
  get: {
    label: 'Get',
    action: 'Get customer',
    description:
      'Get all there is of a customer: subscriptions, payments, lines, devices, connections, history, tickets',
    method: 'GET',
    path: '/v1/customers/{customer}',
    parameters: { customer },
    answer: one,
  },
  getByLink: {
    label: 'Get by Link',
    action: 'Get customer by link',
    description: 'Find a customer by the ID it has in another system',
    method: 'GET',
    path: '/v1/customers/by/{system}/{externalId}',
    parameters: { system, externalId },
    answer: one,
  },
  update: {
    label: 'Update',
    action: 'Update customer',
    description: 'Change what is known of a customer',
    method: 'PUT',
    path: '/v1/customers/{customer}',
    parameters: { customer, ...personal() },
    answer: one,
  },
  setLink: {
    label: 'Set Link',
    action: 'Set link of customer',
    description: 'Keep the ID that a customer has in another system',
    method: 'PUT',
    path: '/v1/customers/{customer}/links/{system}',
    parameters: { customer, system, externalId: { ...externalId, as: 'id' } },
    answer: one,
  },
  removeLink: {
    label: 'Remove Link',
    action: 'Remove link of customer',
    description: 'Forget the ID that a customer has in another system',
    method: 'DELETE',
    path: '/v1/customers/{customer}/links/{system}',
    parameters: { customer, system },
    answer: { kind: 'deleted', named: ['customer', 'system'] },
  },
  getMatches: {
    label: 'Get Matches',
    action: 'Get matches of lines and customers',
    description: 'List lines that seem to be customers’, by email, notes and username',
    method: 'GET',
    path: '/v1/matches',
    parameters: {
      state: {
        kind: 'choice',
        label: 'State',
        options: [
          { value: 'sure', label: 'Sure' },
          { value: 'review', label: 'To Be Reviewed' },
        ],
      },
    },
    answer: { kind: 'rows', at: 'matches' },
  },
  linkMatches: {
    label: 'Link Matches',
    action: 'Link matches of lines and customers',
    description: 'Tell whose lines these are',
    method: 'POST',
    path: '/v1/matches',
    parameters: {
      links: {
        kind: 'json',
        label: 'Links',
        required: true,
        placeholder: 'e.g. [{"customer": "cus_…", "panel": "main", "line": "1042"}]',
        description: 'Each names a customer or a subscription, a panel, and a line on it',
      },
    },
    answer: one,
  },
});

/** What the daemon alone knows of a line. */
export const lineOperations = operationsOf('line', {
  getHistory: {
    label: 'Get History',
    action: 'Get history of line',
    description: 'List the events of a line, newest first',
    method: 'GET',
    path: '/v1/panels/{panel}/lines/{line}/history',
    parameters: lineOnPanel,
    answer: { kind: 'rows', at: 'events', paged: true },
  },
});
