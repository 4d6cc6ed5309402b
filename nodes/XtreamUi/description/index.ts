import type { INodeProperties } from 'n8n-workflow';
import { operations } from '../../../panel';
import { panelLocator } from './locators';
import { operationFields, parameterFields, resourceField } from './operation';

const writes = operations.filter((operation) => operation.access === 'write');

const connectionFields: INodeProperties[] = [
  {
    displayName: 'Authentication',
    name: 'authentication',
    type: 'options',
    noDataExpression: true,
    options: [
      { name: 'Panel', value: 'panel', description: 'Straight to one panel, with its API key' },
      {
        name: 'Sync Daemon',
        value: 'daemon',
        description:
          'Through the sync daemon, which carries every write out once, however often a workflow is run again',
      },
    ],
    default: 'panel',
  },
  {
    displayName: 'Panel',
    name: 'panel',
    ...panelLocator,
    description: 'The panel, by its name in the daemon’s configuration. Leave empty when there is only one.',
    displayOptions: { show: { authentication: ['daemon'] } },
  },
];

const deleteNotice: INodeProperties = {
  displayName: 'A deleted line cannot be brought back. Disable it instead to keep its data.',
  name: 'deleteNotice',
  type: 'notice',
  default: '',
  displayOptions: { show: { resource: ['line'], operation: ['delete'] } },
};

const optionsField: INodeProperties = {
  displayName: 'Options',
  name: 'options',
  type: 'collection',
  placeholder: 'Add Option',
  default: {},
  displayOptions: {
    show: {
      authentication: ['daemon'],
      resource: [...new Set(writes.map(({ resource }) => resource))],
      operation: [...new Set(writes.map(({ name }) => name))],
    },
  },
  options: [
    {
      displayName: 'Idempotency Key',
      name: 'idempotencyKey',
      type: 'string',
      default: '',
      placeholder: 'e.g. stripe:in_1QxYz',
      description:
        'Names what this write is for. The daemon carries a key out once and answers a repetition with the first result. Leave empty to use the key of the Xtream UI Trigger’s event, or else this execution’s.',
    },
  ],
};

/** The node's fields. Resources, operations and what they take come from the catalogue of operations. */
export const properties: INodeProperties[] = [
  ...connectionFields,
  resourceField,
  ...operationFields(),
  deleteNotice,
  ...parameterFields(),
  optionsField,
];
