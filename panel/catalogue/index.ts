import { connectionOperations } from './connection';
import { lineOperations, outputOptions } from './line';
import { listOperations } from './lists';
import type { Operation, Resource } from './operation';
import { readOperations } from './reads';

/** Every operation on a panel: the one source of the node's fields, the daemon's API and the documentation. */
export const operations: readonly Operation[] = [
  ...lineOperations,
  ...connectionOperations,
  ...readOperations,
  ...listOperations,
];

/** Resources in the order the node lists them. */
export const resources: ReadonlyArray<{ value: Resource; label: string }> = [
  { value: 'activity', label: 'Activity Log' },
  { value: 'blocked', label: 'Blocked Client' },
  { value: 'bouquet', label: 'Bouquet' },
  { value: 'category', label: 'Category' },
  { value: 'epg', label: 'EPG' },
  { value: 'group', label: 'Group' },
  { value: 'line', label: 'Line' },
  { value: 'connection', label: 'Live Connection' },
  { value: 'package', label: 'Package' },
  { value: 'panel', label: 'Panel' },
  { value: 'server', label: 'Server' },
  { value: 'user', label: 'User' },
];

/** @returns undefined where there is no such operation */
export function operationById(id: string): Operation | undefined {
  return operations.find((operation) => operation.id === id);
}

export { executeWrite } from './execute';
export { parseParameters, type ParseContext } from './parse';
export { outputOptions };
export type { Assessment, Operation, ReadMany, ReadOne, Resource, Values, Write, WriteContext } from './operation';
export type { LineReference, Option, Parameter, ParameterKind, Parameters } from './parameter';
