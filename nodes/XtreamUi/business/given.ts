import type { IExecuteFunctions } from 'n8n-workflow';
import { dateText, listIn, located } from '../actions/parameters';
import { unitOf } from '../description/fields';
import type { BusinessOperation, BusinessParameter } from './catalogue';
import { entriesAt } from './description/fields';
import { businessLayoutOf } from './layout';

type Field = (name: string) => unknown;

/** What the node's fields say, by the names of the operation's parameters. Not checked yet: that is for parseBusiness. */
export function givenValues(
  context: IExecuteFunctions,
  operation: BusinessOperation,
  itemIndex: number,
): Record<string, unknown> {
  const { upFront, collection } = businessLayoutOf(operation);
  const given: Record<string, unknown> = {};
  const take = (names: readonly string[], field: Field): void => {
    for (const name of names) {
      const value = valueOf(name, operation.parameters[name] as BusinessParameter, field);
      if (value !== undefined) given[name] = value;
    }
  };
  take(upFront, (name) => context.getNodeParameter(name, itemIndex, null) ?? undefined);
  if (collection !== undefined) {
    const added = context.getNodeParameter(collection.name, itemIndex, {}) as Record<string, unknown>;
    take(collection.parameters, (name) => added[name] ?? undefined);
  }
  return given;
}

function valueOf(name: string, parameter: BusinessParameter, field: Field): unknown {
  const raw = field(name);
  switch (parameter.kind) {
    case 'entries':
      return entries(raw, parameter);
    case 'subscription':
    case 'customer':
    case 'plan':
    case 'policy':
    case 'panel':
    case 'reconciliation':
    case 'line':
    case 'package':
      return located(raw);
    case 'instant':
    case 'day':
      return dateText(raw);
    case 'duration':
      return raw === undefined ? undefined : { amount: raw, unit: field(unitOf(name)) };
    case 'choices':
    case 'texts':
      return typeof raw === 'string' ? listIn(raw, /[,\n]/) : raw;
    default:
      return raw;
  }
}

/** Entries as they were added. */
function entries(raw: unknown, { entry }: BusinessParameter): unknown {
  const { [entriesAt]: list } = (raw ?? {}) as Record<string, unknown>;
  if (!Array.isArray(list)) return undefined;
  return (list as Array<Record<string, unknown>>).map((given) =>
    Object.fromEntries(
      Object.entries(entry?.parameters ?? {}).map(([name, parameter]) => [
        name,
        valueOf(name, parameter, (field) => given[field] ?? undefined),
      ]),
    ),
  );
}
