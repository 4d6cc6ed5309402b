import type { INodeProperties } from 'n8n-workflow';
import { fieldsOf } from '../../description/fields';
import { lineLocator, panelLocator } from '../../description/locators';
import type { BusinessParameter } from '../catalogue';
import { customerLocator, planLocator, policyLocator, reconciliationLocator, subscriptionLocator } from './locators';

/** Where n8n keeps the entries of a list. */
export const entriesAt = 'entry';

/** The daemon names a line by its id in what it keeps. */
const lineByIdLocator = { ...lineLocator, modes: (lineLocator.modes ?? []).filter(({ name }) => name !== 'username') };

const locators = {
  subscription: subscriptionLocator,
  customer: customerLocator,
  plan: planLocator,
  policy: policyLocator,
  reconciliation: reconciliationLocator,
  panel: panelLocator,
  line: lineByIdLocator,
} as const;

/**
 * How a parameter of a business operation looks in the node. Kinds that operations of a panel have, too, look as they do there.
 * @param upFront shown at once, not in a collection
 */
export function businessFieldsOf(name: string, parameter: BusinessParameter, upFront: boolean): INodeProperties[] {
  const { kind, label, description, placeholder, required } = parameter;
  const field = {
    displayName: label,
    name,
    ...(description === undefined ? {} : { description }),
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(required === true ? { required } : {}),
  };
  switch (kind) {
    case 'subscription':
    case 'customer':
    case 'plan':
    case 'policy':
    case 'reconciliation':
    case 'panel':
    case 'line':
      return [{ ...field, ...locators[kind] }];
    case 'amount':
    case 'currency':
    case 'decimal':
      return [{ ...field, type: 'string', default: '' }];
    case 'instant':
    case 'day':
      return [{ ...field, type: 'dateTime', default: '' }];
    case 'json':
      return [{ ...field, type: 'json', default: '' }];
    case 'entries':
      return [entriesField(field, parameter)];
    default:
      return fieldsOf(name, { ...parameter, kind }, upFront);
  }
}

/** Objects, added one by one. */
function entriesField(
  field: Pick<INodeProperties, 'displayName' | 'name'>,
  { entry }: BusinessParameter,
): INodeProperties {
  const values = Object.entries(entry?.parameters ?? {}).flatMap(([name, each]) => businessFieldsOf(name, each, false));
  const label = entry?.label ?? field.displayName;
  return {
    ...field,
    type: 'fixedCollection',
    typeOptions: { multipleValues: true, sortable: true },
    placeholder: `Add ${label}`,
    default: {},
    options: [{ displayName: label, name: entriesAt, values }],
  };
}
