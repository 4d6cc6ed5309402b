import { connectionOperations } from './connection';
import { deviceOperations } from './device';
import { lineOperations, outputOptions } from './line';
import { listOperations } from './lists';
import type { Operation } from './operation';
import { readOperations } from './reads';
import { userOperations } from './user';

/** Every operation on a panel: the one source of the node's fields, the daemon's API and the documentation. */
export const operations: readonly Operation[] = [
  ...lineOperations,
  ...connectionOperations,
  ...deviceOperations,
  ...readOperations,
  ...userOperations,
  ...listOperations,
];

/** @returns undefined where there is no such operation */
export function operationById(id: string): Operation | undefined {
  return operations.find((operation) => operation.id === id);
}

export { executeWrite } from './execute';
export { parseParameters, type ParseContext } from './parse';
export { nounOf, resources } from './resources';
export { outputOptions };
export type { Assessment, Operation, ReadMany, ReadOne, Resource, Values, Write, WriteContext } from './operation';
export type { DeviceReference, LineReference, Option, Parameter, ParameterKind, Parameters } from './parameter';
