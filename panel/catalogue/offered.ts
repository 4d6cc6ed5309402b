import { meets, type Need } from '../abilities';
import type { PanelAdapter } from '../adapter';
import { adapterSamples } from '../adapters';
import { invalidParameter, PanelError } from '../errors';
import { adapterLabels, adapterNames, type AdapterName } from '../types';
import type { CatalogueOperation, Operation, Values } from './operation';

/** Who can carry an operation out, and the refusal where someone cannot. */

/** The adapters that can do all of this. */
export function adaptersWith(needs: readonly Need[]): AdapterName[] {
  return adapterNames.filter((name) => needs.every((need) => meets(adapterSamples[name], need)));
}

/** @throws PanelError `unsupported`, or `invalid-parameter` for a value this kind of panel cannot take */
export function checkOffered(operation: Operation, adapter: PanelAdapter, values: Values): void {
  if (!operation.needs.every((need) => meets(adapter, need))) {
    throw new PanelError(
      'unsupported',
      `This kind of panel (${adapterLabels[adapter.dialect]}) has no way to ${verb(operation)}.`,
      {
        hint: `${operation.label} is there on: ${labelsOf(adaptersWith(operation.needs))}.`,
      },
    );
  }
  for (const [name, value] of Object.entries(values)) {
    const parameter = operation.parameters[name];
    if (parameter?.needs !== undefined && !meets(adapter, parameter.needs)) {
      throw invalidParameter(
        name,
        `cannot be given: this kind of panel (${adapter.dialect}) has no such value`,
        `Leave ${parameter.label} out.`,
      );
    }
    const option = parameter?.options?.find((candidate) => candidate.value === value);
    if (option?.needs !== undefined && !meets(adapter, option.needs)) {
      throw invalidParameter(
        name,
        `${option.label} is not possible on this kind of panel (${adapter.dialect})`,
        'Choose another.',
      );
    }
  }
}

function labelsOf(adapters: readonly AdapterName[]): string {
  return adapters.map((name) => adapterLabels[name]).join(', ') || 'no panel';
}

function verb({ action }: Operation): string {
  return action.charAt(0).toLowerCase() + action.slice(1);
}

/** The operation with its adapters, refusing to begin on any other. */
export function offered(operation: Operation): CatalogueOperation {
  const adapters = adaptersWith(operation.needs);
  if (operation.access === 'write') {
    return {
      ...operation,
      adapters,
      async plan(adapter, values, context) {
        checkOffered(operation, adapter, values);
        return await operation.plan(adapter, values, context);
      },
      subject: (target) => operation.subject(target),
    };
  }
  if (operation.many) {
    return {
      ...operation,
      adapters,
      async *pages(adapter, values) {
        checkOffered(operation, adapter, values);
        yield* operation.pages(adapter, values);
      },
    };
  }
  return {
    ...operation,
    adapters,
    async run(adapter, values) {
      checkOffered(operation, adapter, values);
      return await operation.run(adapter, values);
    },
  };
}
