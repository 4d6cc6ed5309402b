import type { INodeProperties } from 'n8n-workflow';
import type { Parameter } from '../../../panel';

/** Fields that many operations have, in n8n's own words. */

export const collectionFields = {
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

export const limitFields: INodeProperties[] = [
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

export const imageField: INodeProperties = {
  displayName: 'Put Output File in Field',
  name: 'binaryPropertyName',
  type: 'string',
  required: true,
  default: 'data',
  hint: 'The name of the output binary field to put the image in',
};

export const simplifyField: INodeProperties = {
  displayName: 'Simplify',
  name: 'simplify',
  type: 'boolean',
  default: true,
  description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** `sortBy` and `descending` of the catalogue, as n8n's guidelines show sorting. */
export function sortField(sortBy: Parameter): INodeProperties {
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

export const optionsField: INodeProperties = {
  displayName: 'Options',
  name: 'options',
  type: 'collection',
  placeholder: 'Add Option',
  default: {},
};

/** What every write through the daemon may be given. */
export const idempotencyKeyField: INodeProperties = {
  displayName: 'Idempotency Key',
  name: 'idempotencyKey',
  type: 'string',
  default: '',
  placeholder: 'e.g. stripe:in_1QxYz',
  description:
    'Names what this write is for. The daemon carries a key out once and answers a repetition with the first result. Leave empty to use the key of the Xtream UI Trigger’s event, or else this execution’s.',
};

/** @param noun what is deleted, e.g. `MAG device` @param instead whether it can be disabled */
export function deleteNotice(noun: string, instead: boolean): INodeProperties {
  return {
    displayName: `A deleted ${noun} cannot be brought back.${instead ? ' Disable it instead to keep its data.' : ''}`,
    name: 'deleteNotice',
    type: 'notice',
    default: '',
  };
}
