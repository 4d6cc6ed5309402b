import type { INodeProperties } from 'n8n-workflow';
import { accessKinds } from '../../shared';
import { businessFields, businessResources } from '../business';
import { panelLocator } from './locators';
import { operationFields, resourceField } from './operation';
import { parameterFields } from './parameters';

const connectionFields: INodeProperties[] = [
  {
    displayName: 'Authentication',
    name: 'authentication',
    type: 'options',
    noDataExpression: true,
    options: accessKinds.map(({ name, authentication, description }) => ({ name, value: authentication, description })),
    default: 'panel',
  },
  {
    displayName: 'Panel',
    name: 'panel',
    ...panelLocator,
    description: 'The panel, by its name in the daemon’s configuration. Leave empty when there is only one.',
    displayOptions: {
      show: { authentication: ['daemon'] },
      hide: { resource: businessResources.map(({ value }) => value) },
    },
  },
];

/**
 * The node's fields. Resources, operations and what they take come from the catalogue of operations, as far as each way in has them;
 * those of the business from its own, with the daemon only.
 */
export const properties: INodeProperties[] = [
  ...connectionFields,
  resourceField,
  ...operationFields(),
  ...parameterFields(),
  ...businessFields(),
];
