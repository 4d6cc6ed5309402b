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
  const there: Record<string, Parameter> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const choosable = Object.entries(parameter.showWhen ?? {}).every(([other, value]) =>
      there[other]?.options?.some((option) => option.value === value),
    );
    if (isThere(parameter) && choosable) there[name] = withOptions(parameter, parameter.options?.filter(isThere));
  }
  return there;
}

/** @param options those of the parameter that are there: its default is one of them */
function withOptions(parameter: Parameter, options: Parameter['options']): Parameter {
  if (options === undefined) return parameter;
  const isDefaultThere = parameter.default === undefined || options.some(({ value }) => value === parameter.default);
  return { ...parameter, options, ...(isDefaultThere ? {} : { default: options[0]?.value }) };
}

/** The offers of all ways in. */
export const offers: readonly Offer[] = accessKinds.map(offerOf);
