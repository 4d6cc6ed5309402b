import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { operations, resources, type Operation, type Parameter } from '../../../panel';
import { fieldsOf } from './fields';
import { layoutOf } from './layout';

/** The Resource field. */
export const resourceField: INodeProperties = {
  displayName: 'Resource',
  name: 'resource',
  type: 'options',
  noDataExpression: true,
  options: resources.map(({ label, value }) => ({ name: label, value })),
  default: 'line',
};

const operationField: INodeProperties = {
  displayName: 'Operation',
  name: 'operation',
  type: 'options',
  noDataExpression: true,
  default: '',
};

/** One Operation field for each resource. */
export function operationFields(): INodeProperties[] {
  return resources.map(({ value: resource }) => {
    const options: INodePropertyOptions[] = operations
      .filter((operation) => operation.resource === resource)
      .map(({ label, name, action, description }) => ({ name: label, value: name, action, description }))
      .sort((left, right) => left.name.localeCompare(right.name));
    const common = options.find(({ value }) => value === 'getMany') ?? options[0];
    return {
      ...operationField,
      displayOptions: { show: { resource: [resource] } },
      options,
      default: common?.value ?? '',
    };
  });
}

/** All fields of all operations, each shown for its own. */
export function parameterFields(): INodeProperties[] {
  return operations.flatMap((operation) => fieldsOfOperation(operation));
}

function fieldsOfOperation(operation: Operation): INodeProperties[] {
  const show = { resource: [operation.resource], operation: [operation.name] };
  const layout = layoutOf(operation);
  const shown = (fields: INodeProperties[], also: IDisplayOptions['show'] = {}): INodeProperties[] =>
    fields.map((field) => ({
      ...field,
      displayOptions: { show: { ...show, ...also, ...field.displayOptions?.show } },
    }));
  const parameter = (name: string): Parameter => operation.parameters[name] as Parameter;

  const fields = layout.upFront.flatMap((name) => {
    const conditions = Object.entries(parameter(name).showWhen ?? {}).map(([other, value]) => [other, [value]]);
    return shown(fieldsOf(name, parameter(name), true), Object.fromEntries(conditions));
  });
  if (operation.access === 'read' && operation.many) fields.push(...shown(limitFields));
  if (layout.simplify) fields.push(...shown([simplifyField]));
  if (layout.collection !== undefined) {
    const { name, parameters } = layout.collection;
    const values = parameters
      .flatMap((each) => fieldsOf(each, parameter(each), false))
      .sort((left, right) => left.displayName.localeCompare(right.displayName));
    fields.push(...shown([{ ...collectionFields[name], options: values }]));
  }
  if (layout.sort) fields.push(...shown([sortField(parameter('sortBy'))]));
  return fields;
}

const collectionFields = {
  additionalFields: {
    displayName: 'Additional Fields',
    name: 'additionalFields',
    type: 'collection',
    placeholder: 'Add Field',
    default: {},
  },
  updateFields: {
    displayName: 'Update Fields',
    name: 'updateFields',
    type: 'collection',
    placeholder: 'Add Field',
    default: {},
  },
  filters: { displayName: 'Filters', name: 'filters', type: 'collection', placeholder: 'Add Filter', default: {} },
} as const satisfies Record<string, INodeProperties>;

const limitFields: INodeProperties[] = [
  {
    displayName: 'Return All',
    name: 'returnAll',
    type: 'boolean',
    default: false,
    description: 'Whether to return all results or only up to a given limit',
  },
  {
    displayName: 'Limit',
    name: 'limit',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: 50,
    description: 'Max number of results to return',
    displayOptions: { show: { returnAll: [false] } },
  },
];

const simplifyField: INodeProperties = {
  displayName: 'Simplify',
  name: 'simplify',
  type: 'boolean',
  default: true,
  description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** `sortBy` and `descending` of the catalogue, as n8n's guidelines show sorting. */
function sortField(sortBy: Parameter): INodeProperties {
  return {
    displayName: 'Sort',
    name: 'sort',
    type: 'fixedCollection',
    placeholder: 'Add Sort Rule',
    default: {},
    options: [
      {
        displayName: 'Sort Rule',
        name: 'rule',
        values: [
          {
            displayName: 'Sort By',
            name: 'sortBy',
            type: 'options',
            options: (sortBy.options ?? []).map(({ label, value }) => ({ name: label, value })),
            default: 'id',
            description: 'What to sort by',
          },
          {
            displayName: 'Direction',
            name: 'direction',
            type: 'options',
            options: [
              { name: 'Ascending', value: 'ascending' },
              { name: 'Descending', value: 'descending' },
            ],
            default: 'ascending',
            description: 'Whether to begin with the lowest or the highest',
          },
        ],
      },
    ],
  };
}
