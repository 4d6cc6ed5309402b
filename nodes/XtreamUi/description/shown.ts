import type { INodeProperties } from 'n8n-workflow';
import { accessKinds, type Authentication } from '../../shared';

/**
 * When fields are shown. The same operation has other fields for other ways in, and many operations have the same fields: what is alike is put
 * together, because n8n keeps the whole description in memory and sends it to every editor.
 */

interface Variant {
  field: INodeProperties;
  /** undefined: all there are. */
  authentications: readonly Authentication[] | undefined;
}

/** Fields of one operation, from top to bottom. */
export interface OperationFields {
  resource: string;
  operation: string;
  fields: Variant[];
}

/** An operation's fields for each way in, as one sequence in which each list keeps its order. */
export function interleaved(
  lists: ReadonlyArray<{ authentication: Authentication; fields: readonly INodeProperties[] }>,
): Variant[] {
  const sequence: Array<{ text: string; field: INodeProperties; authentications: Authentication[] }> = [];
  for (const { authentication, fields } of lists) {
    let next = 0;
    for (const field of fields) {
      const text = JSON.stringify(field);
      const at = sequence.findIndex((each, index) => index >= next && each.text === text);
      if (at === -1) sequence.splice(next, 0, { text, field, authentications: [authentication] });
      else sequence[at]?.authentications.push(authentication);
      next = (at === -1 ? next : at) + 1;
    }
  }
  return sequence.map(({ field, authentications }) => ({
    field,
    authentications: authentications.length === accessKinds.length ? undefined : authentications,
  }));
}

/** The fields of all operations, with the conditions to show them; those of operations that have the same are there once. */
export function together(lists: readonly OperationFields[]): INodeProperties[] {
  return grouped(lists, ({ fields }) => JSON.stringify(fields)).flatMap((alike) =>
    products(alike).flatMap(({ resources, operations }) =>
      (alike[0]?.fields ?? []).map((variant) => displayed(variant, resources, operations)),
    ),
  );
}

function displayed({ field, authentications }: Variant, resource: string[], operation: string[]): INodeProperties {
  const show = {
    ...(authentications === undefined ? {} : { authentication: [...authentications] }),
    resource,
    operation,
    ...field.displayOptions?.show,
  };
  return { ...field, displayOptions: { show } };
}

/** Pairs of resource and operation, as products of both: n8n checks the one condition without looking at the other. */
function products(pairs: readonly OperationFields[]): Array<{ resources: string[]; operations: string[] }> {
  const byOperation = grouped(pairs, ({ operation }) => operation).map((same) => ({
    operation: same[0]?.operation ?? '',
    resources: same.map(({ resource }) => resource),
  }));
  return grouped(byOperation, ({ resources }) => resources.join()).map((same) => ({
    resources: same[0]?.resources ?? [],
    operations: same.map(({ operation }) => operation),
  }));
}

/** In groups of the same key, both in the order in which they first come. */
export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups.values()];
}
