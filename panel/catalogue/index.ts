import { blockedOperations } from './blocked';
import { bouquetOperations } from './bouquet';
import { connectionOperations } from './connection';
import { contentOperations } from './content';
import { customOperations } from './custom';
import { deviceOperations } from './device';
import { lineOperations, outputOptions } from './line';
import { listOperations } from './lists';
import { logOperations } from './logs';
import { offered } from './offered';
import type { CatalogueOperation } from './operation';
import { readOperations } from './reads';
import { serverOperations } from './server';
import { userOperations } from './user';

/** Every operation on a panel: the one source of the node's fields, the daemon's API and the documentation. */
export const operations: readonly CatalogueOperation[] = [
  ...lineOperations,
  ...connectionOperations,
  ...deviceOperations,
  ...readOperations,
  ...bouquetOperations,
  ...contentOperations,
  ...userOperations,
  ...listOperations,
  ...blockedOperations,
  ...serverOperations,
  ...logOperations,
  ...customOperations,
].map(offered);

/** @returns undefined where there is no such operation */
export function operationById(id: string): CatalogueOperation | undefined {
  return operations.find((operation) => operation.id === id);
}

export { adaptersWith, checkOffered } from './offered';
export { executeWrite, outcomeUnknown, settled } from './execute';
export { asDay, parseParameters, type ParseContext } from './parse';
export { pagesOf } from './pages';
export { partOf } from './parts';
export { panelsPage } from './tables';
export { nounOf, resources } from './resources';
export { outputOptions };
export type {
  Assessment,
  CatalogueOperation,
  Operation,
  ReadMany,
  ReadOne,
  Resource,
  Values,
  Write,
  WriteContext,
} from './operation';
export type { DeviceReference, LineReference, Option, Pair, Parameter, ParameterKind, Parameters } from './parameter';
export { suspensionReasons, type SuspensionReason } from './line/suspension';
