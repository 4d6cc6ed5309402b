import { adaptersWith, operations, type AdapterName, type CatalogueOperation, type Parameter } from '../../../panel';
import { accessKinds, type AccessKind } from '../../shared';

/** What each way in offers of the catalogue: what at least one of the panels at its other end can do. */

export interface Offer {
  kind: AccessKind;
  /** Each with the parameters and options that are there. */
  operations: CatalogueOperation[];
}

function offerOf(kind: AccessKind): Offer {
  const found = operations.flatMap((operation): CatalogueOperation[] => {
    const adapters = adaptersFor(kind, operation);
    return adapters.length === 0 ? [] : [{ ...operation, parameters: parametersFor(adapters, operation) }];
  });
  return { kind, operations: found };
}

/** Those at the other end that can carry the operation out. */
export function adaptersFor({ adapters }: AccessKind, operation: CatalogueOperation): AdapterName[] {
  return operation.adapters.filter((name) => adapters.includes(name));
}

function parametersFor(
  adapters: readonly AdapterName[],
  { parameters }: CatalogueOperation,
): CatalogueOperation['parameters'] {
  const isThere = ({ needs }: Pick<Parameter, 'needs'>): boolean =>
    needs === undefined || adaptersWith([needs]).some((name) => adapters.includes(name));
  const there = Object.entries(parameters)
    .filter(([, parameter]) => isThere(parameter))
    .map(([name, { options, ...parameter }]): [string, Parameter] => [
      name,
      options === undefined ? parameter : { ...parameter, options: options.filter(isThere) },
    ]);
  return Object.fromEntries(there);
}

/** The offers of all ways in. */
export const offers: readonly Offer[] = accessKinds.map(offerOf);
