import type { INodeProperties } from 'n8n-workflow';
import {
  collectionFields,
  deleteNotice,
  idempotencyKeyField,
  limitFields,
  optionsField,
  simplifyField,
} from '../../description/common';
import { grouped } from '../../description/shown';
import { businessOperations, businessResources, type BusinessOperation } from '../catalogue';
import { businessLayoutOf } from '../layout';
import { fileField } from './file';
import { businessFieldsOf } from './fields';

/** The fields of the business operations, each shown for its own and only with the daemon's credential. */

/** All fields of all operations, from top to bottom; those of operations of one resource that are alike are there once. */
export function businessFields(): INodeProperties[] {
  return grouped(businessOperations, ({ resource }) => resource).flatMap((operations) =>
    sections.flatMap((section) => {
      const lists = operations.map((operation) => ({ name: operation.name, fields: sectionOf[section](operation) }));
      return grouped(lists, ({ fields }) => JSON.stringify(fields)).flatMap((alike) =>
        (alike[0]?.fields ?? []).map((field) =>
          shownFor(
            field,
            operations[0]?.resource ?? '',
            alike.map(({ name }) => name),
          ),
        ),
      );
    }),
  );
}

const sections = ['notice', 'upFront', 'file', 'limit', 'simplify', 'collection', 'options'] as const;

const sectionOf: Readonly<Record<(typeof sections)[number], (operation: BusinessOperation) => INodeProperties[]>> = {
  notice: ({ resource, answer }) => (answer.kind === 'deleted' ? [deleteNotice(nounOf(resource), false)] : []),
  upFront: (operation) => businessLayoutOf(operation).upFront.flatMap((name) => upFrontFields(operation, name)),
  file: ({ answer }) => (answer.kind === 'report' ? [fileField] : []),
  limit: ({ answer }) => (answer.kind === 'rows' ? limitFields : []),
  simplify: ({ simplified }) => (simplified === undefined ? [] : [simplifyField]),
  collection: collectionOf,
  options: ({ key }) => (key === undefined ? [] : [{ ...optionsField, options: [idempotencyKeyField] }]),
};

function upFrontFields(operation: BusinessOperation, name: string): INodeProperties[] {
  const parameter = operation.parameters[name];
  if (parameter === undefined || isShownAlready(operation, name)) return [];
  const conditions = Object.entries(parameter.showWhen ?? {}).map(
    ([other, value]) => [other, [value]] as [string, string[]],
  );
  return businessFieldsOf(name, parameter, true).map((field) =>
    conditions.length === 0 ? field : { ...field, displayOptions: { show: Object.fromEntries(conditions) } },
  );
}

/** The Panel field stands above the resources of a panel. */
function isShownAlready({ resource }: BusinessOperation, name: string): boolean {
  return name === 'panel' && businessResources.every(({ value }) => value !== resource);
}

function collectionOf(operation: BusinessOperation): INodeProperties[] {
  const { collection } = businessLayoutOf(operation);
  if (collection === undefined) return [];
  const options = collection.parameters
    .flatMap((name) => {
      const parameter = operation.parameters[name];
      return parameter === undefined ? [] : businessFieldsOf(name, parameter, false);
    })
    .sort((left, right) => left.displayName.localeCompare(right.displayName));
  return [{ ...collectionFields[collection.name], options }];
}

function nounOf(resource: string): string {
  return (businessResources.find(({ value }) => value === resource)?.label ?? resource).toLowerCase();
}

function shownFor(field: INodeProperties, resource: string, operation: string[]): INodeProperties {
  const show = { authentication: ['daemon'], resource: [resource], operation, ...field.displayOptions?.show };
  return { ...field, displayOptions: { show } };
}
