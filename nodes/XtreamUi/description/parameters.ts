import type { INodeProperties } from 'n8n-workflow';
import { nounOf, operations as catalogue, type CatalogueOperation, type Parameter } from '../../../panel';
import type { AccessKind } from '../../shared';
import {
  collectionFields,
  deleteNotice,
  idempotencyKeyField,
  imageField,
  limitFields,
  optionsField,
  simplifyField,
  sortField,
} from './common';
import { fieldsOf } from './fields';
import { fitted } from './fitted';
import { lineAccessFields, linePasswordField, needsLinePassword } from './lineAccess';
import { layoutOf, type Layout } from './layout';
import { offers, type Offer } from './offered';
import { interleaved, together } from './shown';

/** The fields of the operations' parameters. */

/** What an operation is shown with, from top to bottom. */
const sections = [
  'notice',
  'subject',
  'values',
  'image',
  'limit',
  'simplify',
  'collection',
  'sort',
  'options',
] as const;

type Sections = Record<(typeof sections)[number], INodeProperties[]>;

/** All fields of all operations, each shown for its own and where it is offered. */
export function parameterFields(): INodeProperties[] {
  const all = catalogue.map(({ id, resource, name }) => ({
    resource,
    operation: name,
    offers: offers.flatMap((offer) => {
      const operation = offer.operations.find((each) => each.id === id);
      return operation === undefined ? [] : [{ kind: offer.kind, fields: sectionsOf(offer, operation) }];
    }),
  }));
  return sections.flatMap((section) =>
    together(
      all.map(({ offers, ...where }) => ({
        ...where,
        fields: interleaved(
          offers.map(({ kind, fields }) => ({ authentication: kind.authentication, fields: fields[section] })),
        ),
      })),
    ),
  );
}

function sectionsOf({ kind, operations }: Offer, operation: CatalogueOperation): Sections {
  const { upFront, collection, sort, image, simplify } = layoutOf(operation);
  const [subject, ...values] = upFront.map((name) => upFrontFields(kind, operation, name));
  const disable = operations.some(({ resource, name }) => resource === operation.resource && name === 'disable');
  return {
    notice: operation.name === 'delete' ? [deleteNotice(nounOf(operation), disable)] : [],
    subject: subject ?? [],
    values: values.flat(),
    image: image ? [imageField] : [],
    limit: operation.access === 'read' && operation.many ? limitFields : [],
    simplify: simplify ? [simplifyField] : [],
    collection: collection === undefined ? [] : [collectionField(kind, operation, collection)],
    sort: sort ? [sortField(parameterOf(operation, 'sortBy'))] : [],
    options: kind.authentication === 'daemon' ? daemonOptions(kind, operation) : [],
  };
}

function daemonOptions(kind: AccessKind, operation: CatalogueOperation): INodeProperties[] {
  const options = operation.access === 'write' ? [idempotencyKeyField] : [];
  if (operation.parameters['line']?.required === true && needsLinePassword(kind, operation) === 'sometimes') {
    options.push(linePasswordField('line', 'Line'));
  }
  return options.length === 0 ? [] : [{ ...optionsField, options }];
}

function parameterOf({ parameters }: CatalogueOperation, name: string): Parameter {
  return parameters[name] as Parameter;
}

function upFrontFields(kind: AccessKind, operation: CatalogueOperation, name: string): INodeProperties[] {
  const fields = fieldsFor(kind, operation, name, true);
  const conditions = Object.entries(parameterOf(operation, name).showWhen ?? {}).map(([other, value]) => [
    other,
    [value],
  ]);
  if (conditions.length === 0) return fields;
  return fields.map((field) => ({
    ...field,
    displayOptions: { show: { ...Object.fromEntries(conditions), ...field.displayOptions?.show } },
  }));
}

function collectionField(
  kind: AccessKind,
  operation: CatalogueOperation,
  { name, parameters }: NonNullable<Layout['collection']>,
): INodeProperties {
  const options = parameters
    .flatMap((each) => fieldsFor(kind, operation, each, false))
    .sort((left, right) => left.displayName.localeCompare(right.displayName));
  return { ...collectionFields[name], options };
}

function fieldsFor(kind: AccessKind, operation: CatalogueOperation, name: string, upFront: boolean): INodeProperties[] {
  const parameter = parameterOf(operation, name);
  if (parameter.kind === 'line' && needsLinePassword(kind, operation) === 'always') {
    return lineAccessFields(name, parameter.label, parameter.required === true);
  }
  return fieldsOf(name, parameter, upFront).map((field) => fitted(kind, operation, parameter, field));
}
