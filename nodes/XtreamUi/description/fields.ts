import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Parameter } from '../../../panel';
import {
  bouquetLocator,
  categoryLocator,
  connectionLocator,
  contentLocators,
  enigma2Locator,
  groupLocator,
  lineLocator,
  magLocator,
  ownerLocator,
  packageLocator,
  serverLocator,
} from './locators';

/** How a parameter of the catalogue looks in the node: one renderer for each kind. What they make is read by actions/parameters.ts. */

/** Suffixes of the names of fields that belong to one parameter together. */
export const unitOf = (name: string): string => `${name}Unit`;
export const choiceOf = (name: string): string => `${name}Choice`;
export const neverOf = (name: string): string => `${name}Never`;
export const usernameOf = (name: string): string => `${name}Username`;
export const passwordOf = (name: string): string => `${name}Password`;

/** What the field says that asks for the kind of expiry. */
export type ExpiryChoice = 'date' | 'never' | 'package';

const units: INodePropertyOptions[] = ['Hours', 'Days', 'Weeks', 'Months', 'Years'].map((name) => ({
  name,
  value: name.toLowerCase(),
}));

/**
 * The fields of one parameter.
 * @param upFront shown at once, not in a collection
 */
export function fieldsOf(name: string, parameter: Parameter, upFront: boolean): INodeProperties[] {
  const field = {
    displayName: parameter.label,
    name,
    ...(parameter.description === undefined ? {} : { description: parameter.description }),
    ...(parameter.placeholder === undefined ? {} : { placeholder: parameter.placeholder }),
    ...(parameter.required === true ? { required: true } : {}),
  };
  const text = { ...field, type: 'string', default: textDefault(parameter.default) } as const;
  switch (parameter.kind) {
    case 'line':
      return [{ ...field, ...lineLocator }];
    case 'package':
      return [{ ...field, ...packageLocator }];
    case 'bouquet':
      return [{ ...field, ...bouquetLocator }];
    case 'owner':
      return [{ ...field, ...ownerLocator }];
    case 'connection':
      return [{ ...field, ...connectionLocator }];
    case 'server':
      return [{ ...field, ...serverLocator }];
    case 'mag':
      return [{ ...field, ...magLocator }];
    case 'enigma2':
      return [{ ...field, ...enigma2Locator }];
    case 'mac':
      return [text];
    case 'group':
      return [{ ...field, ...groupLocator }];
    case 'category':
      return [{ ...field, ...categoryLocator }];
    case 'stream':
    case 'channel':
    case 'station':
    case 'movie':
    case 'episode':
    case 'series':
      return [{ ...field, ...contentLocators[parameter.kind] }];
    case 'id':
      return [text];
    case 'date':
      return [{ ...field, type: 'dateTime', default: '' }];
    case 'username':
      return [withHint(text, upFront)];
    case 'text':
      return [text];
    case 'verbatim':
      return [parameter.secret === true ? { ...text, typeOptions: { password: true } } : text];
    case 'password':
      return [withHint({ ...text, typeOptions: { password: true } }, upFront)];
    case 'integer':
      return [
        {
          ...field,
          type: 'number',
          typeOptions: {
            ...(parameter.min === undefined ? {} : { minValue: parameter.min }),
            ...(parameter.max === undefined ? {} : { maxValue: parameter.max }),
            numberPrecision: 0,
          },
          default: typeof parameter.default === 'number' ? parameter.default : (parameter.min ?? 0),
        },
      ];
    case 'switch':
      return [{ ...field, type: 'boolean', default: parameter.default === true }];
    case 'expiry':
      return expiryFields(field, parameter, upFront);
    case 'duration':
      return durationFields(field, parameter);
    case 'bouquets':
      return [severalOf(name, 'Bouquet', 'getBouquets')];
    case 'categories':
      return [severalOf(name, 'Category', 'getCategories')];
    case 'servers':
      return [severalOf(name, 'Server', 'getServers')];
    case 'ids':
      return [{ ...text, placeholder: 'e.g. 1,2,3' }];
    case 'choice':
      return [{ ...field, type: 'options', options: optionsOf(parameter), default: choiceDefault(parameter) }];
    case 'choices':
      return [{ ...field, type: 'multiOptions', options: optionsOf(parameter), default: [] }];
    case 'pairs':
      return [pairsField(field)];
    case 'texts':
      return [{ ...text, default: [], typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Value' } }];
  }
}

/** Names and values, added one by one. */
function pairsField(field: Pick<INodeProperties, 'displayName' | 'name' | 'description'>): INodeProperties {
  return {
    ...field,
    type: 'fixedCollection',
    typeOptions: { multipleValues: true },
    placeholder: 'Add Parameter',
    default: {},
    options: [
      {
        displayName: 'Parameter',
        name: 'pair',
        values: [
          { displayName: 'Name', name: 'name', type: 'string', default: '', placeholder: 'e.g. stream_id' },
          { displayName: 'Value', name: 'value', type: 'string', default: '' },
        ],
      },
    ],
  };
}

/** Several of a list that is loaded whole. */
function severalOf(name: string, what: string, loadOptionsMethod: string): INodeProperties {
  return {
    displayName: `${what} Names or IDs`,
    name,
    type: 'multiOptions',
    typeOptions: { loadOptionsMethod, loadOptionsDependsOn: ['authentication', 'panel.value'] },
    default: [],
    description:
      'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  };
}

/** What leaving a field empty means is to be seen without pointing at it. */
function withHint(field: INodeProperties, upFront: boolean): INodeProperties {
  if (!upFront || field.required === true || field.description === undefined) return field;
  const { description, ...rest } = field;
  return { ...rest, hint: description };
}

function expiryFields(
  field: Pick<INodeProperties, 'displayName' | 'name' | 'description' | 'required'>,
  parameter: Parameter,
  upFront: boolean,
): INodeProperties[] {
  const date = { ...field, type: 'dateTime', default: '' } as const;
  if (parameter.nullMeans === undefined) return [date];
  if (!upFront) {
    return [
      date,
      {
        displayName: parameter.nullMeans.replace(/\b\w/g, (letter) => letter.toUpperCase()),
        name: neverOf(field.name),
        type: 'boolean',
        default: true,
        description: `Whether the line ${parameter.nullMeans.toLowerCase()}. Not together with ${field.displayName}.`,
      },
    ];
  }
  return [
    {
      displayName: 'Expiry',
      name: choiceOf(field.name),
      type: 'options',
      options: [
        { name: 'At a Date', value: 'date' },
        {
          name: 'From the Package',
          value: 'package',
          description: 'The package’s duration, counted from now',
        },
        { name: 'Never', value: 'never' },
      ],
      default: 'package',
      description: 'When service ends',
    },
    { ...date, required: true, displayOptions: { show: { [choiceOf(field.name)]: ['date'] } } },
  ];
}

function durationFields(
  field: Pick<INodeProperties, 'displayName' | 'name' | 'description' | 'required'>,
  parameter: Parameter,
): INodeProperties[] {
  const { amount, unit } = (parameter.default ?? { amount: 1, unit: 'months' }) as { amount: number; unit: string };
  return [
    { ...field, type: 'number', typeOptions: { minValue: 1, numberPrecision: 0 }, default: amount },
    {
      displayName: `${field.displayName} Unit`,
      name: unitOf(field.name),
      type: 'options',
      options: units,
      default: unit,
      description: 'Months and years are those of the calendar',
    },
  ];
}

function optionsOf(parameter: Parameter): INodePropertyOptions[] {
  return (parameter.options ?? [])
    .map(({ label, value }) => ({ name: label, value }))
    .sort((left, right) => left.name.localeCompare(right.name));
}

function choiceDefault(parameter: Parameter): string {
  return typeof parameter.default === 'string' ? parameter.default : (optionsOf(parameter)[0]?.value as string);
}

function textDefault(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
