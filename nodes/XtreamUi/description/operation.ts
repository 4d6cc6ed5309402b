import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { resources, type CatalogueOperation } from '../../../panel';
import { offers } from './offered';
import { grouped } from './shown';

/**
 * The Resource field. One for all ways in, with options that are shown for some: n8n's node picker would list the actions of a second one again.
 */
export const resourceField: INodeProperties = {
  displayName: 'Resource',
  name: 'resource',
  type: 'options',
  noDataExpression: true,
  options: resources.map(({ label, value }): INodePropertyOptions => {
    const authentication = offers
      .filter(({ operations }) => operations.some(({ resource }) => resource === value))
      .map(({ kind }) => kind.authentication);
    const everywhere = authentication.length === offers.length;
    return { name: label, value, ...(everywhere ? {} : { displayOptions: { show: { authentication } } }) };
  }),
  default: 'line',
};

const operationField: INodeProperties = {
  displayName: 'Operation',
  name: 'operation',
  type: 'options',
  noDataExpression: true,
  default: '',
};

/** The Operation fields of each resource, one for the ways in that offer the same. n8n's node picker takes its actions from the first. */
export function operationFields(): INodeProperties[] {
  return resources.flatMap(({ value: resource }) => {
    const fields = offers
      .map(({ kind, operations }) => ({ kind, field: operationFieldOf(resource, operations) }))
      .filter(({ field }) => field.default !== '');
    return grouped(fields, ({ field }) => JSON.stringify(field)).map((alike) => ({
      ...(alike[0]?.field ?? operationField),
      displayOptions: { show: { authentication: alike.map(({ kind }) => kind.authentication), resource: [resource] } },
    }));
  });
}

function operationFieldOf(resource: string, operations: readonly CatalogueOperation[]): INodeProperties {
  const options: INodePropertyOptions[] = operations
    .filter((operation) => operation.resource === resource)
    .map(({ label, name, action, description }) => ({ name: label, value: name, action, description }))
    .sort((left, right) => left.name.localeCompare(right.name));
  const common = options.find(({ value }) => value === 'getMany') ?? options[0];
  return { ...operationField, options, default: common?.value ?? '' };
}
