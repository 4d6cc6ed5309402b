import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { resources, type CatalogueOperation } from '../../../panel';
import { businessOperations, businessResources } from '../business/catalogue';
import type { AccessKind } from '../../shared';
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
  options: [...resources, ...businessResources]
    .map(({ label, value }): INodePropertyOptions => {
      const authentication = offers
        .filter(({ kind, operations }) => offeredOf(kind, value, operations).length > 0)
        .map(({ kind }) => kind.authentication);
      const everywhere = authentication.length === offers.length;
      return { name: label, value, ...(everywhere ? {} : { displayOptions: { show: { authentication } } }) };
    })
    .sort((left, right) => left.name.localeCompare(right.name)),
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
  return [...resources, ...businessResources].flatMap(({ value: resource }) => {
    const fields = offers
      .map(({ kind, operations }) => ({ kind, field: operationFieldOf(offeredOf(kind, resource, operations)) }))
      .filter(({ field }) => field.default !== '');
    return grouped(fields, ({ field }) => JSON.stringify(field)).map((alike) => ({
      ...(alike[0]?.field ?? operationField),
      displayOptions: { show: { authentication: alike.map(({ kind }) => kind.authentication), resource: [resource] } },
    }));
  });
}

type Listed = Pick<CatalogueOperation, 'name' | 'label' | 'action' | 'description'>;

/** What a way in offers of a resource: the business is the daemon's. */
function offeredOf(
  { authentication }: AccessKind,
  resource: string,
  operations: readonly CatalogueOperation[],
): Listed[] {
  const business = authentication === 'daemon' ? businessOperations : [];
  return [...operations, ...business].filter((operation) => operation.resource === resource);
}

function operationFieldOf(operations: readonly Listed[]): INodeProperties {
  const options: INodePropertyOptions[] = operations
    .map(({ label, name, action, description }) => ({ name: label, value: name, action, description }))
    .sort((left, right) => left.name.localeCompare(right.name));
  const common = options.find(({ value }) => value === 'getMany') ?? options[0];
  return { ...operationField, options, default: common?.value ?? '' };
}
